using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>
/// Specs as text in a brain's file: observations <c>{"energy":[0,100], …}</c>, name and range; actions <c>{"continuous":["turn", …]}</c>,
/// <c>{"discrete":{"turn":["left","right"], …}}</c>, or both keys in this order.
/// </summary>
/// <remarks>Read token by token, so an untrusted text takes no more memory than the specs it describes.</remarks>
internal static class SpecJson
{
    internal const string ObservationsKey = "observations";
    internal const string ActionsKey = "actions";
    private const string Continuous = "continuous";
    private const string Discrete = "discrete";

    /// <summary>Maximum length of a text that is read or written, UTF-16 code units. Together with the number of names it bounds the memory for reading.</summary>
    private const int MaxTextLength = 262_144;

    internal static void Write(TensorArchive archive, ObservationSpec observations, ActionSpec actions)
    {
        archive.Metadata[ObservationsKey] = Text(ObservationsKey, json => Write(json, observations));
        archive.Metadata[ActionsKey] = Text(ActionsKey, json => Write(json, actions));
    }

    internal static ObservationSpec ReadObservations(TensorArchive archive) => Read(archive, ObservationsKey, ReadObservations);

    internal static ActionSpec ReadActions(TensorArchive archive) => Read(archive, ActionsKey, ReadActions);

    private static string Text(string key, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        string text = Excerpt.StrictUtf8.GetString(buffer.WrittenSpan);
        return text.Length <= MaxTextLength
            ? text
            : throw new InvalidOperationException($"{key}: expected at most {MaxTextLength} characters as JSON, received {text.Length}.");
    }

    private static void Write(Utf8JsonWriter json, ObservationSpec spec)
    {
        foreach (ObservationColumn column in spec.Columns)
        {
            json.WriteStartArray(column.Name);
            json.WriteNumberValue(column.Minimum);
            json.WriteNumberValue(column.Maximum);
            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, ActionSpec spec)
    {
        if (spec.ContinuousCount > 0)
        {
            WriteNames(json, Continuous, spec.Names.Take(spec.ContinuousCount));
        }

        if (spec.Branches.Count == 0)
        {
            return;
        }

        json.WriteStartObject(Discrete);
        foreach (ActionBranch branch in spec.Branches)
        {
            WriteNames(json, branch.Name, branch.Choices);
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IEnumerable<string> names)
    {
        json.WriteStartArray(key);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private delegate T Reading<T>(ref ArchiveHeaderTokens tokens);

    private static T Read<T>(TensorArchive archive, string key, Reading<T> read)
    {
        string text = archive.GetMetadata(key);
        if (text.Length > MaxTextLength)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{key}\"", $"at most {MaxTextLength} characters", $"{text.Length}");
        }

        ArchiveHeaderTokens tokens = new(Excerpt.StrictUtf8.GetBytes(text), archive.Origin) { Place = ("metadata", key, null) };
        try
        {
            tokens.Expect(JsonTokenType.StartObject, "an object");
            T spec = read(ref tokens);
            tokens.End();
            return spec;
        }
        catch (JsonException error)
        {
            throw tokens.Error("JSON", $"an error in line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", error);
        }
        catch (ArgumentException error)
        {
            throw tokens.Error($"{key} that a brain can have", Excerpt.OfError(error), error);
        }
    }

    private static ObservationSpec ReadObservations(ref ArchiveHeaderTokens tokens)
    {
        ObservationSpec spec = new();
        while (tokens.NextKey())
        {
            string name = tokens.Text();
            tokens.Expect(JsonTokenType.StartArray, "a range of two numbers");
            float minimum = tokens.Single(), maximum = tokens.Single();
            tokens.Expect(JsonTokenType.EndArray, "a range of two numbers");
            spec.Add(name, minimum, maximum);
        }

        return spec.Width > 0 ? spec : throw tokens.Error("at least one observation", "none");
    }

    private static ActionSpec ReadActions(ref ArchiveHeaderTokens tokens)
    {
        bool hasKind = tokens.NextKey();
        bool isContinuous = hasKind && tokens.Is(Continuous);
        if (!isContinuous && !(hasKind && tokens.Is(Discrete)))
        {
            throw tokens.Error($"the key {Continuous} or {Discrete}", "a different one or none");
        }

        ActionSpec spec = isContinuous ? ActionSpec.Continuous(ReadNames(ref tokens)) : ActionSpec.Discrete(ReadBranches(ref tokens));
        if (!tokens.NextKey())
        {
            return spec;
        }

        if (!isContinuous || !tokens.Is(Discrete))
        {
            throw tokens.Error($"one key, or {Continuous} and then {Discrete}", "more");
        }

        ActionBranch[] branches = ReadBranches(ref tokens);
        spec = branches.Length > 0 ? spec.AndDiscrete(branches) : throw tokens.Error("one key or more, each the name of a branch", "none");
        return tokens.NextKey() ? throw tokens.Error("two keys", "more") : spec;
    }

    private static ActionBranch[] ReadBranches(ref ArchiveHeaderTokens tokens)
    {
        List<ActionBranch> branches = [];
        tokens.Expect(JsonTokenType.StartObject, "an object of branches");
        while (tokens.NextKey())
        {
            string name = branches.Count < ActionSpec.MaximumBranches ? tokens.Text() : throw tokens.Error($"at most {ActionSpec.MaximumBranches} branches", "more");
            branches.Add(new ActionBranch(name, ReadNames(ref tokens)));
        }

        return [.. branches];
    }

    private static string[] ReadNames(ref ArchiveHeaderTokens tokens)
    {
        List<string> names = [];
        tokens.Expect(JsonTokenType.StartArray, "an array of names");
        while (tokens.NextElement())
        {
            if (names.Count == ActionSpec.MaximumOutputWidth)
            {
                throw tokens.Error($"at most {ActionSpec.MaximumOutputWidth} names", "more");
            }

            names.Add(tokens.TextValue());
        }

        return [.. names];
    }
}

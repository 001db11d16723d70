using System.Text.Json;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Reader and writer for the parts of a brain's file.</summary>
internal static class BrainArchive
{
    internal const string NameKey = "name";
    internal const string Format = "neuroagents.brain.2";
    private const string OptionsKey = "options";
    private const int MaxOptionsLength = 16_384;

    /// <summary>Writes names, specs, options, parameters and moments.</summary>
    internal static TensorArchive Write(Brain brain)
    {
        TensorArchive archive = new() { Metadata = { [TensorArchive.FormatKey] = Format, [NameKey] = brain.Name } };
        SpecJson.Write(archive, brain.Observations, brain.Actions);
        archive.Metadata[OptionsKey] = Text(brain.Options);
        WriteParameters(archive, brain.Parameters);
        brain.Moments?.Save(archive);
        return archive;
    }

    /// <summary>Reads the name of the saved brain.</summary>
    /// <exception cref="ArchiveFormatException">The name is not valid for a brain.</exception>
    internal static string ReadName(TensorArchive archive)
    {
        string name = archive.GetMetadata(NameKey);
        return string.IsNullOrWhiteSpace(name)
            ? throw new ArchiveFormatException(archive.Origin, $"metadata \"{NameKey}\"", "a name", Excerpt.Of(name))
            : name;
    }

    /// <summary>Reads the options of the saved brain, including its specs.</summary>
    internal static BrainOptions ReadOptions(TensorArchive archive, LearnerKind? kind)
    {
        string text = archive.GetMetadata(OptionsKey);
        if (text.Length > MaxOptionsLength)
        {
            throw new ArchiveFormatException(archive.Origin, "metadata \"options\"", $"at most {MaxOptionsLength} characters", $"{text.Length}");
        }

        try
        {
            BrainOptions options = StrictJson.Read(text, OptionsJson.BrainWith(kind), "options");
            options.Observations = SpecJson.ReadObservations(archive).FrozenCopy();
            options.Actions = SpecJson.ReadActions(archive);
            options.Validate();
            return options;
        }
        catch (Exception error) when (error is OptionsFormatException or ArgumentException)
        {
            throw new ArchiveFormatException(archive.Origin, "metadata \"options\"", "options that a brain can have", Excerpt.OfError(error), error);
        }
    }

    /// <summary>Creates the networks that the options read from the archive describe. Errors name the archive.</summary>
    /// <exception cref="ArchiveFormatException">The networks have too many parameters.</exception>
    internal static BrainNetworks CreateNetworks(TensorArchive archive, BrainOptions options)
        => Create(archive, OptionsKey, "networks that a brain can have", () => BrainNetworks.Create(options));

    /// <summary>Creates the normaliser for the observations in options read from the archive. Errors name the archive.</summary>
    /// <exception cref="ArchiveFormatException">A range is wider than float values can represent.</exception>
    internal static ObservationNormalizer CreateNormalizer(TensorArchive archive, BrainOptions options)
        => Create(archive, SpecJson.ObservationsKey, "observations that a brain can have", options.Observations.CreateNormalizer);

    private static T Create<T>(TensorArchive archive, string key, string expected, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException error)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{key}\"", expected, Excerpt.OfError(error), error);
        }
    }

    /// <summary>Whether the archive holds the state of a learner.</summary>
    internal static bool HasLearner(TensorArchive archive)
        => archive.Metadata.Keys.Any(key => key.StartsWith(ILearnerState.StatePrefix, StringComparison.Ordinal));

    /// <summary>Throws if the archive has a number that every reader would refuse.</summary>
    /// <exception cref="InvalidOperationException">A number is NaN or infinite.</exception>
    internal static void RequireSavable(TensorArchive archive, string name)
    {
        if (archive.FindNotFinite() is { } found)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"brain {Excerpt.Of(name)}: expected finite numbers to save, received {found.Value} in {Excerpt.Of(found.Tensor)}."));
        }
    }

    private static string Text(BrainOptions options)
    {
        RequireName(options.Learner);
        string text = JsonSerializer.Serialize(options, OptionsJson.BrainWith(options.Learner?.Kind));
        return text.Length <= MaxOptionsLength
            ? text
            : throw new InvalidOperationException($"options: expected at most {MaxOptionsLength} characters as JSON, received {text.Length}.");
    }

    /// <summary>Throws if a file can't name the learner: it is neither one of the plugin's own nor has a <see cref="LearnerOptions.Kind"/>.</summary>
    private static void RequireName(LearnerOptions? learner)
    {
        if (learner is not null && learner.Kind is null && !OptionsJson.HasName(learner))
        {
            throw new InvalidOperationException($"learner: expected options that a file can name, received {learner.GetType().Name} without a Kind; override LearnerOptions.Kind.");
        }
    }

    /// <summary>Throws if a tensor is missing or has another shape. Called before memory is allocated for the tensors.</summary>
    internal static void RequireParameters(TensorArchive archive, ParameterLayout layout)
    {
        foreach (ParameterSegment segment in layout.Segments)
        {
            archive.RequireTensor<float>(segment.Name, [segment.Rows, segment.Columns]);
        }
    }

    /// <summary>Copies the saved parameters to their places in a layout; padding between them stays unchanged.</summary>
    internal static void CopyParametersTo(TensorArchive archive, ParameterLayout layout, Span<float> values)
    {
        foreach (ParameterSegment segment in layout.Segments)
        {
            archive.CopyMatrixTo(segment.Name, segment.Rows, segment.Columns, segment.Stride, values[segment.Offset..]);
        }
    }

    /// <summary>Writes one tensor per segment, by its full name, without padding.</summary>
    private static void WriteParameters(TensorArchive archive, ParameterBuffer parameters)
    {
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            archive.AddMatrix<float>(segment.Name, segment.Rows, segment.Columns, segment.Stride, parameters.Tensor(segment).Data);
        }
    }
}

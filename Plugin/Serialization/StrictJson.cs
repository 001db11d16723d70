using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NeuroAgents.Serialization;

/// <summary>A strict reader of options in JSON. It refuses everything that it would have to skip or guess, so a misspelt key never silently falls back to a default.</summary>
/// <remarks>
/// <para>Refused: unknown keys, keys given twice, null where the property is not nullable, values of the wrong type, numbers that are infinite in their type,
/// missing <c>required</c> keys, unknown or missing discriminators of polymorphic types, enum names in other spelling, comments, trailing commas.
/// A byte order mark is skipped.</para>
/// <para>Missing keys keep the defaults of their record. An object for a nested record replaces the whole record:
/// its missing keys take the defaults of the nested type.</para>
/// <para>Uses only source-generated metadata and no reflection over properties, so it works under Native AOT. The context must set
/// <c>AllowOutOfOrderMetadataProperties = true</c> if it has polymorphic types. Options records use <c>{ get; set; }</c>: generated code loses
/// the defaults of <c>init</c> properties, so a type that has one (and is not <c>required</c>) is refused.</para>
/// <para>Allocates. Thread safe.</para>
/// <example><code>
/// internal sealed record TurretOptions
/// {
///     public float Range { get; set; } = 20;
///     public int[] Hidden { get; set; } = [32, 32];
/// }
///
/// [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
/// [JsonSerializable(typeof(TurretOptions))]
/// internal sealed partial class TurretJson : JsonSerializerContext;
///
/// TurretOptions options = StrictJson.Read(json, TurretJson.Default.TurretOptions, "turret.json");
/// </code></example>
/// </remarks>
public static class StrictJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads options from text.</summary>
    /// <typeparam name="T">The options' type.</typeparam>
    /// <param name="json">One JSON value.</param>
    /// <param name="type">Generated metadata, as in <c>OptionsJson.Default.RunOptions</c>.</param>
    /// <param name="origin">Name of the JSON in error messages: its file or command line option.</param>
    /// <exception cref="OptionsFormatException">The JSON is refused; see the type's remarks.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> or a type within it cannot be read strictly; see the type's remarks.</exception>
    public static T Read<T>(string json, JsonTypeInfo<T> type, string origin)
    {
        return Excerpt.HasUtf8Form(json)
            ? Read(Encoding.UTF8.GetBytes(json), type, origin)
            : throw new OptionsFormatException(origin, "", "Unicode text", "a lone surrogate");
    }

    /// <summary>Reads options from UTF-8.</summary>
    /// <typeparam name="T">The options' type.</typeparam>
    /// <param name="json">One JSON value.</param>
    /// <param name="type">Generated metadata, as in <c>OptionsJson.Default.RunOptions</c>.</param>
    /// <param name="origin">Name of the JSON in error messages: its file or command line option.</param>
    /// <exception cref="OptionsFormatException">The JSON is refused; see the type's remarks.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> or a type within it cannot be read strictly; see the type's remarks.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string origin)
    {
        if (json.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        if (!Excerpt.IsUtf8(json))
        {
            throw new OptionsFormatException(origin, "", "UTF-8", "bytes that are not UTF-8");
        }

        using var document = Parse(json, origin);
        new StrictJsonCheck(origin).Check(document.RootElement, type, "");
        try
        {
            return document.RootElement.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            // The check cannot foresee the errors of converters of single properties.
            throw new OptionsFormatException(origin, PathOf(exception), $"a valid {type.Type.Name}", Reason(exception), inner: exception);
        }
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> json, string origin)
    {
        try
        {
            return JsonDocument.Parse(json.ToArray());
        }
        catch (JsonException exception)
        {
            string place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new OptionsFormatException(origin, place, "JSON without comments or trailing commas", Reason(exception), inner: exception);
        }
    }

    private static string PathOf(JsonException exception) => exception.Path is null or "$" ? "" : exception.Path.Replace("$.", "", StringComparison.Ordinal);

    /// <summary>Returns the first sentence of the message. The rest repeats line and path.</summary>
    private static string Reason(JsonException exception)
    {
        int end = exception.Message.IndexOf(". ", StringComparison.Ordinal);
        string sentence = end < 0 ? exception.Message.TrimEnd('.') : exception.Message[..end];
        return $"invalid text: {Excerpt.OneLine(sentence, maxLength: 200)}";
    }
}

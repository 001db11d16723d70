using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NeuroAgents.Serialization;

/// <summary>A check of a single value (number, string, enum …), which is read as its type. Errors describe the expected and the received value in words.</summary>
internal static class StrictJsonValue
{
    public static void Check(JsonElement element, JsonTypeInfo type, string path, string origin)
    {
        if (EnumNames(type) is { Count: > 0 } names)
        {
            // The serializer alone would also accept numbers and any case.
            if (element.ValueKind != JsonValueKind.String || !names.Contains(Text(element)))
            {
                string? closest = element.ValueKind == JsonValueKind.String ? ClosestName.Find(Text(element), names) : null;
                throw new OptionsFormatException(origin, path, $"one of {string.Join(", ", names.Select(Excerpt.Of))}", Describe(element), closest);
            }

            return;
        }

        object? value;
        try
        {
            value = element.ValueKind == JsonValueKind.Null ? null : element.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new OptionsFormatException(origin, path, Describe(type.Type), Describe(element), inner: exception);
        }

        if (value is null || value is float.PositiveInfinity or float.NegativeInfinity or double.PositiveInfinity or double.NegativeInfinity)
        {
            throw new OptionsFormatException(origin, path, Describe(type.Type), Describe(element));
        }
    }

    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => $"the string {Excerpt.Of(Text(element))}",
        JsonValueKind.Number => $"the number {Excerpt.OneLine(element.GetRawText())}",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Returns the string, or its raw form if it has an escaped lone surrogate.</summary>
    public static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText();
        }
    }

    private static string Describe(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Byte => $"an integer from 0 to {byte.MaxValue}",
        TypeCode.SByte => $"an integer from {sbyte.MinValue} to {sbyte.MaxValue}",
        TypeCode.Int16 => $"an integer from {short.MinValue} to {short.MaxValue}",
        TypeCode.UInt16 => $"an integer from 0 to {ushort.MaxValue}",
        TypeCode.Int32 => $"an integer from {int.MinValue} to {int.MaxValue}",
        TypeCode.UInt32 => $"an integer from 0 to {uint.MaxValue}",
        TypeCode.Int64 => $"an integer from {long.MinValue} to {long.MaxValue}",
        TypeCode.UInt64 => $"an integer from 0 to {ulong.MaxValue}",
        TypeCode.Single => "a number within ±3.4e38",
        TypeCode.Double => "a number within ±1.8e308",
        TypeCode.Decimal => "a number",
        TypeCode.String => "a string",
        _ when type == typeof(TimeSpan) => "a time span as \"hh:mm:ss.fff\"",
        _ => $"a {type.Name}",
    };

    /// <summary>Returns the JSON names of an enum in the order of their values; empty for enums that are numbers in JSON, null for other types.</summary>
    private static List<string>? EnumNames(JsonTypeInfo type) => type.Type.IsEnum
        ? [.. Enum.GetNames(type.Type)
            .Select(name => JsonSerializer.SerializeToElement(Enum.Parse(type.Type, name), type))
            .Where(element => element.ValueKind == JsonValueKind.String)
            .Select(Text)]
        : null;
}

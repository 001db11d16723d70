using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Engine;

/// <summary>A JSON converter for settings by name. A value may be text, a number, a list of numbers, true or false; it is kept as the text that the command line would use.</summary>
internal sealed class SettingTextsConverter : JsonConverter<Dictionary<string, string>>
{
    /// <summary>True, so that <see cref="Read"/> gets a JSON null and refuses it.</summary>
    public override bool HandleNull => true;

    public override Dictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"expected an object of settings by name, received {reader.TokenType}");
        }

        Dictionary<string, string> texts = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            string text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                JsonTokenType.StartArray => ReadList(ref reader, name),
                _ => throw new JsonException($"expected text, a number, true or false for setting {Excerpt.Of(name)}, received {reader.TokenType}"),
            };
            if (!texts.TryAdd(name, text))
            {
                throw new JsonException($"expected each setting once, received {Excerpt.Of(name)} twice");
            }
        }

        return texts;
    }

    /// <summary>Reads a list of numbers as text in brackets, which only settings that are lists accept.</summary>
    private static string ReadList(ref Utf8JsonReader reader, string name)
    {
        List<string> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(reader.TokenType == JsonTokenType.Number
                ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan)
                : throw new JsonException($"expected numbers in the list of setting {Excerpt.Of(name)}, received {reader.TokenType}"));
        }

        return $"[{string.Join(',', numbers)}]";
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, string text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuroAgents.Losses;

/// <summary>JSON form of a loss: its name.</summary>
internal sealed class LossJsonConverter : JsonConverter<Loss>
{
    public override Loss Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Loss.FromName(reader.GetString() ?? "null");
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, Loss value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

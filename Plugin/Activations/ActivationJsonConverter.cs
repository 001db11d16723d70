using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuroAgents.Activations;

/// <summary>JSON form of an activation: its name.</summary>
internal sealed class ActivationJsonConverter : JsonConverter<Activation>
{
    public override Activation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Activation.FromName(reader.GetString() ?? "null");
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, Activation value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

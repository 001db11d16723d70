using System.Text.Json.Serialization;

namespace NeuroAgents.Training;

/// <summary>The direction in which a watched figure improves. In JSON: <c>auto</c>, <c>min</c> or <c>max</c>, as in Keras 3.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonitorMode>))]
public enum MonitorMode
{
    /// <summary>The name decides: larger is better for accuracy and R², smaller for all other figures.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Smaller is better.</summary>
    [JsonStringEnumMemberName("min")]
    Minimum,

    /// <summary>Larger is better.</summary>
    [JsonStringEnumMemberName("max")]
    Maximum,
}

using System.Text.Json.Serialization;

namespace NeuroAgents.Training;

/// <summary>What counts as better in a watched figure. In JSON <c>auto</c>, <c>min</c> or <c>max</c>, as in Keras 3.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonitorMode>))]
public enum MonitorMode
{
    /// <summary>By the name: larger for accuracy and R², smaller for all others.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Smaller.</summary>
    [JsonStringEnumMemberName("min")]
    Minimum,

    /// <summary>Larger.</summary>
    [JsonStringEnumMemberName("max")]
    Maximum,
}

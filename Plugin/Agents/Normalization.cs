using System.Text.Json.Serialization;
using NeuroAgents.Observations;

namespace NeuroAgents.Agents;

/// <summary>How observations become inputs. In JSON <c>range</c> or <c>running</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Normalization>))]
public enum Normalization
{
    /// <summary>By the declared range alone.</summary>
    [JsonStringEnumMemberName("range")]
    Range,

    /// <summary>By the declared range, then by mean and standard deviation of all that was observed: see <see cref="RunningMoments"/>. They change at frame boundaries alone.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
}

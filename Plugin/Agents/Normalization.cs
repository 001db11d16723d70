using System.Text.Json.Serialization;
using NeuroAgents.Observations;

namespace NeuroAgents.Agents;

/// <summary>Map from observations to network inputs. In JSON <c>range</c> or <c>running</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Normalization>))]
public enum Normalization
{
    /// <summary>By the declared range only.</summary>
    [JsonStringEnumMemberName("range")]
    Range,

    /// <summary>By the declared range, then by mean and standard deviation of all observations so far: see <see cref="RunningMoments"/>. Both change only at the end of a frame.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
}

using System.Text.Json.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Where and when brains learn. In JSON <c>inline</c>, <c>background</c> or <c>lockstep</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearnMode>))]
public enum LearnMode
{
    /// <summary>In <see cref="NeuroPlugin.LateUpdate"/>: what it learned decides from the next step on. With fixed <see cref="PluginOptions.LearnSteps"/> bits are the same on every run.</summary>
    [JsonStringEnumMemberName("inline")]
    Inline,

    /// <summary>On a thread of its own: a frame takes none of its time. What is finished by a frame's boundary decides from there on, so bits differ from run to run.</summary>
    [JsonStringEnumMemberName("background")]
    Background,

    /// <summary>
    /// On a thread of its own, and what was learned from frame t decides from the end of frame t + <see cref="PluginOptions.PublishDelay"/> on, exactly: the
    /// game waits if it isn't ready. Bits are the same on every run, as replays and games in lockstep need.
    /// </summary>
    [JsonStringEnumMemberName("lockstep")]
    Lockstep,
}

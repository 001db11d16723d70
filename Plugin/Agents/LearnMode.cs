using System.Text.Json.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The thread that learns, and the frame in which its results take effect. In JSON <c>inline</c>, <c>background</c> or <c>lockstep</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearnMode>))]
public enum LearnMode
{
    /// <summary>Learning runs in <see cref="NeuroPlugin.LateUpdate"/>, and its results decide from the next step on. Without a budget every run gives the same bits.</summary>
    [JsonStringEnumMemberName("inline")]
    Inline,

    /// <summary>Learning runs on its own thread, so its steps take no frame time. Results that are ready at the end of a frame decide from then on, so bits differ from run to run.</summary>
    [JsonStringEnumMemberName("background")]
    Background,

    /// <summary>
    /// Learning runs on its own thread, and results of frame t decide from the end of frame t + <see cref="PluginOptions.PublishDelay"/> on. The game
    /// waits if they are not ready. Every run gives the same bits, as replays and games in lockstep need.
    /// </summary>
    [JsonStringEnumMemberName("lockstep")]
    Lockstep,
}

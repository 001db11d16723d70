using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>One line of a script.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Frame">The frame that it waits for; null for none.</param>
/// <param name="Wait">Frames that it lets pass.</param>
internal sealed record ScriptStep(int Line, long? Frame, long Wait)
{
    /// <summary>What happens to the window, with places in units.</summary>
    internal IReadOnlyList<WindowEvent> Events { get; init; } = [];

    /// <summary>Where a picture goes; null for none.</summary>
    internal string? Screenshot { get; init; }

    /// <summary>Whether the viewer ends.</summary>
    internal bool IsEnd { get; init; }
}

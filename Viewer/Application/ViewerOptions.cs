using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Scripting;

namespace NeuroAgents.Viewer.Application;

/// <summary>What to show, and how.</summary>
/// <param name="Run">What runs.</param>
internal sealed record ViewerOptions(RunOptions Run)
{
    /// <summary>The saved run to go on from; null for one from the start.</summary>
    internal SavedRun? Resumed { get; init; }

    /// <summary>The saved brain to begin with; null for that of the seed.</summary>
    internal SavedBrain? Brain { get; init; }

    /// <summary>Recorded commands to play again; null for none.</summary>
    internal RecordedCommands? Commands { get; init; }

    /// <summary>The file that logs commands; null for none.</summary>
    internal string? LogCommands { get; init; }

    /// <summary>Frames after which the viewer takes its picture and ends; null for when the person closes it.</summary>
    internal long? Frames { get; init; }

    /// <summary>Size of the window, pixels.</summary>
    internal (int Width, int Height) Size { get; init; } = (1280, 720);

    /// <summary>Pixels per unit; null for what the display says.</summary>
    internal float? Scale { get; init; }

    /// <summary>Seconds of the world per second.</summary>
    internal double Speed { get; init; } = 1;

    /// <summary>Names of the panels that are shown.</summary>
    internal IReadOnlyList<string> Show { get; init; } = PanelCatalogue.Default;

    /// <summary>What agents are coloured by; null for the scenario's default.</summary>
    internal string? Colour { get; init; }

    /// <summary>Place, among those of the first kind at the start, of the agent to select; null for none.</summary>
    internal int? Select { get; init; }

    /// <summary>Whether the selected agent is kept in the middle.</summary>
    internal bool IsFollowing { get; init; }

    /// <summary>What part of the world is shown; null for the whole of it.</summary>
    internal CameraPlace? Camera { get; init; }

    /// <summary>What the weights' panel shows.</summary>
    internal WeightView Weights { get; init; }

    /// <summary>Whether the selected agent's way is drawn.</summary>
    internal bool ShowsTrail { get; init; } = true;

    /// <summary>Whether what the selected agent senses is drawn.</summary>
    internal bool ShowsRays { get; init; } = true;

    /// <summary>Where the picture of the last frame goes; null for nowhere.</summary>
    internal string? Screenshot { get; init; }

    /// <summary>Keys and mouse to replay; null for none.</summary>
    internal InputScript? Script { get; init; }

    /// <summary>Whether the world waits for a step from the start.</summary>
    internal bool IsPaused { get; init; }

    /// <summary>Whether OpenGL is asked to check itself.</summary>
    internal bool IsDebug { get; init; }
}

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

/// <summary>The options of the viewer: the run and its display.</summary>
/// <param name="Run">The options of the run.</param>
internal sealed record ViewerOptions(RunOptions Run)
{
    /// <summary>The saved run to resume; null to start a new one.</summary>
    internal SavedRun? Resumed { get; init; }

    /// <summary>The saved brain to start with; null for one with the seed's initial weights.</summary>
    internal SavedBrain? Brain { get; init; }

    /// <summary>The recorded commands to replay; null for none.</summary>
    internal RecordedCommands? Commands { get; init; }

    /// <summary>The file that logs commands; null for none.</summary>
    internal string? LogCommands { get; init; }

    /// <summary>The writer of the actions of a person who drives agents; null to record nothing.</summary>
    internal DemonstrationWriter? DemonstrationWriter { get; init; }

    /// <summary>Number of frames after which the viewer saves its picture and ends; null to run until the window is closed.</summary>
    internal long? Frames { get; init; }

    /// <summary>Size of the window, pixels.</summary>
    internal (int Width, int Height) Size { get; init; } = (1280, 720);

    /// <summary>Pixels per unit; null for the display's own scale.</summary>
    internal float? Scale { get; init; }

    /// <summary>Simulated seconds per second.</summary>
    internal double Speed { get; init; } = 1;

    /// <summary>Names of the panels to show.</summary>
    internal IReadOnlyList<string> Show { get; init; } = PanelCatalogue.Default;

    /// <summary>The measure that colours the agents; null for the scenario's default.</summary>
    internal string? Colour { get; init; }

    /// <summary>Index of the agent to select, among those of the first kind at the start; null for none.</summary>
    internal int? Select { get; init; }

    /// <summary>Whether the camera follows the selected agent.</summary>
    internal bool IsFollowing { get; init; }

    /// <summary>The part of the world to show; null for the whole world.</summary>
    internal CameraPlace? Camera { get; init; }

    /// <summary>The content of the weights panel.</summary>
    internal WeightView Weights { get; init; }

    /// <summary>Whether the selected agent's trail is drawn.</summary>
    internal bool ShowsTrail { get; init; } = true;

    /// <summary>Whether lines to everything the selected agent senses are drawn.</summary>
    internal bool ShowsRays { get; init; } = true;

    /// <summary>File for the picture of the last frame; null for none.</summary>
    internal string? Screenshot { get; init; }

    /// <summary>The keyboard and mouse input to replay; null for none.</summary>
    internal InputScript? Script { get; init; }

    /// <summary>Whether the run starts paused.</summary>
    internal bool IsPaused { get; init; }

    /// <summary>Whether OpenGL runs in debug mode and reports errors.</summary>
    internal bool IsDebug { get; init; }
}

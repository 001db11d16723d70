using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Input;

/// <summary>Mouse and key input that changes the run: placing things, driving an agent, saving and opening files. Every change is a command of the runner.</summary>
/// <param name="runner">The runner.</param>
/// <param name="watch">The observer of the run.</param>
/// <param name="data">The data of the panels.</param>
internal sealed class WorldEditInput(LiveRunner runner, LiveWatch watch, RunData data)
{
    private static readonly Key[] s_arrows = [Key.Left, Key.Right, Key.Up, Key.Down];
    private readonly bool[] _isHeld = new bool[s_arrows.Length];
    private bool _drives;

    private WorldTool _tool;

    /// <summary>Action of a click in the world.</summary>
    internal WorldTool Tool => CanPlace ? _tool : WorldTool.Select;

    /// <summary>Whether the selected agent's trail is drawn.</summary>
    internal bool ShowsTrail { get; set; } = true;

    /// <summary>Whether lines to everything the selected agent senses are drawn.</summary>
    internal bool ShowsRays { get; set; } = true;

    /// <summary>Whether an agent is driven by a human.</summary>
    internal bool IsDriving => data.Snapshot.Driven is not null;

    /// <summary>Whether an agent is selected, even one that has died.</summary>
    internal bool HasSelected => data.Snapshot.Selected.Handle is not null;

    private bool CanPlace => data.Facts is { HasPlacement: true };

    private bool CanDrive => data.Facts is { HasHumanDriver: true };

    /// <summary>Keyboard shortcuts of world editing.</summary>
    internal IReadOnlyList<Shortcut> Shortcuts =>
    [
        new(Key.E, "E", "place food, place hazards, or remove them", NextTool),
        new(Key.D, "D", "drive the selected agent with the arrow keys", ToggleDriving),
        new(Key.T, "T", "show or hide the selected agent's trail", () => ShowsTrail ^= RequireSelected("trail")),
        new(Key.V, "V", "show or hide what the agent senses", () => ShowsRays ^= RequireSelected("senses")),
        new(Key.S, "S", "save the brain", () => runner.Post(new SaveBrains())),
    ];

    /// <summary>Buttons of world editing.</summary>
    internal IReadOnlyList<Button> Buttons =>
    [
        new(Key.E, "E", () => Tool == WorldTool.Select ? "Place" : Tool.ToString(), () => Tool != WorldTool.Select) { IsAvailable = () => CanPlace },
        new(Key.D, "D", () => "Drive", () => IsDriving) { IsAvailable = () => CanDrive && (IsDriving || HasSelected) },
    ];

    /// <summary>Handles dropped files and the arrow keys. The state of the arrow keys is tracked even while no agent is driven.</summary>
    /// <returns>Whether the event was consumed.</returns>
    internal bool Handle(in WindowEvent windowEvent)
    {
        if (windowEvent is { Kind: WindowEventKind.Drop, Path: { } path })
        {
            runner.Post(new OpenFile { File = path });
            return true;
        }

        if (windowEvent.Kind is not (WindowEventKind.KeyDown or WindowEventKind.KeyUp) || Array.IndexOf(s_arrows, windowEvent.Key) is not (>= 0 and var arrow))
        {
            return false;
        }

        bool isDown = windowEvent.Kind == WindowEventKind.KeyDown;
        if (_isHeld[arrow] != isDown)
        {
            _isHeld[arrow] = isDown;
            Steer();
        }

        return true;
    }

    /// <summary>Places or removes a thing with the current tool.</summary>
    /// <param name="x">Horizontal position, m.</param>
    /// <param name="y">Vertical position, m.</param>
    /// <param name="reach">Maximum distance of a thing to remove, m.</param>
    /// <returns>Whether a tool handled the click.</returns>
    internal bool Click(float x, float y, float reach)
    {
        switch (Tool)
        {
            case WorldTool.Food:
                runner.Post(new PlaceThing { Thing = PlacedThing.Food, X = x, Y = y });
                return true;
            case WorldTool.Hazard:
                runner.Post(new PlaceThing { Thing = PlacedThing.Hazard, X = x, Y = y });
                return true;
            case WorldTool.Remove:
                runner.Post(new RemoveThing { X = x, Y = y, Reach = reach });
                return true;
            default:
                return false;
        }
    }

    /// <summary>Returns to the selection tool.</summary>
    /// <returns>Whether another tool was active.</returns>
    internal bool ResetTool()
    {
        bool wasActive = Tool != WorldTool.Select;
        _tool = WorldTool.Select;
        return wasActive;
    }

    private float Difference(int one, int other) => (_isHeld[one] ? 1 : 0) - (_isHeld[other] ? 1 : 0);

    /// <summary>Logs an event in the current frame.</summary>
    internal void Log(string text) => watch.Events.Add(data.Snapshot.Frame, text);

    /// <summary>Returns whether an agent is selected. Logs an event that asks for a selection if none is.</summary>
    internal bool RequireSelected(string action)
    {
        if (!HasSelected)
        {
            Log($"{action}: select an agent first");
        }

        return HasSelected;
    }

    private void NextTool()
    {
        _tool = Tool == WorldTool.Remove || !CanPlace ? WorldTool.Select : Tool + 1;
        if (data.Facts is { HasPlacement: false } facts)
        {
            Log($"place: not available in {facts.Scenario}");
        }
    }

    private void ToggleDriving()
    {
        if (data.Facts is { HasHumanDriver: false } facts)
        {
            Log($"drive: not available in {facts.Scenario}");
            return;
        }

        AgentHandle? driven = IsDriving ? null : data.Snapshot.Selected.Handle;
        if (!IsDriving && !RequireSelected("drive"))
        {
            return;
        }

        _drives = driven is not null;
        runner.Post(driven is { } handle ? new DriveAgent { Kind = data.Facts!.Brains[handle.Brain].Name, Agent = handle.Id } : new ReleaseAgent());
        if (Array.IndexOf(_isHeld, true) >= 0)
        {
            Steer();
        }
    }

    /// <summary>Sends the state of the arrow keys to the driven agent. After a restart no agent is driven, and the command has no effect.</summary>
    private void Steer()
    {
        if (_drives && CanDrive)
        {
            runner.Post(new SteerAgent { Turn = Difference(0, 1), Thrust = Difference(2, 3) });
        }
    }
}

/// <summary>The action of a click in the world.</summary>
internal enum WorldTool
{
    /// <summary>Selects the agent under the cursor.</summary>
    Select,

    /// <summary>Places food.</summary>
    Food,

    /// <summary>Places a hazard.</summary>
    Hazard,

    /// <summary>Removes food or a hazard.</summary>
    Remove,
}

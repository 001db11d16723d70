using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Toolkit;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Input;

/// <summary>What a person does to the world with mouse and keys: places things, drives an agent, saves and opens files. All of it goes through the runner's commands.</summary>
/// <param name="runner">What runs.</param>
/// <param name="watch">What is seen of it.</param>
/// <param name="data">What the window shows.</param>
internal sealed class WorldEditInput(LiveRunner runner, LiveWatch watch, PanelData data)
{
    private static readonly Key[] s_arrows = [Key.Left, Key.Right, Key.Up, Key.Down];
    private readonly bool[] _isHeld = new bool[s_arrows.Length];

    private WorldTool _tool;

    /// <summary>What a click in the world does.</summary>
    internal WorldTool Tool => CanPlace ? _tool : WorldTool.Select;

    /// <summary>Whether the selected agent's way is drawn.</summary>
    internal bool ShowsTrail { get; set; } = true;

    /// <summary>Whether what the selected agent senses is drawn.</summary>
    internal bool ShowsRays { get; set; } = true;

    /// <summary>Whether somebody is driven.</summary>
    internal bool IsDriving => data.Snapshot.Driven is not null;

    /// <summary>Whether an agent is selected: alive or not, as it may be in the way of a restart.</summary>
    internal bool HasSelected => data.Snapshot.Selected.Handle is not null;

    private bool CanPlace => data.Facts is { HasPlacement: true };

    private bool CanDrive => data.Facts is { HasHumanDriver: true };

    /// <summary>Its keys.</summary>
    internal IReadOnlyList<Shortcut> Shortcuts =>
    [
        new(Key.E, "E", "clicks place food, hazards, take them away", NextTool),
        new(Key.D, "D", "drive the selected agent by the arrow keys", ToggleDriving),
        new(Key.T, "T", "show or hide the way that it came", () => ShowsTrail ^= IsOfSelected("the way that it came")),
        new(Key.V, "V", "show or hide what it senses", () => ShowsRays ^= IsOfSelected("what it senses")),
        new(Key.S, "S", "save the brain", () => runner.Post(RunFiles.SaveBrains())),
    ];

    /// <summary>Its buttons.</summary>
    internal IReadOnlyList<Button> Buttons =>
    [
        new(Key.E, "E", () => Tool == WorldTool.Select ? "Place" : Tool.ToString(), () => Tool != WorldTool.Select) { IsAvailable = () => CanPlace },
        new(Key.D, "D", () => "Drive", () => IsDriving) { IsAvailable = () => CanDrive && (IsDriving || HasSelected) },
    ];

    /// <summary>Handles a dropped file, and the arrow keys, whose state is kept whether or not somebody is driven.</summary>
    /// <returns>Whether that is all that it was for.</returns>
    internal bool Handle(in WindowEvent happened)
    {
        if (happened is { Kind: WindowEventKind.Drop, Path: { } path })
        {
            runner.Post(RunFiles.Open(runner, path));
            return true;
        }

        if (happened.Kind is not (WindowEventKind.KeyDown or WindowEventKind.KeyUp) || Array.IndexOf(s_arrows, happened.Key) is not (>= 0 and var arrow))
        {
            return false;
        }

        bool isDown = happened.Kind == WindowEventKind.KeyDown;
        if (_isHeld[arrow] != isDown)
        {
            _isHeld[arrow] = isDown;
            runner.Held = (Difference(0, 1), Difference(2, 3));
        }

        return true;
    }

    /// <summary>Places or takes away what the tool says.</summary>
    /// <param name="x">Where, m.</param>
    /// <param name="y">Where, m.</param>
    /// <param name="reach">How far off what is taken away may be, m.</param>
    /// <returns>Whether the click was for that.</returns>
    internal bool Click(float x, float y, float reach)
    {
        switch (Tool)
        {
            case WorldTool.Food:
                Place(PlacedThing.Food, "food", x, y);
                return true;
            case WorldTool.Hazard:
                Place(PlacedThing.Hazard, "a hazard", x, y);
                return true;
            case WorldTool.Remove:
                Remove(x, y, reach);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Lets clicks select again.</summary>
    /// <returns>Whether they did anything else.</returns>
    internal bool DropTool()
    {
        bool hadOne = Tool != WorldTool.Select;
        _tool = WorldTool.Select;
        return hadOne;
    }

    private float Difference(int one, int other) => (_isHeld[one] ? 1 : 0) - (_isHeld[other] ? 1 : 0);

    /// <summary>Tells what could not be done, and why.</summary>
    internal void Tell(string refusal) => watch.Events.Add(data.Snapshot.Frame, refusal);

    /// <summary>Whether an agent is selected, for what is done to one; where none is, that is told.</summary>
    internal bool IsOfSelected(string what)
    {
        if (!HasSelected)
        {
            Tell($"{what}: expected a selected agent, given none: click one first");
        }

        return HasSelected;
    }

    private void NextTool()
    {
        _tool = Tool == WorldTool.Remove || !CanPlace ? WorldTool.Select : Tool + 1;
        if (data.Facts is { HasPlacement: false } facts)
        {
            Tell($"place: {facts.Scenario} has nothing to place");
        }
    }

    private void ToggleDriving()
    {
        if (data.Facts is { HasHumanDriver: false } facts)
        {
            Tell($"drive: {facts.Scenario} has nobody to drive, its agents don't steer");
            return;
        }

        AgentHandle? driven = IsDriving ? null : data.Snapshot.Selected.Handle;
        if (!IsDriving && !IsOfSelected("drive"))
        {
            return;
        }

        string name = driven is { } handle ? $"drive {data.Facts!.Brains[handle.Brain].Name} {handle.Slot}.{handle.Generation}" : "let go of the controls";
        runner.Post(new LiveCommand(name, run => run.Drive(driven)));
    }

    private void Place(PlacedThing thing, string name, float x, float y)
        => runner.Post(new LiveCommand(FormattableString.Invariant($"place {name} at {x:0.0}, {y:0.0}"), run => PlacementOf(run).Place(thing, x, y)));

    private void Remove(float x, float y, float reach)
    {
        string outcome = "";
        runner.Post(new LiveCommand("take away", run => outcome = PlacementOf(run).Remove(x, y, reach) switch
        {
            PlacedThing.Food => "took food away",
            PlacedThing.Hazard => "took a hazard away",
            _ => "take away: nothing is there",
        }) { Outcome = () => outcome });
    }

    private static IPlacement PlacementOf(SimulationRun run)
        => run.Session.Feature<IPlacement>() ?? throw new ArgumentException($"expected a scenario with food and hazards, given {run.Options.Scenario}.");
}

/// <summary>What a click in the world does.</summary>
internal enum WorldTool
{
    /// <summary>Selects the agent under the cursor.</summary>
    Select,

    /// <summary>Places food.</summary>
    Food,

    /// <summary>Places a hazard.</summary>
    Hazard,

    /// <summary>Takes food or a hazard away.</summary>
    Remove,
}

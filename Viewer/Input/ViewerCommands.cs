using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Input;

/// <summary>All commands available by key or button. Those that change the world are sent as commands of the runner.</summary>
internal sealed class ViewerCommands
{
    private readonly LiveRunner _runner;
    private readonly LiveWatch _watch;
    private readonly RunData _data;
    private readonly Dictionary<Key, Shortcut> _byKey;

    /// <param name="runner">The runner of the run.</param>
    /// <param name="watch">The observer of the run.</param>
    /// <param name="data">The data of the panels.</param>
    /// <param name="columns">The panels.</param>
    /// <param name="current">The current run, which can be restarted.</param>
    internal ViewerCommands(LiveRunner runner, LiveWatch watch, RunData data, PanelColumns columns, CurrentRun current)
    {
        (_runner, _watch, _data) = (runner, watch, data);
        Panels = new PanelCommands(runner, watch, data, columns);
        WorldEdit = new WorldEditInput(runner, watch, data);
        Shortcuts =
        [
            new(Key.P, "P", "pause or resume", () => runner.IsPaused = !runner.IsPaused),
            new(Key.O, "O", "one step, then pause", runner.Step),
            new(Key.R, "R", "restart with the same seed", current.Restart),
            new(Key.N, "N", "restart with the next seed", () => current.Restart(current.Options with { Seed = unchecked(current.Options.Seed + 1) })),
            new(Key.B, "B", "choose a scenario", OpenScenarios),
            new(Key.K, "K", "copy the command line of this view", () => CopyCommandLine?.Invoke()),
            new(Key.Minus, "−", "slower", () => runner.Speed = Speeds.Slower(runner.Speed)),
            new(Key.Equal, "+", "faster", () => runner.Speed = Speeds.Faster(runner.Speed)),
            .. Panels.Shortcuts,
            new(Key.C, "C", "colour agents by the next measure", NextMeasure),
            new(Key.F, "F", "follow the selected agent", () => IsFollowing = !IsFollowing && WorldEdit.RequireSelected("follow")),
            .. WorldEdit.Shortcuts,
            new(Key.Home, "Home", "show the whole world", () => (IsWholeWorldRequested, IsFollowing) = (true, false)),
            new(Key.Escape, "Esc", "close this, or deselect", Escape),
            new(Key.F12, "F12", "save a picture", () => IsPictureRequested = true),
            new(Key.F1, "F1", "this help", ToggleHelp),
        ];
        _byKey = Shortcuts.ToDictionary(shortcut => shortcut.Key);
        _byKey.Add(Key.KeypadSubtract, _byKey[Key.Minus]);
        _byKey.Add(Key.KeypadAdd, _byKey[Key.Equal]);
        Help = new HelpCard(Shortcuts);
        Scenarios = new ScenarioCard(current);
        Buttons = CreateButtons();
    }

    /// <summary>All keyboard shortcuts.</summary>
    internal IReadOnlyList<Shortcut> Shortcuts { get; }

    /// <summary>Commands of the panels.</summary>
    internal PanelCommands Panels { get; }

    /// <summary>Commands that change the world.</summary>
    internal WorldEditInput WorldEdit { get; }

    /// <summary>Buttons of the bar, in groups.</summary>
    internal IReadOnlyList<IReadOnlyList<Button>> Buttons { get; }

    /// <summary>The card that lists all keys.</summary>
    internal HelpCard Help { get; }

    /// <summary>The card that lists all scenarios.</summary>
    internal ScenarioCard Scenarios { get; }

    /// <summary>Action that copies the command line to the clipboard; null until it is set.</summary>
    internal Action? CopyCommandLine { get; set; }

    /// <summary>Whether the camera follows the selected agent.</summary>
    internal bool IsFollowing { get; set; }

    /// <summary>Whether the view of the whole world was requested. The camera resets it when it shows the whole world.</summary>
    internal bool IsWholeWorldRequested { get; set; }

    /// <summary>Whether a picture was requested. The picture saver resets it when it saves the picture.</summary>
    internal bool IsPictureRequested { get; set; }

    /// <summary>Runs the command of a key.</summary>
    /// <returns>Whether the key has a command.</returns>
    internal bool Press(Key key)
    {
        if (!_byKey.TryGetValue(key, out Shortcut? shortcut))
        {
            return false;
        }

        shortcut.Act();
        return true;
    }

    /// <summary>Selects an agent, or none.</summary>
    internal void Select(Agents.AgentHandle? handle)
    {
        _watch.Request = _watch.Request with { Selected = handle, SelectedNumber = null };
        IsFollowing &= handle is not null;
        _runner.Refresh();
    }

    private void ToggleHelp()
    {
        Scenarios.IsShown = false;
        Help.IsShown = !Help.IsShown;
    }

    private void OpenScenarios()
    {
        Help.IsShown = false;
        Scenarios.Open();
    }

    private void Escape()
    {
        if (Help.IsShown)
        {
            Help.IsShown = false;
        }
        else if (!WorldEdit.ResetTool())
        {
            Select(null);
        }
    }

    private void NextMeasure()
    {
        if (_data.Facts is not { } facts)
        {
            return;
        }

        int now = facts.Measures.ToList().FindIndex(measure => measure.Name == _data.Snapshot.Measure?.Name);
        _watch.Request = _watch.Request with { Measure = facts.Measures[(now + 1) % facts.Measures.Count].Name };
        _runner.Refresh();
    }

    private IReadOnlyList<IReadOnlyList<Button>> CreateButtons() =>
    [
        [
            new Button(Key.P, "P", () => _runner.IsPaused ? "Resume" : "Pause", () => _runner.IsPaused),
            new Button(Key.O, "O", () => "Step", () => false),
            new Button(Key.R, "R", () => "Restart", () => false),
            new Button(Key.N, "N", () => "New seed", () => false),
            new Button(Key.B, "B", () => "Scenario", () => Scenarios.IsShown),
        ],
        [
            new Button(Key.Minus, "−", () => "Slower", () => false),
            new Button(Key.Equal, "+", () => $"Speed {Speeds.Name(_runner.Speed)}", () => false),
        ],
        Panels.Buttons,
        WorldEdit.Buttons,
        [
            new Button(Key.C, "C", () => "Colour", () => false),
            new Button(Key.F, "F", () => "Follow", () => IsFollowing) { IsAvailable = () => WorldEdit.HasSelected },
            new Button(Key.K, "K", () => "Copy command", () => false),
            new Button(Key.F1, "F1", () => "Help", () => Help.IsShown),
        ],
    ];
}

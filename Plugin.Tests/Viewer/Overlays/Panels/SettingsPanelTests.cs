using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays.Panels;

/// <summary>Mouse and keys in the settings panel of a real window, and their effect on the run.</summary>
[Collection(Display.Name)]
public sealed class SettingsPanelTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 40, Seed = 5, Workers = 1, Set = new() { ["batch"] = "32" } };

    [Fact]
    public void ADragOnItsSliderChangesTheLearningRateOfTheRunningBrain()
    {
        using OpenViewer open = Open();
        Slider slider = Control<Slider>(open, "learning rate");
        (float x, float y) = open.PlaceOf<SettingsPanel>(slider.Place);
        float panel = x - slider.Place.MidX;
        Assert.Equal(0.001, open.OfRun(run => run.Session.Brain.Hyperparameters.LearningRate));

        // The cursor is far above the slider, which keeps the drag.
        open.Drag(panel + slider.XOf(0.001), y, panel + slider.XOf(0.03), y + 200);
        Assert.Equal(0.03, open.OfRun(run => run.Session.Brain.Hyperparameters.LearningRate), 0.002);
        Assert.Equal(["learning rate 0.03"], Events(open));
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Learning.LearningRate == slider.Value && slider.Value > 0.02);
        using SKBitmap picture = open.Read();
        SKColor knob = picture.GetPixel((int)(panel + slider.XOf(slider.Value)), (int)y);
        Assert.True(OpenViewer.AreAlike(knob, NeuroAgents.Overlay.Toolkit.Palette.Accent, 8), $"{knob}");

        // Beyond the slider's end the value stays at the end, and the camera has not moved.
        open.Drag(panel + slider.XOf(0.03), y, panel - 500, y);
        Assert.Equal(1e-6, open.OfRun(run => run.Session.Brain.Hyperparameters.LearningRate));
        Assert.Equal(["learning rate 0.03", "learning rate 0.000001"], Events(open));
    }

    [Fact]
    public void TypedTextIsAcceptedAndRunsNoCommand()
    {
        using OpenViewer open = Open();
        Enter(open, "learning rate, number", "0.02");
        Assert.Equal(0.02, open.OfRun(run => run.Session.Brain.Hyperparameters.LearningRate));
        Enter(open, "batch size, number", "48");
        Assert.Equal(48, open.OfRun(run => run.Session.Brain.Hyperparameters.BatchSize));

        // After Enter keys are commands again.
        Assert.False(Panel(open).IsTyping);
        open.Type("pp");
        Assert.True(open.Viewer.Runner.IsPaused);

        // These keys are commands outside a field: pause, restart, panels.
        Enter(open, "dropout, number", "opr1");
        SettingsPanel panel = Panel(open);
        Assert.Equal("dropout: expected a number from 0 to 0.95, received \"opr1\".", panel.Foot);
        Assert.True(open.Viewer.Runner.IsPaused);
        Assert.Equal(0, open.OfRun(run => run.Session.Brain.Hyperparameters.Dropout));
        Assert.DoesNotContain(open.Viewer.Panels, each => each.IsShown && each != panel);

        open.Press(Key.Escape);
        Assert.False(panel.IsTyping);
        Click(open, "dropout, number");
        open.Type("0.25");
        open.Press(Key.Backspace);
        open.Press(Key.Tab);
        Assert.Equal(0.2f, open.OfRun(run => run.Session.Brain.Hyperparameters.Dropout));
        Assert.Equal("minibatches, number", panel.Controls.Typed?.Name);
        open.Type("3");
        open.Click(open.Viewer.Layout.World.MidX, open.Viewer.Layout.World.MidY);
        Assert.Equal(3, open.OfRun(run => run.Plugin.LearnSteps));
        Assert.False(panel.IsTyping);
    }

    /// <summary>Ctrl or Cmd with C, V and A edits the field and runs no command of the viewer.</summary>
    [Fact]
    public void FieldsCopyAndPaste()
    {
        using OpenViewer open = Open();
        void Ctrl(Key key) => open.Viewer.Handle(new WindowEvent(WindowEventKind.KeyDown, key, IsCommand: true));
        Field field = Control<Field>(open, "agents");
        Click(open, "agents");
        Ctrl(Key.C);
        Assert.Equal("40", open.Viewer.Clipboard);
        open.Viewer.Clipboard = " 12\r\nand another line";
        Ctrl(Key.V);
        Assert.Equal("12", field.Text);
        Ctrl(Key.V);
        Assert.Equal("1212", field.Text);
        Ctrl(Key.A);
        Ctrl(Key.V);
        Assert.Equal("12", field.Text);
        Ctrl(Key.P);
        Assert.Equal("12", field.Text);
        open.Press(Key.Escape);
        bool isPaused = open.Viewer.Runner.IsPaused;
        Ctrl(Key.P);
        Assert.Equal(isPaused, open.Viewer.Runner.IsPaused);
    }

    /// <summary>An invalid value prevents the restart: the run and the error text are kept.</summary>
    [Fact]
    public void NothingRestartsWhileAFieldHasAnError()
    {
        using OpenViewer open = Open();
        Enter(open, "minibatches, number", "999999");
        Enter(open, "agents", "abc");
        Assert.StartsWith("agents: expected a whole number", Panel(open).Foot, StringComparison.Ordinal);
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        Click(open, "Apply and restart");
        Assert.StartsWith("agents: expected a whole number", Panel(open).Foot, StringComparison.Ordinal);
        Assert.Equal(1, open.OfRun(run => run.Frame.Number));
        Enter(open, "agents", "30");
        Click(open, "Apply and restart");
        open.ShowUntil(() => open.Viewer.Data.Agents == 30);
    }

    [Fact]
    public void LearningOptimizerAndWeightsCanBeReset()
    {
        using OpenViewer open = Open();
        for (int i = 0; i < 20; i++)
        {
            open.Viewer.Runner.Step();
        }

        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 20);
        Assert.True(open.OfRun(run => Learner(run).Updaters[0].Optimizer.Steps) > 10);
        Click(open, "Reset optimizer");
        Assert.Equal(0, open.OfRun(run => Learner(run).Updaters[0].Optimizer.Steps));
        Click(open, "Random weights");
        using SimulationRun other = OpenViewer.Headless(s_forage with { Seed = 6 }, 0);
        Assert.True(Matrices.SameBits(other.Session.Brain.Parameters.Values, open.OfRun(run => run.Session.Brain.Published.Values.ToArray())));

        Toggle learning = Control<Toggle>(open, "learning");
        Click(open, "learning", learning);
        Assert.False(open.OfRun(run => run.Session.Brain.IsLearning));
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 21);
        Assert.True(Matrices.SameBits(other.Session.Brain.Parameters.Values, open.OfRun(run => run.Session.Brain.Published.Values.ToArray())));
        Click(open, "learning", learning);
        Assert.True(open.OfRun(run => run.Session.Brain.IsLearning));
        Assert.Equal(["optimizer reset", "new weights from seed 6", "learning paused", "learning resumed"], Events(open));
    }

    [Fact]
    public void LearningIsLimitedByMinibatchesOrByTime()
    {
        using OpenViewer open = Open();
        Click(open, "learn by");
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Learning.LearnBudgetMs == 1.5);
        Enter(open, "budget, ms, number", "0.5");
        Assert.Equal(0.5, open.OfRun(run => run.Plugin.LearnBudget!.Value.TotalMilliseconds));
        Click(open, "learn by");
        Assert.Null(open.OfRun(run => run.Plugin.LearnBudget));
        Assert.Equal(1, open.OfRun(run => run.Plugin.LearnSteps));
    }

    /// <summary>The next start uses the scenario's settings from the panel together with the live changes. The panel shows an error for an invalid value, and the run continues.</summary>
    [Fact]
    public void TheScenariosOwnSettingsTakeEffectOnARestart()
    {
        using OpenViewer open = Open();
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        Assert.NotEqual(0, open.Viewer.Data.Snapshot.Food.Count);
        Enter(open, "food", "-3");
        Assert.Equal("--set food: expected a number from 0 to 100, received \"-3\".", Panel(open).Foot);
        open.Press(Key.Escape);
        Enter(open, "food", "0");
        Enter(open, "agents", "25");
        Enter(open, "learning rate, number", "0.004");
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Learning.LearningRate == 0.004);
        Assert.Equal((1, 40), (open.Viewer.Data.Snapshot.Frame, open.Viewer.Data.Agents));

        ReferenceScores before = open.Viewer.CurrentRun.References;
        Click(open, "Apply and restart");
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 0);
        Assert.Equal((0, 25), (open.Viewer.Data.Snapshot.Food.Count, open.Viewer.Data.Agents));
        RunOptions options = open.Viewer.Runner.Options;
        Assert.Equal(new() { ["batch"] = "32", ["food"] = "0", ["learning-rate"] = "0.004" }, options.Set);
        Assert.Equal(0.004, open.OfRun(run => run.Session.Brain.Hyperparameters.LearningRate));
        Assert.NotSame(before, open.Viewer.CurrentRun.References);
        Assert.Null(open.Viewer.Runner.Failure);
    }

    [Theory]
    [InlineData(1280, 720, 1, true)]
    [InlineData(2560, 1440, 2, true)]
    [InlineData(700, 500, 1, false)]
    public void ControlsDoNotOverlap(int width, int height, float scale, bool hasAll)
    {
        using OpenViewer open = Open(width, height, scale, PanelCatalogue.Default);
        SettingsPanel panel = Panel(open);
        SKRect place = open.Viewer.Layout.Panels[panel];
        Control[] placed = [.. panel.Controls.All.Where(control => !control.Place.IsEmpty)];
        Assert.Equal(hasAll, placed.Length == panel.Controls.All.Count);
        SKRect inside = new(0, 0, place.Width, place.Height);
        Assert.All(placed, control => Assert.True(inside.Contains(control.Place), $"{control.Name} {control.Place} in {inside}"));
        Assert.All(placed, control => Assert.All(placed, other => Assert.True(control == other || !control.Place.IntersectsWith(other.Place), $"{control.Name} and {other.Name}")));
        if (!hasAll)
        {
            // The wheel scrolls to the last control.
            open.Viewer.Handle(new WindowEvent(WindowEventKind.Wheel, X: place.MidX * scale, Y: place.MidY * scale, Delta: -100));
            open.Read().Dispose();
            Assert.False(Control<PushButton>(open, "Apply and restart").Place.IsEmpty);
        }
    }

    private static OpenViewer Open(int width = 1280, int height = 900, float scale = 1, IReadOnlyList<string>? show = null)
    {
        OpenViewer open = new(s_forage, null, options => options with { IsPaused = true, Size = (width, height), Scale = scale, Show = show ?? [] });
        open.Press(Key.Number7);

        // Twice, because the preferred height is known only after a painting.
        open.Read().Dispose();
        open.Read().Dispose();
        return open;
    }

    private static SettingsPanel Panel(OpenViewer open) => open.Viewer.Panels.OfType<SettingsPanel>().Single();

    private static TControl Control<TControl>(OpenViewer open, string name) where TControl : Control
        => Panel(open).Controls.All.OfType<TControl>().Single(control => control.Name == name);

    private static void Click(OpenViewer open, string name, Control? control = null)
    {
        (float x, float y) = open.PlaceOf<SettingsPanel>((control ?? Control<Control>(open, name)).Place);
        open.Click(x, y);
    }

    private static void Enter(OpenViewer open, string name, string text)
    {
        Click(open, name);
        open.Type(text);
        open.Press(Key.Enter);
    }

    private static ImitationLearner Learner(SimulationRun run) => (ImitationLearner)run.Session.Brain.Learner!;

    private static string[] Events(OpenViewer open)
    {
        open.OfRun(run => 0);
        return open.Events();
    }
}

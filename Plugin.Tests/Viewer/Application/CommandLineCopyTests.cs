using System.CommandLine.Parsing;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Application;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

/// <summary>The command line that reproduces the view.</summary>
[Collection(Display.Name)]
public sealed class CommandLineCopyTests
{
    private const string Program = "dotnet run -c Release --project Viewer -- ";

    public static TheoryData<RunOptions> Runs =>
    [
        new RunOptions(),
        new RunOptions { Scenario = "separate", Agents = 77, Seed = ulong.MaxValue, Set = new() { ["problem"] = "spiral", ["hidden"] = "32,32", ["learning-rate"] = "1E-05" } },
        new RunOptions { Scenario = "flock", Learner = RunOptions.None, LearnSteps = 3, Workers = 7 },
        new RunOptions { Scenario = "pursuit", LearnMode = LearnMode.Lockstep, PublishDelay = 3 },
        new RunOptions { LearnBudgetMs = 0.125, LearnMode = LearnMode.Inline },
        new RunOptions { LearnMode = LearnMode.Background },
    ];

    [Theory]
    [MemberData(nameof(Runs))]
    public void TheCopiedLineGivesTheSameOptions(RunOptions run)
    {
        ViewerOptions view = new(run)
        {
            Frames = 250,
            Size = (800, 600),
            Scale = 1.5f,
            Colour = "true colour",
            Select = 12,
            IsFollowing = true,
            Camera = new CameraPlace(-3.25f, 12.0625f, 7.5f),
            Weights = WeightView.Updates,
            ShowsTrail = false,
            ShowsRays = false,
            Show = ["loss", "frame"],
        };
        ViewerOptions read = Read(ViewerCommandLine.Format(view));
        Assert.Equal(run.Set, read.Run.Set);
        Assert.Equal(["loss", "frame"], read.Show);
        RunOptions played = run with { Frames = 250, Set = read.Run.Set };
        Assert.Equal(view with { Run = played, Show = read.Show, Speed = double.PositiveInfinity, Screenshot = $"neuroagents-{run.Scenario}-250.png" }, read);
    }

    [Fact]
    public void DefaultsAreOmitted()
    {
        RunOptions run = new() { Set = new() { ["food"] = "2" } };
        Assert.Equal($"{Program}--scenario forage --agents 4096 --seed 1 --set food=2", ViewerCommandLine.Format(new ViewerOptions(run)));
    }

    /// <summary>Frames that are played first run at full speed, at any speed of the copied view.</summary>
    [Theory]
    [InlineData(0.125, 0, " --speed 1/8")]
    [InlineData(8, 0, " --speed 8")]
    [InlineData(double.PositiveInfinity, 0, " --speed max")]
    [InlineData(8, 5, " --frames 5 --screenshot neuroagents-forage-5.png")]
    public void TheSpeedIsNamedIfNoFramesArePlayedFirst(double speed, long frames, string expected)
    {
        string line = ViewerCommandLine.Format(new ViewerOptions(new RunOptions()) { Speed = speed, Frames = frames });
        Assert.EndsWith(expected, line, StringComparison.Ordinal);
        Assert.Equal(frames > 0 ? double.PositiveInfinity : speed, Read(line).Speed);
    }

    /// <summary>Frames count from the saved run's frame.</summary>
    [Fact]
    public void ASavedRunOrBrainIsNamed()
    {
        using TemporaryFolder folder = new();
        RunOptions options = new() { Agents = 20, Seed = 3, Workers = 1 };
        using SimulationRun run = OpenViewer.Headless(options, 5);
        SavedRun.Save(run, options, folder["a.run"]);
        run.Session.Brain.Save(folder["a.brain"]);
        SavedRun saved = SavedRun.Load(folder["a.run"]);
        SavedBrain brain = SavedBrain.Load(folder["a.brain"]);
        ViewerOptions resumed = Read(ViewerCommandLine.Format(new ViewerOptions(saved.Options) { Frames = 12, Resumed = saved }));
        Assert.Equal((5L, 12L, 7, 3ul), (resumed.Resumed!.Frame, resumed.Frames, resumed.Run.Frames, resumed.Run.Seed));
        ViewerOptions started = Read(ViewerCommandLine.Format(new ViewerOptions(options) { Frames = 12, Brain = brain }));
        Assert.Equal((folder["a.brain"], 12L, "64,64"), (started.Brain!.Origin, started.Frames, started.Run.Set["hidden"]));
    }

    /// <summary>The line names recorded commands but no log of the original viewer.</summary>
    [Fact]
    public void RecordedCommandsAreNamed()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.jsonl", """{"frame":3,"command":"learn_steps","value":2}""");
        string[] arguments = ["--replay-commands", folder["a.jsonl"], "--log-commands", folder["b.jsonl"]];
        ViewerOptions read = ViewerProgram.Read(arguments);
        Assert.Equal([new SetLearnSteps { Value = 2, Frame = 3 }], read.Commands!.Commands);
        Assert.Equal(folder["b.jsonl"], read.LogCommands);
        string line = ViewerCommandLine.Format(read);
        Assert.EndsWith($" --replay-commands {folder["a.jsonl"]}", line, StringComparison.Ordinal);
        UsageException error = Assert.Throws<UsageException>(() => ViewerProgram.Read([.. arguments[..3], folder["a.jsonl"]]));
        Assert.StartsWith("--log-commands: expected a file other than that of --replay-commands", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The copied command line opens a second window with the same part of the world, the same agent and the same weights.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheViewIsTheSameInAnotherWindow(bool isFollowing)
    {
        RunOptions run = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };
        VisibleState view;
        ViewerOptions read;
        using (OpenViewer open = new(run, null, options => options with { IsPaused = true, Select = 3, Show = PanelCatalogue.Default }))
        {
            LookElsewhere(open, isFollowing);
            view = VisibleState.Of(open.Viewer);
            open.Press(Key.K);
            read = Read(open.Viewer.Clipboard);
        }

        Assert.Equal((WeightView.Gradients, isFollowing, false, false), (view.Weights, view.IsFollowing, view.ShowsTrail, view.ShowsRays));
        using OpenViewer again = new(read.Run, read.Frames, _ => read with { Screenshot = null, IsDebug = true });
        VisibleState shown = VisibleState.Of(again.Viewer);
        Assert.Equal(view.Camera.Metres, shown.Camera.Metres, 1e-3f);
        Assert.Equal(view.Camera.X, shown.Camera.X, 1e-3f);
        Assert.Equal(view.Camera.Y, shown.Camera.Y, 1e-3f);
        Assert.Equal(view with { Camera = shown.Camera }, shown);
    }

    /// <summary>Other programs can paste the line, and an event lists what it omits.</summary>
    [Fact]
    public void AKeyCopiesTheLineAndAnEventListsItsOmissions()
    {
        RunOptions run = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };
        using TemporaryFolder folder = new();
        using OpenViewer open = new(run, null, options => options with { IsPaused = true });
        open.Viewer.Copy.Folder = folder.Path;
        for (int i = 0; i < 3; i++)
        {
            open.Viewer.Runner.Step();
        }

        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 3);
        KindSnapshot kind = open.Viewer.Data.Snapshot.Kinds[0];
        (float x, float y) = open.Viewer.Camera.ToPixel(kind.Agents.Items[9].X, kind.Agents.Items[9].Y);
        open.Click(x, y);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Selected.Handle is not null);
        open.Press(Key.K);
        ViewerOptions read = Read(open.Viewer.Clipboard);
        Assert.Equal(run with { Frames = 3, Set = read.Run.Set }, read.Run);
        Assert.Equal(open.Viewer.Data.Snapshot.Selected.Handle?.Slot, read.Select);
        Assert.Empty(read.Show);
        Assert.Equal((null, false, WeightView.Weights, true, true), (read.Camera, read.IsFollowing, read.Weights, read.ShowsTrail, read.ShowsRays));
        Assert.Equal("command line copied", open.Events()[^1]);

        open.Viewer.Runner.Post(new SetLearningRate { Value = 0.01 });
        Assert.Equal(0.01, open.OfRun(each => each.Session.Brain.Hyperparameters.LearningRate));
        open.Press(Key.K);
        Assert.Equal("command line copied, with one change of the run in neuroagents-forage-3.jsonl", open.Events()[^1]);
        RecordedCommands commands = Read(open.Viewer.Clipboard).Commands!;
        Assert.Equal([new SetLearningRate { Value = 0.01, Frame = 3 }], commands.Commands);
        Assert.Equal(folder["neuroagents-forage-3.jsonl"], commands.Path);
        Assert.Equal("""{"frame":3,"command":"learning_rate","value":0.01}""" + "\n", File.ReadAllText(commands.Path));

        Panel loss = open.Viewer.Panels[0];
        loss.IsShown = true;
        open.Viewer.Columns.Move(loss, PanelSide.Left, null);
        open.Press(Key.K);
        Assert.Equal("command line copied, with one change of the run in neuroagents-forage-3.jsonl; omitted: moved panels", open.Events()[^1]);
    }

    private static void LookElsewhere(OpenViewer open, bool isFollowing)
    {
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        SKRect world = open.Viewer.Layout.World;
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Wheel, X: world.Left + 20, Y: world.Top + 30, Delta: 3));
        open.Drag(world.MidX, world.MidY, world.MidX + 90, world.MidY - 40);
        open.Press(Key.G);
        open.Press(Key.T);
        open.Press(Key.V);
        if (isFollowing)
        {
            open.Press(Key.F);
        }

        open.Viewer.ShowPicture();
    }

    /// <summary>The visible state that the copied command line must reproduce.</summary>
    private sealed record VisibleState(
        (float, float, float, float) Area, CameraPlace Camera, bool IsFollowing, ulong? Selected, WeightView Weights, bool ShowsTrail, bool ShowsRays)
    {
        internal static VisibleState Of(LiveViewer viewer) => new(
            viewer.Camera.Area, viewer.Camera.Place, viewer.Commands.IsFollowing, viewer.Data.Snapshot.Selected.Handle?.Id,
            viewer.Panels.OfType<WeightsPanel>().Single().View, viewer.Commands.WorldEdit.ShowsTrail, viewer.Commands.WorldEdit.ShowsRays);
    }

    private static ViewerOptions Read(string line)
    {
        Assert.StartsWith(Program, line, StringComparison.Ordinal);
        return ViewerProgram.Read([.. CommandLineParser.SplitCommandLine(line[Program.Length..])]);
    }
}

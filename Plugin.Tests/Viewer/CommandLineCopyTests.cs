using System.CommandLine.Parsing;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Windowing;
using Xunit;

namespace NeuroAgents.Tests.Viewer;

/// <summary>The command line that shows again what is seen.</summary>
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
    public void ReadBackItGivesTheSameOptions(RunOptions run)
    {
        ViewerOptions opened = new(run) { Size = (800, 600), Scale = 1.5f };
        IReadOnlyList<Panel> panels = AllPanels.Create();
        panels[0].IsShown = panels[3].IsShown = true;
        ViewerOptions read = Read(ViewerCommandLine.Format(opened, run, 250, new ViewRequest("true colour", null, 12), panels));
        Assert.Equal(run with { Frames = 250, Set = read.Run.Set }, read.Run);
        Assert.Equal(run.Set, read.Run.Set);
        Assert.Equal(((800, 600), 1.5f, "true colour", 12, 250L), (read.Size, read.Scale, read.Colour, read.Select, read.Frames));
        Assert.Equal([panels[0].Name, panels[3].Name], read.Show);
        Assert.Equal($"neuroagents-{run.Scenario}-250.png", read.Screenshot);
    }

    [Fact]
    public void WhatIsAsItIsByDefaultIsLeftOut()
    {
        IReadOnlyList<Panel> panels = AllPanels.Create();
        foreach (Panel panel in panels)
        {
            panel.IsShown = PanelCatalogue.Default.Contains(panel.Name);
        }

        RunOptions run = new() { Set = new() { ["food"] = "2" } };
        Assert.Equal($"{Program}--scenario forage --agents 4096 --seed 1 --set food=2", ViewerCommandLine.Format(new ViewerOptions(run), run, 0, new ViewRequest(), panels));
    }

    /// <summary>Frames count from where the saved run was.</summary>
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
        ViewerOptions resumed = Read(ViewerCommandLine.Format(new ViewerOptions(options), saved.Options, 12, new ViewRequest(), [], (saved, null)));
        Assert.Equal((5L, 12L, 7, 3ul), (resumed.Resumed!.Frame, resumed.Frames, resumed.Run.Frames, resumed.Run.Seed));
        ViewerOptions begun = Read(ViewerCommandLine.Format(new ViewerOptions(options), options, 12, new ViewRequest(), [], (null, brain)));
        Assert.Equal((folder["a.brain"], 12L, "64,64"), (begun.Brain!.Origin, begun.Frames, begun.Run.Set["hidden"]));
    }

    /// <summary>Through a real window: other programs get it, and the events say what is not in it.</summary>
    [Fact]
    public void AKeyCopiesItAndTheEventsSayWhatIsNotInIt()
    {
        RunOptions run = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };
        using OpenViewer open = new(run, null, options => options with { IsPaused = true });
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
        Assert.Equal("command line copied", open.Events()[^1]);

        open.Viewer.Runner.Post(LearningChanges.LearningRate(0.01));
        Assert.Equal(0.01, open.OfRun(each => each.Session.Brain.LearningRate));
        open.Press(Key.K);
        Assert.Equal("command line copied; one change of the run is not in it", open.Events()[^1]);
    }

    private static ViewerOptions Read(string line)
    {
        Assert.StartsWith(Program, line, StringComparison.Ordinal);
        return ViewerProgram.Read([.. CommandLineParser.SplitCommandLine(line[Program.Length..])]);
    }
}

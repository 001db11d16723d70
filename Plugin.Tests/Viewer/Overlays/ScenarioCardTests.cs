using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

/// <summary>Restarts with another scenario or another seed.</summary>
[Collection(Display.Name)]
public sealed class ScenarioCardTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 40, Seed = 5, Workers = 1, LearnSteps = 2, Set = new() { ["food"] = "1" } };

    /// <summary>A colouring that only the old scenario has is reset, and its selected agent is deselected.</summary>
    [Fact]
    public void TypingFindsAScenarioAndEnterStartsIt()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true, Colour = "nearest_food.left", Select = 3 });
        ReferenceScores before = open.Viewer.CurrentRun.References;
        ScenarioCard card = open.Viewer.Commands.Scenarios;
        open.Type("b");
        Assert.True(card.IsShown);
        Assert.Equal("forage", card.Chosen?.Name);
        open.Type("PURS");
        Assert.Equal(["pursuit"], card.Found.Select(found => found.Name));
        open.Press(Key.Enter);
        Assert.False(card.IsShown);
        open.ShowUntil(() => open.Viewer.Data.Facts?.Scenario == "pursuit");
        RunOptions options = open.Viewer.Runner.Options;
        Assert.Equal(("pursuit", 40, 5UL, 2, 0), (options.Scenario, options.Agents, options.Seed, options.LearnSteps, options.Set.Count));
        Assert.Equal(2, open.Viewer.Data.Snapshot.Kinds.Count);
        Assert.Equal("kind", open.Viewer.Data.Snapshot.Measure?.Name);
        Assert.Null(open.Viewer.Data.Snapshot.Selected.Handle);
        Assert.NotSame(before, open.Viewer.CurrentRun.References);
        open.Read().Dispose();
        Assert.Null(open.Viewer.Runner.Failure);
    }

    [Fact]
    public void TheSearchIncludesDescriptionsArrowsMoveAndEscCloses()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        ScenarioCard card = open.Viewer.Commands.Scenarios;
        open.Type("b");
        Assert.Equal(ScenarioCatalogue.Standard.All.Count, card.Found.Count);
        open.Press(Key.Down);
        Assert.Equal("flock", card.Chosen?.Name);
        open.Type("imitate");
        Assert.Equal(["forage", "flock"], card.Found.Select(found => found.Name));
        open.Type("zzz");
        Assert.Empty(card.Found);
        open.Press(Key.Enter);
        Assert.True(card.IsShown);
        for (int i = 0; i < "imitatezzz".Length; i++)
        {
            open.Press(Key.Backspace);
        }

        Assert.Equal(ScenarioCatalogue.Standard.All.Count, card.Found.Count);
        open.Press(Key.Escape);
        Assert.False(card.IsShown);
        Assert.Equal("forage", open.Viewer.Runner.Options.Scenario);

        // No typed character was handled as a command, and keys are commands again.
        Assert.True(open.Viewer.Runner.IsPaused);
        open.Type("p");
        Assert.False(open.Viewer.Runner.IsPaused);
    }

    /// <summary>The search also finds words of settings, and starts the scenario with that setting.</summary>
    [Fact]
    public void TheSearchIncludesWordsOfSettings()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        ScenarioCard card = open.Viewer.Commands.Scenarios;
        open.Type("b");
        open.Type("spir");
        Assert.Equal(["separate, problem spiral"], card.Found.Select(found => found.Title));
        open.Press(Key.Enter);
        open.ShowUntil(() => open.Viewer.Data.Facts?.Scenario == "separate");
        Assert.Equal("spiral", open.Viewer.Runner.Options.Set["problem"]);
    }

    [Fact]
    public void AClickStartsAScenarioAndAClickElsewhereClosesTheCard()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        ScenarioCard card = open.Viewer.Commands.Scenarios;
        open.Type("b");
        SKRect world = open.Viewer.Layout.World;
        open.Click(world.Left + 5, world.Bottom - 5);
        Assert.False(card.IsShown);
        open.Type("b");
        open.Type("separate");
        SKRect row = card.Row(0);
        row.Offset(card.Place(open.Viewer.Layout).Location);
        open.Click(row.MidX, row.MidY);
        open.ShowUntil(() => open.Viewer.Data.Facts?.Scenario == "separate");
    }

    [Fact]
    public void TheNextSeedGivesItsOwnWorldAndScores()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        ReferenceScores before = open.Viewer.CurrentRun.References;
        open.Press(Key.N);
        open.ShowUntil(() => open.Viewer.Data.Facts?.Seed == 6);
        using SimulationRun run = OpenViewer.Headless(s_forage with { Seed = 6 }, 0);
        run.Session.Locate.Run(0);
        Position place = run.World.Get<Position>(run.Session.Roster.Entities[7]);
        AgentShape drawn = open.Viewer.Data.Snapshot.Kinds[0].Agents.Items[7];
        Assert.Equal((place.X, place.Y), (drawn.X, drawn.Y));
        Assert.NotSame(before, open.Viewer.CurrentRun.References);
        Assert.Equal(s_forage.Set, open.Viewer.Runner.Options.Set);
        open.Press(Key.R);
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        Assert.Equal(6UL, open.Viewer.Data.Facts?.Seed);
    }

    /// <summary>Invalid options give one line of error, and the current run continues.</summary>
    [Fact]
    public void InvalidOptionsDoNotEndTheRun()
    {
        using OpenViewer open = new(s_forage, null, options => options with { IsPaused = true });
        Assert.Equal("--agents: expected 1 to 1000000, received 0.", open.Viewer.CurrentRun.Restart(s_forage with { Agents = 0 }));
        Assert.Equal("--set area: expected a number from 1 to 10000, received \"x\".", open.Viewer.CurrentRun.Restart(s_forage with { Set = new() { ["area"] = "x" } }));
        Assert.Contains("Did you mean \"flock\"?", open.Viewer.CurrentRun.Restart(s_forage with { Scenario = "flok" }));
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        Assert.Equal(open.Options.Run.Set, open.Viewer.Runner.Options.Set);
        Assert.Equal(open.Options.Run, open.Viewer.Runner.Options with { Set = open.Options.Run.Set });
        Assert.Null(open.Viewer.Runner.Failure);
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Viewer.Snapshots;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Snapshots;

/// <summary>Snapshots of a run for the window, without a window.</summary>
public sealed class SnapshotTests
{
    /// <summary>The settings let agents be born in most frames.</summary>
    [Theory]
    [InlineData("flock", "life=0.5")]
    [InlineData("pursuit", "area=1", "pursuers=0.5")]
    public void NewbornsAppearInTheFrameOfTheirBirthAndNoAgentTwice(string scenario, params string[] settings)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 60, Seed = 5, Workers = 1, Set = settings.ToDictionary(text => text.Split('=')[0], text => text.Split('=')[1]) };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        LiveWatch watch = new();
        watch.Begin(run, options);
        HashSet<AgentHandle> known = [];
        int born = 0;
        for (int frame = 0; frame < 120; frame++)
        {
            WorldSnapshot snapshot = Advance(watch, run);
            for (int kind = 0; kind < snapshot.Kinds.Count; kind++)
            {
                Brain brain = run.Session.Kinds[kind].Brain;
                KindSnapshot written = snapshot.Kinds[kind];
                AgentHandle[] handles = written.Handles.Items.ToArray();
                Assert.Equal(brain.AgentCount, handles.Distinct().Count());
                Assert.Equal((brain.AgentCount, brain.AgentCount), (written.Agents.Count, written.Count));
                Assert.All(handles, handle => Assert.True(brain.IsAlive(handle)));
                HashSet<(float, float)> places = PlacesOf(run, kind);
                foreach (AgentShape agent in written.Agents.Items)
                {
                    Assert.Contains((agent.X, agent.Y), places);
                }

                born += handles.Count(handle => known.Add(handle));
            }
        }

        Assert.True(born > 64, $"{born}");
    }

    /// <summary>A newborn has no colour before it senses, and can be selected.</summary>
    [Fact]
    public void ANewbornHasNoObservationYet()
    {
        RunOptions options = new() { Scenario = "flock", Agents = 60, Seed = 5, Workers = 1, Set = new() { ["life"] = "0.2" } };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        LiveWatch watch = new();
        watch.Begin(run, options);
        WorldSnapshot snapshot = Advance(watch, run);
        AgentShape newest = snapshot.Kinds[0].Agents.Items[^1];
        Assert.True(newest.Value < 0);
        Assert.Equal((newest.X, newest.Y), (newest.PreviousX, newest.PreviousY));
        watch.Request = watch.Request with { Selected = snapshot.Kinds[0].Handles.Items[^1] };
        watch.Refresh(run);
        Assert.True(watch.Exchange.TryAcquire());
        SelectedAgent selected = watch.Exchange.Reading.Selected;
        Assert.Equal((true, 59, 0), (selected.IsAlive, selected.Index, selected.Observation.Count));
    }

    [Theory]
    [InlineData("forage")]
    [InlineData("separate")]
    public void TheHistoryHasTheAgentsActionOfEveryFrame(string scenario)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 30, Seed = 5, Workers = 1 };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        LiveWatch watch = new() { Request = new ViewRequest(SelectedNumber: 4) };
        watch.Begin(run, options);
        AgentHandle handle = run.Session.Roster.Handles[4];
        List<(Position Place, float[] Action, float[] Label)> expected = [];
        for (int frame = 0; frame < AgentHistory.Length + 20; frame++)
        {
            run.Frame.Run();

            // The window does not read every frame.
            watch.Advance(run, default, isIdle: frame % 7 == 0 || frame == AgentHistory.Length + 19);
            int row = run.Session.Roster.RowOf(handle);
            expected.Add((run.World.Get<Position>(run.Session.Roster.Entities[row]), run.Session.Brain.Decisions.Action(row).ToArray(), run.Session.Labels.Row(row).ToArray()));
        }

        watch.Exchange.TryAcquire();
        AgentHistory history = watch.Exchange.Reading.Selected.History;
        Assert.Equal(AgentHistory.Length, history.Count);
        for (int i = 0; i < history.Count; i++)
        {
            (Position place, float[] action, float[] label) = expected[i + 20];
            Assert.Equal((place.X, place.Y), history.Place(i));
            Assert.Equal(action, Enumerable.Range(0, history.Actions).Select(column => history.Action(i, column)));
            Assert.Equal(label, Enumerable.Range(0, history.Actions).Select(column => history.Label(i, column)));
            float loss = action.Zip(label).Average(pair => (pair.First - pair.Second) * (pair.First - pair.Second));
            Assert.Equal(scenario == "separate" ? loss > 0 ? 1 : 0 : loss, history.Loss(i), 1e-5f);
            Assert.Equal(scenario == "separate", float.IsNaN(history.Energy(i)));
        }
    }

    [Fact]
    public void AnotherSelectionStartsAnotherHistory()
    {
        RunOptions options = new() { Agents = 30, Seed = 5, Workers = 1 };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        LiveWatch watch = new() { Request = new ViewRequest(SelectedNumber: 4) };
        watch.Begin(run, options);
        for (int frame = 0; frame < 10; frame++)
        {
            Advance(watch, run);
        }

        Assert.Equal(10, watch.Exchange.Reading.Selected.History.Count);
        watch.Request = new ViewRequest(Selected: run.Session.Roster.Handles[5]);
        watch.Refresh(run);
        watch.Exchange.TryAcquire();
        Assert.Equal(0, watch.Exchange.Reading.Selected.History.Count);
        Assert.NotEqual(0, watch.Exchange.Reading.Selected.Rays.Count);
        Assert.Equal(1, Advance(watch, run).Selected.History.Count);
        watch.Request = new ViewRequest();
        Assert.Equal(0, Advance(watch, run).Selected.History.Count);
    }

    [Theory]
    [InlineData("forage")]
    [InlineData("pursuit")]
    public void FollowingAnAgentDoesNotAllocate(string scenario)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 60, Seed = 5, Workers = 1 };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        AgentHandle handle = run.Session.Roster.Handles[4];
        AgentWatch watch = new();
        SelectedAgent selected = new();
        long allocated = 0;
        for (int frame = 0; frame < 400; frame++)
        {
            run.Frame.Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            watch.Record(run, handle);
            selected.Clear(handle);
            watch.Write(selected, run);
            allocated += frame < 200 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static WorldSnapshot Advance(LiveWatch watch, SimulationRun run)
    {
        run.Frame.Run();
        watch.Advance(run, default, isIdle: true);
        Assert.True(watch.Exchange.TryAcquire());
        return watch.Exchange.Reading;
    }

    private static HashSet<(float, float)> PlacesOf(SimulationRun run, int kind)
    {
        HashSet<(float, float)> places = [];
        foreach (ref Chunk chunk in run.World.Query(new QueryDescription().WithAll<BrainAgent, Position>()))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                if (chunk.GetSpan<BrainAgent>()[i].Handle.Brain == kind)
                {
                    Position place = chunk.GetSpan<Position>()[i];
                    places.Add((place.X, place.Y));
                }
            }
        }

        return places;
    }
}

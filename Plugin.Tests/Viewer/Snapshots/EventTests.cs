using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Snapshots;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Snapshots;

/// <summary>Events of restarts and deaths, without a window.</summary>
public sealed class EventTests
{
    private static readonly RunOptions s_forage = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1, Set = new() { ["food"] = "0", ["hidden"] = "8" } };

    public static TheoryData<RunOptions, string> Restarts => new()
    {
        { s_forage, "restarted with the same seed and settings" },
        { s_forage with { Seed = 6 }, "restarted with seed 6" },
        { s_forage with { Agents = 7, Set = new() { ["food"] = "1" } }, "restarted with agents 7, food 1, hidden reset to its default" },
        { s_forage with { Scenario = "flock", Set = [] }, "restarted with scenario flock" },
        { s_forage with { Learner = RunOptions.None }, "restarted with learner none" },
    };

    [Theory]
    [MemberData(nameof(Restarts))]
    public void ARestartLogsItsChangesAndKeepsEarlierEvents(RunOptions next, string expected)
    {
        LiveWatch watch = new();
        Begin(watch, s_forage).Dispose();
        watch.Events.Add(12, "saved");
        Begin(watch, next).Dispose();
        watch.Events.Add(2, expected);
        Assert.Equal([new LoggedEvent(12, "saved", 1, IsFromEarlierRun: true), new LoggedEvent(2, expected, 2) { First = 0 }], EventsOf(watch));
    }

    /// <summary>The death is logged once, in its frame, with the agent's name as in the inspector.</summary>
    [Theory]
    [InlineData("forage", "foragers", "died")]
    [InlineData("pursuit", "evaders", "was caught")]
    public void TheDeathOfTheSelectedAgentIsLogged(string scenario, string kind, string end)
    {
        RunOptions options = s_forage with { Scenario = scenario, Set = scenario == "forage" ? new() { ["food"] = "0", ["hazards"] = "3" } : new() { ["pursuers"] = "0.5" } };
        LiveWatch watch = new();
        using SimulationRun run = Begin(watch, options);
        Brain brain = run.Session.Kinds.Single(each => each.Brain.Name == kind).Brain;
        using SimulationRun ahead = OpenViewer.Headless(options, 0);
        AgentHandle doomed = brain.FindAgent(FirstToGo(ahead, kind, out long frame));
        watch.Request = new ViewRequest(Selected: doomed);
        while (run.Frame.Number < frame + 5)
        {
            Assert.Empty(run.Frame.Number < frame ? EventsOf(watch) : []);
            run.Frame.Run();
            watch.Advance(run, default, isIdle: true);
        }

        Assert.Equal([new LoggedEvent(frame, $"{kind} {doomed.Slot}.1 {end}", 1)], EventsOf(watch));
        Assert.False(watch.Exchange.TryAcquire() && watch.Exchange.Reading.Selected.IsAlive);
    }

    private static ulong FirstToGo(SimulationRun run, string name, out long frame)
    {
        run.Session.Locate.Run(0);
        AgentKind kind = run.Session.Kinds.Single(each => each.Brain.Name == name);
        AgentHandle[] all = kind.Roster.Handles.ToArray();
        while (Array.TrueForAll(all, kind.Brain.IsAlive))
        {
            run.Frame.Run();
        }

        frame = run.Frame.Number;
        return all.First(handle => !kind.Brain.IsAlive(handle)).Id;
    }

    private static SimulationRun Begin(LiveWatch watch, RunOptions options)
    {
        SimulationRun run = OpenViewer.Headless(options, 0);
        run.Plugin.Awake();
        run.Session.Locate.Run(0);
        watch.Begin(run, options);
        return run;
    }

    private static List<LoggedEvent> EventsOf(LiveWatch watch)
    {
        List<LoggedEvent> events = [];
        watch.Events.CopyTo(events);
        return events;
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Systems;

/// <summary>A person drives one agent, which learns the person's actions.</summary>
public sealed class HumanDriverTests
{
    private static readonly RunOptions s_options = new() { Agents = 40, Seed = 6, Workers = 2 };

    [Theory]
    [InlineData("forage", 0)]
    [InlineData("flock", 0)]
    [InlineData("pursuit", 0)]
    [InlineData("pursuit", 1)]
    public void TheAgentExecutesAndLearnsThePersonsAction(string scenario, int kind)
    {
        using SimulationRun run = Start(s_options with { Scenario = scenario });
        AgentKind agents = run.Session.Kinds[kind];
        AgentHandle handle = agents.Roster.Handles[2];
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(handle);
        human.Hold(0.5f, -1);
        Entity driven = agents.Roster.Entities[2];
        Heading before = run.World.Get<Heading>(driven);
        run.Frame.Run();
        Assert.Equal(new Steering(0.5f, -1), run.World.Get<Steering>(driven));
        Assert.Equal([0.5f, -1], agents.Labels.Row(2).ToArray());
        Heading after = run.World.Get<Heading>(driven);
        Assert.True(before.X * after.Y - before.Y * after.X > 0, "The agent turned to the right.");
        Velocity velocity = run.World.Get<Velocity>(driven);
        Assert.True(velocity.X * after.X + velocity.Y * after.Y < 0, "The agent went ahead.");
    }

    /// <summary>In the first frame no other agent has sensed the difference yet, so the moves and labels of all others stay the same.</summary>
    [Fact]
    public void OthersAreNotAffected()
    {
        using SimulationRun run = Start(s_options), free = Start(s_options);
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(run.Session.Roster.Handles[7]);
        human.Hold(-1, 1);
        run.Frame.Run();
        free.Frame.Run();
        for (int row = 0; row < 40; row++)
        {
            bool isSame = run.Session.Labels.Row(row).SequenceEqual(free.Session.Labels.Row(row))
                && run.World.Get<Position>(run.Session.Roster.Entities[row]) == free.World.Get<Position>(free.Session.Roster.Entities[row]);
            Assert.Equal(row != 7, isSame);
        }
    }

    /// <summary>A person who always holds one action teaches it to a brain that would otherwise learn the script.</summary>
    [Fact]
    public void TheBrainLearnsFromThePerson()
    {
        RunOptions options = new() { Scenario = "flock", Agents = 1, Seed = 2, Workers = 1, Set = { ["life"] = "1000000", ["learning-rate"] = "0.01" } };
        using SimulationRun run = Start(options);
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(run.Session.Roster.Handles[0]);
        human.Hold(0.75f, -0.25f);
        run.Play(400);

        ReadOnlySpan<float> action = run.Session.Brain.Decisions.Action(0);
        Assert.Equal(0.75f, action[0], 0.05f);
        Assert.Equal(-0.25f, action[1], 0.05f);
    }

    [Fact]
    public void TheDrivenAgentGetsItsOwnLabelEvenIfLabelsAreShuffled()
    {
        RunOptions options = new() { Scenario = "flock", Agents = 2, Seed = 2, Workers = 1, Set = { ["shuffle-labels"] = "true", ["batch"] = "8" } };
        using SimulationRun run = Start(options);
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(run.Session.Roster.Handles[0]);
        human.Hold(1, 1);
        run.Frame.Run();
        Assert.Equal([1, 1], run.Session.Labels.Row(0).ToArray());
        Assert.Equal(0, run.Session.Brain.Statistics.RefusedLabels);
    }

    [Theory]
    [InlineData("forage")]
    [InlineData("flock")]
    [InlineData("pursuit")]
    public void ReleasedControlsLeaveNoTrace(string scenario)
    {
        RunOptions options = s_options with { Scenario = scenario };
        using SimulationRun run = Start(options), free = Start(options);
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(run.Session.Roster.Handles[1]);
        human.Hold(1, 1);
        human.Drive(null);
        human.Hold(1, 1);
        run.Play(30);
        free.Play(30);

        Assert.Equal((free.StateHash(), free.BrainHash()), (run.StateHash(), run.BrainHash()));
    }

    /// <summary>Another agent gets the slot of the dead one, but is not driven.</summary>
    [Fact]
    public void ADeadAgentIsNoLongerDriven()
    {
        using SimulationRun run = Start(s_options with { Set = new() { ["food"] = "0" } });
        AgentHandle handle = run.Session.Roster.Handles[4];
        HumanDriver human = run.Session.Feature<HumanDriver>()!;
        human.Drive(handle);
        human.Hold(0, 1);
        for (int frame = 0; frame < 1300 && run.Session.Brain.IsAlive(handle); frame++)
        {
            run.Frame.Run();
        }

        Assert.False(run.Session.Brain.IsAlive(handle));
        run.Frame.Run();
        run.Frame.Run();
        Assert.All(run.Session.Roster.Handles.ToArray(), other => Assert.NotEqual([0, 1], run.Session.Labels.Row(run.Session.Roster.RowOf(other)).ToArray()));
    }

    [Theory]
    [InlineData(1.1f, 0)]
    [InlineData(0, -2)]
    [InlineData(float.NaN, 0)]
    public void HeldActionsOutsideTheirRangeAreRefused(float turn, float thrust)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new HumanDriver().Hold(turn, thrust));

    [Fact]
    public void AScenarioOfGuessesHasNoDriver()
    {
        using SimulationRun run = Start(s_options with { Scenario = "separate" });
        Assert.Null(run.Session.Feature<HumanDriver>());
    }

    private static SimulationRun Start(RunOptions options)
    {
        SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        return run;
    }
}

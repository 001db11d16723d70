using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class PursuitTeacherTests
{
    private static readonly PursuerTeacher s_pursuer
        = new(new PursuitOptions(new SettingValues(new PursuitScenario().Settings, new Dictionary<string, string>()), 10));

    [Fact]
    public void ActionsAreWithinTheirRange()
        => Gen.Float[-2, 2].Array[PursuitObservations.Width].Sample(observation =>
        {
            float[] copy = [.. observation], pursuer = [9, 9], evader = [9, 9];
            s_pursuer.Act(observation, pursuer);
            EvaderTeacher.Act(observation, evader);
            Assert.Equal(copy, observation);
            Assert.All(pursuer.Concat(evader), value => Assert.InRange(value, -1, 1));
        });

    [Theory]
    [InlineData(0, 1, 0, 0, 1)]
    [InlineData(0, -1, 0, 0, -1)]
    [InlineData(1, 0, 0, 1, 1)]
    [InlineData(1, 0, 0, -1, -1)]
    [InlineData(1, 0, 1, 0, 0)]
    public void ThePursuerTurnsToTheMeetingPoint(float ahead, float left, float velocityAhead, float velocityLeft, int side)
    {
        float[] observation = new float[PursuitObservations.Width], action = new float[2];
        (observation[0], observation[1], observation[2], observation[3], observation[4]) = (ahead, left, 0.5f, velocityAhead, velocityLeft);
        s_pursuer.Act(observation, action);
        Assert.Equal(side, Math.Sign(action[0]));
    }

    [Theory]
    [InlineData(0.2f, 0.3f, 1)]
    [InlineData(0.2f, -0.3f, -1)]
    [InlineData(0f, 0f, 0)]
    public void TheEvaderTurnsAway(float ahead, float left, int side)
    {
        float[] observation = new float[PursuitObservations.Width], action = new float[2];
        (observation[PursuitObservations.Away], observation[PursuitObservations.Away + 1]) = (ahead, left);
        EvaderTeacher.Act(observation, action);
        Assert.Equal(side, Math.Sign(action[0]));
    }

    [Fact]
    public void APursuerCatchesAnEvaderThatStandsStill()
    {
        using var pursuit = PlacedRun.Pursuit([new PlacedBody(10, 10, 2)], [new PlacedBody(14, 13)]);
        AgentHandle prey = pursuit.Session.Kinds[1].Roster.Handles[0];
        float[] action = new float[2];
        int frames = 0;
        for (; frames < 180 && pursuit.Session.Kinds[1].Brain.IsAlive(prey); frames++)
        {
            pursuit.Session.Locate.Run(frames);
            pursuit.Session.Interact.Run(frames);
            pursuit.Session.Sense.Run(frames);
            s_pursuer.Act(pursuit.Observation(0), action);
            pursuit.World.Set(pursuit.Session.Roster.Entities[0], new NeuroAgents.Simulation.Components.Steering(action[0], action[1]));
            pursuit.Session.Move.Run(frames);
            pursuit.Session.Lifecycle.Run(frames);
        }

        Assert.InRange(frames, 50, 150);
    }

    [Fact]
    public void LabelsAreEachTeachersAnswersToItsKind()
    {
        using SimulationRun run = new(new RunOptions { Scenario = "pursuit", Agents = 80, Workers = 2 }, Driver.Brain, isLabelled: true);
        float[] answer = new float[2];
        for (int frame = 0; frame < 30; frame++)
        {
            run.Frame.Run();
            for (int row = 0; row < 20; row++)
            {
                s_pursuer.Act(run.Session.Kinds[0].Brain.Decisions.Observation(row), answer);
                Assert.Equal(answer, run.Session.Kinds[0].Labels.Row(row).ToArray());
            }

            for (int row = 0; row < 60; row++)
            {
                EvaderTeacher.Act(run.Session.Kinds[1].Brain.Decisions.Observation(row), answer);
                Assert.Equal(answer, run.Session.Kinds[1].Labels.Row(row).ToArray());
            }
        }
    }
}

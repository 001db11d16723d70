using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class DecisionPeriodTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void EachAgentDecidesOnceInAPeriodAndAboutAsManyInEachFrame(int period)
    {
        using Game game = WithPeriod(period, agents: 100);
        AgentHandle[] handles = [.. game.Agents], due = new AgentHandle[100];
        Assert.Equal(100, Frame(game, handles, due));
        Dictionary<AgentHandle, List<int>> decided = handles.ToDictionary(handle => handle, _ => new List<int>());
        for (int frame = 0; frame < 3 * period; frame++)
        {
            int count = Frame(game, handles, due);
            Assert.InRange(count, 100 / period, 100 / period + 1);
            foreach (AgentHandle handle in due[..count])
            {
                decided[handle].Add(frame);
            }
        }

        Assert.All(decided.Values, frames => Assert.Equal([frames[0], frames[0] + period, frames[0] + 2 * period], frames));
    }

    [Fact]
    public void ANewbornAgentDecidesAtOnce()
    {
        using Game game = WithPeriod(8, agents: 8);
        AgentHandle[] due = new AgentHandle[9];
        Frame(game, [.. game.Agents], due);
        AgentHandle born = game.Brain.Spawn();
        Assert.Contains(born, due[..Frame(game, [.. game.Agents, born], due)]);
        Assert.Throws<ArgumentException>(() => game.Brain.SelectDue([.. game.Agents], new AgentHandle[7]));
    }

    /// <summary>Decisions of one group don't change the schedule of another.</summary>
    [Fact]
    public void GroupsThatBeginSeparatelyDecideEquallyOften()
    {
        using Game game = WithPeriod(2, agents: 4);
        Dictionary<AgentHandle, int> decided = game.Agents.ToDictionary(handle => handle, _ => 0);
        AgentHandle[] due = new AgentHandle[2];
        for (int frame = 0; frame < 40; frame++)
        {
            foreach (AgentHandle[] squad in game.Agents.Chunk(2))
            {
                foreach (AgentHandle handle in due[..Decide(game, squad, due)])
                {
                    decided[handle]++;
                }
            }

            game.Plugin.LateUpdate();
        }

        Assert.All(decided.Values, count => Assert.InRange(count, 20, 21));
    }

    /// <summary>The step count increases even in steps without a due agent.</summary>
    [Fact]
    public void AGameThatBeginsOnlyWhenAnAgentIsDueKeepsThePeriod()
    {
        using Game game = WithPeriod(4, agents: 1);
        AgentHandle[] due = new AgentHandle[1];
        int decided = 0;
        for (int frame = 0; frame < 40; frame++)
        {
            if (game.Brain.SelectDue([.. game.Agents], due) > 0)
            {
                game.Brain.BeginDecisions(due);
                game.Brain.Decide();
                decided++;
            }

            game.Plugin.LateUpdate();
        }

        Assert.Equal(10, decided);
    }

    [Fact]
    public void SurvivorsOfOneTurnAreSpreadWithinAPeriod()
    {
        using Game game = WithPeriod(4, agents: 40);
        AgentHandle[] due = new AgentHandle[40];
        Frame(game, [.. game.Agents], due);
        AgentHandle[] survivors = due[..Frame(game, [.. game.Agents], due)].ToArray();
        foreach (AgentHandle handle in game.Agents.Except(survivors))
        {
            game.Brain.Despawn(handle);
        }

        int[] counts = [.. Enumerable.Range(0, 12).Select(_ => Frame(game, survivors, due))];
        Assert.All(counts[4..], count => Assert.InRange(count, 2, 3));
    }

    [Fact]
    public void AStepIsAFixedUpdateOrALateUpdateWithoutOne()
    {
        using Game game = WithPeriod(1, agents: 3);
        AgentHandle[] due = new AgentHandle[3];
        Assert.Equal([3, 0], [Decide(game, [.. game.Agents], due), Decide(game, [.. game.Agents], due)]);
        game.Plugin.FixedUpdate(0.02f);
        game.Plugin.FixedUpdate(0.02f);
        Assert.Equal([3, 0], [Decide(game, [.. game.Agents], due), Decide(game, [.. game.Agents], due)]);

        // This LateUpdate begins no step, because the frame's fixed updates have begun one.
        game.Plugin.LateUpdate();
        Assert.Equal(0, Decide(game, [.. game.Agents], due));
        game.Plugin.LateUpdate();
        Assert.Equal(3, Decide(game, [.. game.Agents], due));
    }

    [Fact]
    public void TheOrderOfHandlesDoesNotChangeTurns()
    {
        using Game ascending = WithPeriod(5, agents: 23), shuffled = WithPeriod(5, agents: 23);
        AgentHandle[] due = new AgentHandle[23], order = [.. shuffled.Agents];
        Random random = new(3);
        for (int frame = 0; frame < 20; frame++)
        {
            ulong[] expected = [.. due[..Frame(ascending, [.. ascending.Agents], due)].Select(agent => agent.Id)];
            random.Shuffle(order);
            Assert.Equal(expected, due[..Frame(shuffled, order, due)].Select(agent => agent.Id).Order());
        }
    }

    /// <summary>A refused decision changes no schedule.</summary>
    [Fact]
    public void ARefusedDecisionLeavesAgentsDue()
    {
        using Game game = WithPeriod(3, agents: 2);
        AgentHandle[] due = new AgentHandle[2];
        Assert.Throws<ArgumentException>(() => game.Brain.BeginDecisions([game.Agents[0], game.Agents[1], game.Agents[0]]));
        Assert.Equal(2, Decide(game, [.. game.Agents], due));
    }

    /// <summary>With any groups, births, deaths and fixed steps, no agent waits longer than its period or decides twice in a step. After a quiet period all steps have equal counts.</summary>
    [Fact]
    public void AnyHistoryKeepsThePeriodAndLevelsOut()
        => Gen.Select(Gen.Int[1, 9], Gen.Int[0, 60], Gen.Int[1, 5], Gen.UInt).Sample(History, iter: 60);

    private static void History(int period, int agents, int groups, uint seed)
    {
        using Game game = WithPeriod(period, agents);
        Random random = new((int)(seed & int.MaxValue));
        Dictionary<AgentHandle, int> last = game.Agents.ToDictionary(handle => handle, _ => -1);
        List<int> counts = [];
        for (int step = 0; step < 8 * period; step++)
        {
            bool isQuiet = step >= 5 * period;
            if (!isQuiet && step % 2 == 0)
            {
                // A random half of the living agents dies, often all that are due in one step.
                int turn = random.Next(period);
                foreach (AgentHandle handle in last.Keys.Where(handle => random.Next(2) == 0 || last[handle] % period == turn).ToArray())
                {
                    game.Brain.Despawn(handle);
                    last.Remove(handle);
                }

                for (int i = random.Next(agents / 2 + 1); i > 0; i--)
                {
                    last[game.Brain.Spawn()] = -1;
                }
            }

            AgentHandle[] handles = [.. last.Keys], due = new AgentHandle[handles.Length];
            random.Shuffle(handles);
            int count = 0;
            foreach (AgentHandle[] group in handles.Chunk(handles.Length / groups + 1))
            {
                foreach (AgentHandle handle in due[..Decide(game, group, due)])
                {
                    Assert.NotEqual(step, last[handle]);
                    last[handle] = step;
                    count++;
                }

                // A second call in the same step.
                Assert.Equal(0, Decide(game, group, due));
            }

            Assert.All(last.Values, decided => Assert.InRange(step - decided, 0, period - 1));
            counts.Add(count);
            if (random.Next(2) == 0)
            {
                game.Plugin.FixedUpdate(0.02f);
            }

            game.Plugin.LateUpdate();
        }

        int n = last.Count;
        Assert.All(counts.Skip(6 * period), count => Assert.InRange(count, n / period, (n + period - 1) / period));
    }

    private static Game WithPeriod(int period, int agents) => new(agents, change: options => options with { DecisionPeriod = period });

    private static int Frame(Game game, AgentHandle[] handles, AgentHandle[] due)
    {
        int count = Decide(game, handles, due);
        game.Plugin.LateUpdate();
        return count;
    }

    private static int Decide(Game game, AgentHandle[] handles, AgentHandle[] due)
    {
        int count = game.Brain.SelectDue(handles, due);
        game.Brain.BeginDecisions(due.AsSpan(0, count));
        game.Brain.Decide();
        return count;
    }
}

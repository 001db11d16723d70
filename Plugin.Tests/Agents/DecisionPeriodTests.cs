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
        using Game game = new(agents: 100, change: options => options with { DecisionPeriod = period });
        AgentHandle[] handles = [.. game.Agents], due = new AgentHandle[100];
        Assert.Equal(100, Decide(game.Brain, handles, due));
        Dictionary<AgentHandle, List<int>> decided = handles.ToDictionary(handle => handle, _ => new List<int>());
        for (int frame = 0; frame < 3 * period; frame++)
        {
            int count = Decide(game.Brain, handles, due);
            Assert.InRange(count, 100 / period, 100 / period + 1);
            foreach (AgentHandle handle in due[..count])
            {
                decided[handle].Add(frame);
            }
        }

        Assert.All(decided.Values, frames => Assert.Equal([frames[0], frames[0] + period, frames[0] + 2 * period], frames));
    }

    [Fact]
    public void WhoWasJustBornDecidesAtOnce()
    {
        using Game game = new(agents: 8, change: options => options with { DecisionPeriod = 8 });
        AgentHandle[] due = new AgentHandle[9];
        Decide(game.Brain, [.. game.Agents], due);
        AgentHandle born = game.Brain.Spawn();
        Assert.Contains(born, due[..Decide(game.Brain, [.. game.Agents, born], due)]);
        Assert.Throws<ArgumentException>(() => game.Brain.SelectDue([.. game.Agents], new AgentHandle[7]));
    }

    private static int Decide(Brain brain, AgentHandle[] handles, AgentHandle[] due)
    {
        int count = brain.SelectDue(handles, due);
        brain.BeginDecisions(due.AsSpan(0, count));
        brain.Decide();
        return count;
    }
}

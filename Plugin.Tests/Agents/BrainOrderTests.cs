using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Weights depend only on seed and experience, bit by bit. The order of calls and rows, the number of workers and other brains change nothing.</summary>
public sealed class BrainOrderTests
{
    private const int Agents = 20;
    private const int Frames = 25;
    private static readonly int[] s_forward = [.. Enumerable.Range(0, Agents)];
    private static readonly int[] s_backward = [.. Enumerable.Range(0, Agents).Reverse()];
    private static readonly int[] s_mixed = [.. Enumerable.Range(0, Agents).Select(i => i * 7 % Agents)];

    [Fact]
    public void HandleOrderAndTeachOrderChangeNoBit()
    {
        (float[] weights, float[][] actions) = Play(s_forward, s_forward);
        foreach ((int[] decide, int[] teach) in ((int[], int[])[])[(s_backward, s_forward), (s_forward, s_backward), (s_mixed, s_backward),
            (s_backward, s_mixed)])
        {
            (float[] otherWeights, float[][] otherActions) = Play(decide, teach);
            Assert.True(Matrices.SameBits(weights, otherWeights));
            Assert.Equal(actions, otherActions);
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers()
    {
        float[] first = PlayAlone(seed: 1), again = PlayAlone(seed: 1), other = PlayAlone(seed: 2);
        Assert.True(Matrices.SameBits(first, again));
        Assert.False(Matrices.SameBits(first, other));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void TheNumberOfWorkersChangesNoBit(int workers)
    {
        // There are more agents than rows in a block, so the work is split.
        using Game one = new(agents: 700), many = new(agents: 700, workers: workers);
        for (int frame = 0; frame < 6; frame++)
        {
            Assert.Equal(one.Frame(frame), many.Frame(frame));
        }

        Assert.True(Matrices.SameBits(one.Weights, many.Weights));
    }

    [Fact]
    public void TheLastLabelOfAnAgentCounts()
    {
        using Game once = new(), twice = new();
        for (int frame = 0; frame < Frames; frame++)
        {
            once.Frame(frame);
            twice.Decide(frame);
            foreach (AgentHandle agent in twice.Agents)
            {
                twice.Brain.Teach(agent, [1, 1]);
            }

            twice.Teach(frame);
            twice.Plugin.LateUpdate();
        }

        Assert.True(Matrices.SameBits(once.Weights, twice.Weights));
        Assert.Equal(once.Learner.Replay.Appended, twice.Learner.Replay.Appended);
    }

    /// <summary>An agent may be removed while others are still being taught. All labels are recorded once, in the order of handles.</summary>
    [Fact]
    public void DespawningBetweenTwoLabelsChangesNoBit()
    {
        using Game after = new(), between = new();
        foreach (Game game in (Game[])[after, between])
        {
            game.Frames(0, Frames);
            game.Decide(Frames);
        }

        after.Teach(Frames);
        after.Brain.Despawn(after.Agents[10]);
        after.Agents[10] = after.Brain.Spawn();

        between.Teach(Frames, [.. Enumerable.Range(5, 15)]);
        between.Brain.Despawn(between.Agents[10]);
        AgentHandle heir = between.Brain.Spawn();
        Assert.Equal(after.Agents[10].Id, heir.Id);
        between.Teach(Frames, [4, 3, 2, 1, 0, 12]);
        between.Agents[10] = heir;

        foreach (Game game in (Game[])[after, between])
        {
            game.Plugin.LateUpdate();
            Assert.Equal((Frames + 1L) * Agents, game.Learner.Replay.Appended);
            game.Frames(Frames + 1, 5);
        }

        Assert.True(Matrices.SameBits(after.Weights, between.Weights));
    }

    [Fact]
    public void SeveralBrainsDoNotDisturbEachOther()
    {
        using Game alone = new(), shared = new();
        Brain second = shared.Plugin.AddBrain("wolves", Game.Options() with { Hidden = [8] });
        AgentHandle wolf = second.Spawn();
        float[] start = second.Parameters.Values.ToArray();
        for (int frame = 0; frame < Frames; frame++)
        {
            Assert.Equal(alone.Frame(frame), shared.Frame(frame));
        }

        Assert.True(Matrices.SameBits(alone.Weights, shared.Weights));
        Assert.True(Matrices.SameBits(start, second.Parameters.Values));
        Assert.Equal((0L, 1), (second.Statistics.LearnSteps, second.AgentCount));
        Assert.True(second.IsAlive(wolf));
    }

    [Fact]
    public void BrainsOfOnePluginStartDifferently()
    {
        using Game game = new();
        Brain second = game.Plugin.AddBrain("twins", Game.Options());
        Assert.False(Matrices.SameBits(game.Weights, second.Parameters.Values));
    }

    private static (float[] Weights, float[][] LastActions) Play(int[] decideOrder, int[] teachOrder)
    {
        using Game game = new(Agents);
        float[][] actions = [];
        for (int frame = 0; frame < Frames; frame++)
        {
            actions = game.Frame(frame, decideOrder, teachOrder);
        }

        return (game.Weights, actions);
    }

    private static float[] PlayAlone(ulong seed)
    {
        using Game game = new(Agents, seed);
        game.Frames(0, Frames);
        return game.Weights;
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class NeuroPluginTests
{
    [Fact]
    public void FixedStepsAddUpToGameTime()
    {
        using NeuroPlugin plugin = new();
        for (int i = 0; i < 100; i++)
        {
            plugin.FixedUpdate(0.02f);
        }

        Assert.Equal(100, plugin.Step);
        Assert.Equal(2, plugin.Time, 1e-5);
        foreach (float wrong in (float[])[0, -0.02f, float.NaN, float.PositiveInfinity])
        {
            Assert.Equal("deltaTime", Assert.Throws<ArgumentOutOfRangeException>(() => plugin.FixedUpdate(wrong)).ParamName);
        }

        Assert.Equal(100, plugin.Step);
    }

    /// <summary>The warm-up must not change weights, counters or any later result.</summary>
    [Fact]
    public void AwakeChangesNothing()
    {
        using Game cold = new(), warm = new();
        warm.Plugin.Awake();
        Assert.True(Matrices.SameBits(cold.Weights, warm.Weights));
        Assert.Equal((0L, 0L, 20), (warm.Brain.Statistics.LearnSteps, warm.Learner.Replay.Appended, warm.Brain.AgentCount));
        for (int frame = 0; frame < 10; frame++)
        {
            Assert.Equal(cold.Frame(frame), warm.Frame(frame));
        }

        Assert.True(Matrices.SameBits(cold.Weights, warm.Weights));
    }

    [Fact]
    public void OnDestroyRunsOnceAndWeightsCanStillBeRead()
    {
        Game game = new(agents: 200, workers: 3);
        game.Frames(0, 3);
        game.Plugin.OnDestroy();
        game.Plugin.OnDestroy();
        game.Dispose();
        Assert.Contains(game.Weights, weight => weight != 0);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("neuroagents-");
        game.Brain.Save(Path.Combine(folder.FullName, "brain.safetensors"));
        folder.Delete(recursive: true);
        game.Brain.BeginDecisions([]);
        Assert.Throws<ObjectDisposedException>(game.Brain.Decide);
    }

    [Fact]
    public void OptionsAreCheckedAndCopied()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeuroPlugin(new PluginOptions { Workers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeuroPlugin(new PluginOptions { LearnSteps = -1 }));
        PluginOptions options = new() { LearnSteps = 2 };
        using NeuroPlugin plugin = new(options);
        options.LearnSteps = 5;
        Assert.Equal(2, plugin.LearnSteps);
        plugin.LearnSteps = 3;
        Assert.Equal(5, options.LearnSteps);
        Assert.Throws<ArgumentOutOfRangeException>(() => plugin.LearnSteps = 1001);
        Assert.Equal(3, plugin.LearnSteps);
    }

    [Fact]
    public void PluginsAreIndependent()
    {
        using Game first = new(), second = new();
        first.Frames(0, 5);
        float[] trained = first.Weights;
        second.Frames(0, 5);
        Assert.True(Matrices.SameBits(trained, first.Weights));
        Assert.True(Matrices.SameBits(trained, second.Weights));
        Assert.Same(first.Brain, Assert.Single(first.Plugin.Brains));
    }
}

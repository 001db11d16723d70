using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class LearningThreadTests
{
    /// <summary>Each job of the scripted learner adds 1 to the weights, so a decision shows which job produced its weights.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void InLockstepResultsTakeEffectExactlyAfterTheDelay(int delay)
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Lockstep, PublishDelay = delay });
        Brain brain = AddScripted(plugin, _ => Thread.Yield());
        float born = brain.Published.Values[0];
        for (int frame = 0; frame < 50; frame++)
        {
            Teach(brain, 2);
            plugin.LateUpdate();
            Assert.Equal(born + Math.Max(0, frame + 1 - delay), brain.Published.Values[0], 1e-3);
            Assert.Equal(Math.Max(0, frame + 1 - delay), brain.Statistics.LearnSteps);
        }

        plugin.FinishLearning();
        Assert.Equal(50, brain.Statistics.LearnSteps);
        Assert.Equal(Enumerable.Range(1, 50).Select(frame => 2L * frame), ((ScriptedLearner)brain.Learner!).RevealedAtStep);
    }

    [Fact]
    public void InLockstepNoRowIsLostHoweverManyAreTaught()
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Lockstep, PublishDelay = 2 });
        Brain brain = AddScripted(plugin, _ => Thread.SpinWait(1000));
        for (int frame = 0; frame < 20; frame++)
        {
            Teach(brain, 1500);
            plugin.LateUpdate();
        }

        plugin.FinishLearning();
        Assert.Equal((30_000, 0), (brain.Learner!.Rows.Recorded, brain.Statistics.MissedRows));
    }

    /// <summary>While a job is blocked, the game continues with its old weights. Rows beyond the reserve are counted as missed.</summary>
    [Fact]
    public void InTheBackgroundTheGameNeverWaits()
    {
        using ManualResetEventSlim release = new(false);
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Background });
        Brain brain = AddScripted(plugin, _ => release.Wait());
        float born = brain.Published.Values[0];
        for (int frame = 0; frame < 30; frame++)
        {
            Teach(brain, 100);
            plugin.LateUpdate();
        }

        Assert.Equal((0, born), (brain.Statistics.LearnSteps, brain.Published.Values[0]));
        Assert.Equal(3000, brain.Learner!.Rows.Recorded + brain.Statistics.MissedRows);
        Assert.True(brain.Statistics.MissedRows > 0);
        release.Set();
        plugin.FinishLearning();
        Assert.Equal(1, brain.Statistics.LearnSteps);
        Assert.Equal(born + 1, brain.Published.Values[0], 1e-3);
        Teach(brain, 1);
        plugin.LateUpdate();
        plugin.FinishLearning();
        Assert.Equal(2, brain.Statistics.LearnSteps);
    }

    [Fact]
    public void AFailureIsThrownAtTheNextFrameBoundary()
    {
        NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Lockstep });
        Brain brain = AddScripted(plugin, _ => throw new InvalidDataException("broken"));
        Teach(brain, 1);
        plugin.LateUpdate();
        Assert.Equal("broken", Assert.Throws<InvalidDataException>(plugin.LateUpdate).Message);
        plugin.Dispose();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void LockstepGivesTheSameBitsOnEveryRunAndForAnyNumberOfWorkers(int delay, int workers)
    {
        float[] expected = Play(delay, 1), again = Play(delay, workers);
        Assert.True(Matrices.SameBits(expected, again));
    }

    /// <summary>Weights replaced during a run are not overwritten by jobs that were running.</summary>
    [Fact]
    public void ReplacedWeightsAreNotOverwrittenByRunningJobs()
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Lockstep, PublishDelay = 3, LearnSteps = 1 });
        Brain brain = AddScripted(plugin, _ => { });
        for (int frame = 0; frame < 10; frame++)
        {
            Teach(brain, 1);
            plugin.LateUpdate();
        }

        NeuroAgents.Models.ParameterBuffer zeros = new(brain.Parameters.Layout);
        brain.Weights.CopyFrom(zeros);
        Assert.Equal(0, brain.Published.Values[0]);
        plugin.LearnSteps = 0;
        for (int frame = 0; frame < 5; frame++)
        {
            plugin.LateUpdate();
        }

        Assert.Equal(0, brain.Published.Values[0]);
    }

    /// <summary>A step of another plugin's brain is running. A copy that did not wait used to get half of the parameters from before the step.</summary>
    [Theory]
    [InlineData(LearnMode.Background)]
    [InlineData(LearnMode.Lockstep)]
    public void ACopyOfAnotherPluginsBrainIsNotTorn(LearnMode mode)
    {
        using ManualResetEventSlim isHalf = new(false), release = new(false);
        using NeuroPlugin learning = new(new PluginOptions { LearnMode = mode }), playing = new();
        Brain? source = null;
        source = AddScripted(learning, _ =>
        {
            // A scripted step adds 1 to every parameter at its end. This one also changes the first half and then restores it.
            Span<float> first = source!.Parameters.Values[..(source.Parameters.Values.Length / 2)];
            foreach (ref float value in first)
            {
                value += 1000;
            }

            isHalf.Set();
            release.Wait();
            foreach (ref float value in first)
            {
                value -= 1000;
            }
        });
        source.Parameters.Values.Fill(5);
        Brain copy = playing.AddBrain("copy", Game.Options());
        Teach(source, 1);
        learning.LateUpdate();
        isHalf.Wait();
        Thread releasing = new(() =>
        {
            Thread.Sleep(50);
            release.Set();
        });
        releasing.Start();
        copy.Weights.CopyFrom(source);
        Assert.All(copy.Parameters.Values.ToArray(), value => Assert.Equal(6, value));
        Assert.True(Matrices.SameBits(copy.Parameters.Values, copy.Published.Values));
        releasing.Join();
    }

    /// <summary>Inline with a budget, a step may have written only some parameters when the frame ends.</summary>
    [Fact]
    public void ACopyOfAnotherPluginsBrainHasNoHalfStep()
    {
        using Game game = new(change: options => options with { Hidden = [256, 256] }), playing = new(change: options => options with { Hidden = [256, 256], Learner = null });
        game.Frames(0, 10);
        game.Learner.Updaters[0].BeginByGradients(0.01f);
        while (!game.Learner.Updaters[0].IsUpdating)
        {
            game.Learner.Updaters[0].Advance(NeuroAgents.Learning.StepPart.Slice, out _);
        }

        playing.Brain.Weights.CopyFrom(game.Brain);
        Assert.False(game.Learner.Updaters[0].IsUpdating);
        Assert.True(Matrices.SameBits(game.Weights, playing.Weights));
    }

    [Fact]
    public void OnDestroyWaitsForRunningLearning()
    {
        NeuroPlugin plugin = new(new PluginOptions { LearnMode = LearnMode.Background });
        Brain brain = AddScripted(plugin, _ => Thread.SpinWait(10_000));
        Teach(brain, 1);
        plugin.LateUpdate();
        plugin.OnDestroy();
        plugin.OnDestroy();
        plugin.FinishLearning();
        Assert.Equal(1, brain.Statistics.LearnSteps);
    }

    private static float[] Play(int delay, int workers)
    {
        using Game game = new(agents: 200, workers: workers, plugin: options => options with { LearnMode = LearnMode.Lockstep, PublishDelay = delay });
        game.Frames(0, 40);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > 30);
        return game.Weights;
    }

    private static Brain AddScripted(NeuroPlugin plugin, Action<double> work) => plugin.AddBrain("scripted", Game.Options() with
    {
        Learner = new ScriptedLearnerOptions { Prepare = learner => learner.Work = work },
    });

    private static void Teach(Brain brain, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            brain.Teach([0.5f, 50, 0], [0.5f, 0.5f]);
        }
    }
}

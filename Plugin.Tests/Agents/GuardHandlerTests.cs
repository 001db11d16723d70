using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Handlers of <see cref="Brain.Guarded"/> run after all state changes, so no exception or call of a handler affects the frame of any brain or the next frame.</summary>
public sealed class GuardHandlerTests
{
    public static TheoryData<LearnMode, int> Modes => new() { { LearnMode.Inline, 1 }, { LearnMode.Background, 1 }, { LearnMode.Lockstep, 1 }, { LearnMode.Lockstep, 3 } };

    /// <summary>The handler of one refused row throws. Before the fix 57 steps were counted instead of 12, the other brain had 2 of 12, and every later frame threw again.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void AHandlerThatThrowsCostsNoBrainAStep(LearnMode mode, int delay)
    {
        using NeuroPlugin plugin = Create(mode, delay);
        Brain a = AddBrain(plugin, "a"), b = AddBrain(plugin, "b");
        int events = 0;
        a.Guarded += _ =>
        {
            events++;
            throw new IOException("log is full");
        };
        List<int> thrown = [];
        for (int frame = 0; frame < 12; frame++)
        {
            if (frame == 2)
            {
                Refuse(a);
            }

            Teach(a);
            Teach(b);
            if (Record.Exception(plugin.LateUpdate) is { } error)
            {
                Assert.IsType<IOException>(error);
                thrown.Add(frame);
            }

            // Waits so that the background's steps can be counted too.
            if (mode == LearnMode.Background)
            {
                plugin.FinishLearning();
            }

            int published = mode == LearnMode.Lockstep ? Math.Max(0, frame + 1 - delay) : frame + 1;
            Assert.Equal((published, published), (a.Statistics.LearnSteps, b.Statistics.LearnSteps));
        }

        plugin.FinishLearning();
        Assert.Equal((12L, 12L, 1), (a.Statistics.LearnSteps, b.Statistics.LearnSteps, events));
        Assert.Equal(2, Assert.Single(thrown));
    }

    /// <summary>A run gives the same bits with and without handlers.</summary>
    [Theory]
    [InlineData(LearnMode.Inline, 1)]
    [InlineData(LearnMode.Lockstep, 1)]
    [InlineData(LearnMode.Lockstep, 3)]
    public void HandlersDoNotChangeWeights(LearnMode mode, int delay)
    {
        using Game heard = new(plugin: options => options with { LearnMode = mode, PublishDelay = delay }), unheard = new(plugin: options => options with { LearnMode = mode, PublishDelay = delay });
        heard.Brain.Guarded += _ => throw new IOException("log is full");
        int thrown = 0;
        foreach (Game game in (Game[])[heard, unheard])
        {
            for (int frame = 0; frame < 20; frame++)
            {
                game.Decide(frame);
                game.Teach(frame);
                if (frame % 5 == 1)
                {
                    Refuse(game.Brain);
                }

                thrown += Record.Exception(game.Plugin.LateUpdate) is IOException ? 1 : 0;
            }

            game.Plugin.FinishLearning();
        }

        Assert.Equal(4, thrown);
        Assert.Equal(unheard.Brain.Statistics.LearnSteps, heard.Brain.Statistics.LearnSteps);
        Assert.True(Matrices.SameBits(unheard.Weights, heard.Weights));
    }

    /// <summary>With a budget, an exception used to leave publishing and the time shares incomplete.</summary>
    [Fact]
    public void WithABudgetEveryBrainIsPublished()
    {
        ManualClock clock = new();
        using NeuroPlugin plugin = new(new PluginOptions { LearnBudget = TimeSpan.FromMilliseconds(1) }, clock);
        Brain a = AddScripted(plugin, "a", learner => learner.Work = share => clock.Milliseconds += 0.1 * share);
        Brain b = AddScripted(plugin, "b", learner => learner.Work = share => clock.Milliseconds += 0.1 * share);
        a.Guarded += _ => throw new IOException("log is full");
        float born = b.Published.Values[0];
        Teach(b);
        Teach(a);
        Refuse(a);
        Assert.Throws<IOException>(plugin.LateUpdate);
        Assert.True(plugin.LastLearning.Steps > 0);
        Assert.Equal(plugin.LastLearning.Steps, a.Statistics.LearnSteps + b.Statistics.LearnSteps);
        Assert.Equal(born + b.Statistics.LearnSteps, b.Published.Values[0], 1e-3);
        plugin.LateUpdate();
    }

    [Fact]
    public void EveryHandlerReceivesEveryEventAndEachExceptionIsThrownOnce()
    {
        using NeuroPlugin plugin = new();
        Brain a = AddBrain(plugin, "a"), b = AddBrain(plugin, "b");
        List<string> heard = [];
        a.Guarded += happened => Hear("first", happened, new IOException("1"));
        a.Guarded += happened => Hear("second", happened, null);
        b.Guarded += happened => Hear("third", happened, new FormatException("3"));
        b.Guarded += happened => Hear("fourth", happened, new InvalidDataException("4"));
        Refuse(a);
        Refuse(b);
        IOException error = Assert.Throws<IOException>(plugin.LateUpdate);
        Assert.Equal(["first a", "second a", "third b", "fourth b"], heard);
        Exception[] further = Assert.IsType<Exception[]>(error.Data[NeuroPlugin.FurtherExceptions]);
        Assert.Equal(["3", "4"], further.Select(each => each.Message));
        plugin.LateUpdate();
        plugin.FinishLearning();
        Assert.Equal(4, heard.Count);

        void Hear(string who, GuardEvent happened, Exception? error)
        {
            heard.Add($"{who} {happened.Brain.Name}");
            if (error is not null)
            {
                throw error;
            }
        }
    }

    [Fact]
    public void AnUnsubscribedHandlerReceivesNoMoreEvents()
    {
        using NeuroPlugin plugin = new();
        Brain brain = AddBrain(plugin, "a");
        int once = 0, always = 0;
        brain.Guarded += Once;
        brain.Guarded += _ => always++;
        for (int frame = 0; frame < 3; frame++)
        {
            Refuse(brain);
            plugin.LateUpdate();
        }

        Assert.Equal((1, 3), (once, always));

        void Once(GuardEvent happened)
        {
            once++;
            brain.Guarded -= Once;
        }
    }

    /// <summary>Saving and loading inside a handler used to hang in lockstep and in the background.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void AHandlerMaySaveAndLoadTheGame(LearnMode mode, int delay)
    {
        using NeuroPlugin plugin = Create(mode, delay);
        Brain a = AddBrain(plugin, "a"), b = AddBrain(plugin, "b");
        int handled = 0;
        a.Guarded += _ =>
        {
            handled++;
            using TensorArchive saved = new();
            plugin.Save(saved);
            plugin.Load(saved);
            using TensorArchive alone = b.ToArchive();
            b.Load(SavedBrain.Of(alone));
        };
        for (int frame = 0; frame < 10; frame++)
        {
            if (frame % 4 == 2)
            {
                Refuse(a);
            }

            Teach(a);
            Teach(b);
            plugin.LateUpdate();
        }

        plugin.FinishLearning();
        Assert.Equal(2, handled);
        Assert.True(mode == LearnMode.Background || (a.Statistics.LearnSteps, b.Statistics.LearnSteps) == (10, 10), $"{a.Statistics.LearnSteps} and {b.Statistics.LearnSteps}");
    }

    /// <summary>Saving and loading in a handler continues with the bits of a run without either.</summary>
    [Theory]
    [InlineData(LearnMode.Inline, 1)]
    [InlineData(LearnMode.Lockstep, 3)]
    public void AHandlerSavesACompleteFrame(LearnMode mode, int delay)
    {
        using Game loading = new(plugin: options => options with { LearnMode = mode, PublishDelay = delay }), plain = new(plugin: options => options with { LearnMode = mode, PublishDelay = delay });
        loading.Brain.Guarded += _ =>
        {
            using TensorArchive saved = new();
            loading.Plugin.Save(saved);
            loading.Plugin.Load(saved);
        };
        foreach (Game game in (Game[])[loading, plain])
        {
            for (int frame = 0; frame < 20; frame++)
            {
                game.Decide(frame);
                game.Teach(frame);
                if (frame % 6 == 3)
                {
                    Refuse(game.Brain);
                }

                game.Plugin.LateUpdate();
            }

            game.Plugin.FinishLearning();
        }

        Assert.Equal(plain.Brain.Statistics.LearnSteps, loading.Brain.Statistics.LearnSteps);
        Assert.True(Matrices.SameBits(plain.Weights, loading.Weights));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void AHandlerMayChangeBrainsAndFinishLearning(LearnMode mode, int delay)
    {
        using NeuroPlugin plugin = Create(mode, delay);
        Brain a = AddBrain(plugin, "a"), b = AddBrain(plugin, "b");
        int handled = 0;
        a.Guarded += _ =>
        {
            Brain added = AddBrain(plugin, $"added {handled++}");
            added.Guarded += _ => handled++;
            Refuse(added);
            plugin.FixedUpdate(0.02f);
            plugin.FinishLearning();
            b.Weights.Set(b.Parameters.Layout.Segments[0], 0, 0, 0.25f);
            b.Hyperparameters.LearningRate = 0.5;
            b.Hyperparameters.BatchSize = 4;
            b.Weights.Reinitialize(7);
            b.Weights.CopyFrom(a);
            AgentHandle agent = b.Spawn();
            b.BeginDecisions([agent]).Observation(0).Fill(0.5f);
            b.Decide();
            b.Teach(agent, [0, 0]);
        };
        Refuse(a);
        Teach(a);
        Teach(b);
        plugin.LateUpdate();

        // The next frame reports what the handler refused.
        Assert.Equal((1, 3, 4), (handled, plugin.Brains.Count, b.Hyperparameters.BatchSize));
        plugin.LateUpdate();
        Assert.Equal(2, handled);
        plugin.FinishLearning();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void AHandlerMayDestroyThePlugin(LearnMode mode, int delay)
    {
        NeuroPlugin plugin = new(Options(mode, delay) with { Workers = 2 });
        Brain a = AddBrain(plugin, "a"), b = AddBrain(plugin, "b");
        List<string> heard = [];
        a.Guarded += _ => plugin.OnDestroy();
        b.Guarded += happened => heard.Add(happened.Brain.Name);
        Refuse(a);
        Refuse(b);
        Teach(a);
        plugin.LateUpdate();
        Assert.Equal("b", Assert.Single(heard));
        Assert.Throws<ObjectDisposedException>(plugin.LateUpdate);
        plugin.FinishLearning();
        Assert.Equal(1, a.Statistics.LearnSteps);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void LateUpdateInsideAHandlerIsRefused(LearnMode mode, int delay)
    {
        using NeuroPlugin plugin = Create(mode, delay);
        Brain a = AddBrain(plugin, "a");
        a.Guarded += _ => plugin.LateUpdate();
        Refuse(a);
        Assert.Equal(
            "LateUpdate: expected a call after LateUpdate or FinishLearning has returned, received one from a handler that it called; make it in the next frame.",
            Assert.Throws<InvalidOperationException>(plugin.LateUpdate).Message);
        plugin.FinishLearning();
        Teach(a);
        plugin.LateUpdate();
        plugin.FinishLearning();
        Assert.Equal(1, a.Statistics.LearnSteps);
    }

    /// <summary>Refused rows used to be reported only in frames that published a job.</summary>
    [Fact]
    public void RefusedRowsAreReportedInTheirFrameInTheBackgroundToo()
    {
        using NeuroPlugin plugin = Create(LearnMode.Lockstep, 3);
        Brain a = AddBrain(plugin, "a");
        List<GuardEvent> events = [];
        a.Guarded += events.Add;
        Refuse(a);
        Refuse(a);
        plugin.LateUpdate();
        Assert.Equal(2, Assert.Single(events).Count);
        plugin.LateUpdate();
        Assert.Single(events);
    }

    private static PluginOptions Options(LearnMode mode, int delay) => new() { LearnMode = mode, PublishDelay = delay };

    private static NeuroPlugin Create(LearnMode mode, int delay) => new(Options(mode, delay));

    private static Brain AddBrain(NeuroPlugin plugin, string name)
        => plugin.AddBrain(name, Game.Options() with { AgentCapacity = 4, Hidden = [4], Learner = new ImitationOptions { BatchSize = 8, ReplayCapacity = 64 } });

    private static Brain AddScripted(NeuroPlugin plugin, string name, Action<ScriptedLearner> prepare)
        => plugin.AddBrain(name, Game.Options() with { AgentCapacity = 4, Learner = new ScriptedLearnerOptions { Prepare = prepare } });

    private static void Teach(Brain brain)
    {
        for (int i = 0; i < 8; i++)
        {
            brain.Teach([0.5f, 50, 0], [0.5f, 0.5f]);
        }
    }

    private static void Refuse(Brain brain) => brain.Teach([float.NaN, 0, 0], [0, 0]);
}

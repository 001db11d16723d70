using System.Diagnostics.Metrics;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Learners and listeners of other authors: their exceptions are thrown once, with every brain's frame complete, and their calls never hang.</summary>
public sealed class ForeignCodeTests
{
    public static TheoryData<string, LearnMode, int> Places
    {
        get
        {
            TheoryData<string, LearnMode, int> cases = [];
            foreach (string place in (string[])["step", "record", "ask"])
            {
                cases.Add(place, LearnMode.Inline, 1);
                cases.Add(place, LearnMode.Background, 1);
                cases.Add(place, LearnMode.Lockstep, 1);
                cases.Add(place, LearnMode.Lockstep, 3);
            }

            return cases;
        }
    }

    public static TheoryData<string, LearnMode> Calls
    {
        get
        {
            TheoryData<string, LearnMode> cases = [];
            foreach (string call in (string[])["LateUpdate", "FinishLearning", "OnDestroy", "AddBrain", "Awake", "Save", "Load", "ToArchive", "Set", "Reinitialize", "CopyFrom", "LearningRate"])
            {
                cases.Add(call, LearnMode.Inline);
                cases.Add(call, LearnMode.Background);
                cases.Add(call, LearnMode.Lockstep);
            }

            return cases;
        }
    }

    /// <summary>A learner throws in its fourth frame. The brain after it still makes every step, and the learner continues in the next frame.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void ALearnerThatThrowsCostsNoOtherBrainAStep(string place, LearnMode mode, int delay)
    {
        NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode, PublishDelay = delay });
        int frame = 0, failures = 0;
        bool isDue = false;
        Brain failing = AddScripted(plugin, "failing", learner =>
        {
            learner.Work = _ => Fail("step");
            learner.Recording = () => Fail("record");
            learner.Asking = () => Fail("ask");
        });
        Brain other = AddScripted(plugin, "other", _ => { });
        AgentHandle agent = failing.Spawn();
        for (; frame < 10; frame++)
        {
            if (frame == 3)
            {
                // No job runs when the flag is set, so the next call that sees it is the first one of the next job.
                failing.Host.Wait();
                Volatile.Write(ref isDue, true);
            }

            failing.BeginDecisions([agent]).Observation(0).Fill(0.5f);
            failing.Decide();
            failing.Teach(agent, [0, 0]);
            other.Teach([0.5f, 50, 0], [0, 0]);
            failures += Record.Exception(plugin.LateUpdate) is InvalidDataException { Message: "broken" } ? 1 : 0;
            if (mode == LearnMode.Background)
            {
                failures += Record.Exception(plugin.FinishLearning) is InvalidDataException { Message: "broken" } ? 1 : 0;
            }
        }

        failures += Record.Exception(plugin.FinishLearning) is InvalidDataException { Message: "broken" } ? 1 : 0;
        Assert.Equal(1, failures);
        Assert.Equal(10, other.Statistics.LearnSteps);
        Assert.Equal(place == "record" ? 10 : 9, failing.Statistics.LearnSteps);
        Assert.Equal(place == "record" ? 9 : 10, failing.Learner!.Rows.Recorded);
        plugin.OnDestroy();

        void Fail(string here)
        {
            if (here == place && Volatile.Read(ref isDue))
            {
                Volatile.Write(ref isDue, false);
                throw new InvalidDataException("broken");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithABudgetALearnerThatThrowsLeavesTheTimeToTheOthers(bool isSliced)
    {
        ManualClock clock = new();
        using NeuroPlugin plugin = new(new PluginOptions { LearnBudget = TimeSpan.FromMilliseconds(1) }, clock);
        double cost = isSliced ? 5 : 0.2;
        bool isBroken = false;
        Brain failing = AddScripted(plugin, "failing", learner => learner.Work = share =>
        {
            clock.Milliseconds += share * cost;
            if (isBroken)
            {
                throw new InvalidDataException("broken");
            }
        });
        Brain other = AddScripted(plugin, "other", learner => learner.Work = share => clock.Milliseconds += share * cost);
        failing.Teach([0.5f, 50, 0], [0, 0]);
        other.Teach([0.5f, 50, 0], [0, 0]);
        for (int frame = 0; frame < 40; frame++)
        {
            plugin.LateUpdate();
        }

        isBroken = true;
        long steps = failing.Statistics.LearnSteps, others = other.Statistics.LearnSteps;
        int thrown = 0;
        for (int frame = 0; frame < 40; frame++)
        {
            thrown += Record.Exception(plugin.LateUpdate) is InvalidDataException ? 1 : 0;
        }

        Assert.InRange(thrown, 10, 40);
        Assert.Equal(steps, failing.Statistics.LearnSteps);

        // Half of the time: 20 ms.
        Assert.InRange(other.Statistics.LearnSteps - others, isSliced ? 3 : 80, isSliced ? 8 : 200);
        isBroken = false;
        for (int frame = 0; frame < 40; frame++)
        {
            plugin.LateUpdate();
        }

        Assert.True(failing.Statistics.LearnSteps > steps);
    }

    /// <summary>Calls from inside a step are refused with a message that names the call. On the learning thread such calls used to wait for themselves.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public void ALearnerThatCallsBackIsRefused(string call, LearnMode mode)
    {
        NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode });
        Brain? brain = null;
        Exception? refusal = null;
        brain = AddScripted(plugin, "a", learner => learner.Work = _ => refusal ??= Record.Exception(() => Call(plugin, brain!, call)) ?? new InvalidDataException("not refused"));
        for (int frame = 0; frame < 3; frame++)
        {
            brain.Teach([0.5f, 50, 0], [0, 0]);
            plugin.LateUpdate();
        }

        plugin.FinishLearning();
        Assert.Equal(
            $"{call}: expected a call between frames, received one from inside a learner; make it after LateUpdate, or in a handler of Guarded.",
            Assert.IsType<InvalidOperationException>(refusal).Message);
        Assert.True(brain.Statistics.LearnSteps > 0);
        plugin.OnDestroy();
    }

    [Fact]
    public void ALearnerThatAddsABrainWhenItIsCreatedIsRefused()
    {
        using NeuroPlugin plugin = new();
        Assert.Throws<InvalidOperationException>(() => AddScripted(plugin, "outer", _ => AddScripted(plugin, "inner", _ => { })));
        Assert.Empty(plugin.Brains);
        AddScripted(plugin, "outer", _ => { });
    }

    /// <summary>A meter's listener is called when the frame is complete, and the handlers are called even if the listener throws.</summary>
    [Fact]
    public void AListenersExceptionIsThrownOnceAndTheFrameIsComplete()
    {
        using NeuroPlugin plugin = new();
        Brain brain = AddScripted(plugin, "a", _ => { });
        AgentHandle agent = brain.Spawn();
        int events = 0;
        brain.Guarded += _ => events++;
        List<string> measured = [];
        using (Listen(measured, name => name.EndsWith(".duration", StringComparison.Ordinal) ? new IOException(name) : null))
        {
            Decisions decisions = brain.BeginDecisions([agent]);
            decisions.Observation(0).Fill(0.5f);
            Assert.Equal("neuroagents.decide.duration", Assert.Throws<IOException>(brain.Decide).Message);
            Assert.Equal(2, decisions.Action(0).Length);
            brain.Teach(agent, [0, 0]);
            brain.Teach([float.NaN, 0, 0], [0, 0]);
            Assert.Equal("neuroagents.learn.duration", Assert.Throws<IOException>(plugin.LateUpdate).Message);
            Assert.Equal((1, 1L, 1L), (events, brain.Statistics.LearnSteps, plugin.LastLearning.Steps));
        }

        plugin.LateUpdate();
        Assert.Equal((1, 2L), (events, brain.Statistics.LearnSteps));
    }

    /// <summary>The plugin used to start its workers and learning thread before its instruments, and the exception left them running.</summary>
    [Fact]
    public void AListenerThatThrowsAtNewInstrumentsLeavesNoPlugin()
    {
        int thread = Environment.CurrentManagedThreadId;
        bool isThrowing = false;
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (isThrowing && instrument.Meter.Name == "NeuroAgents" && Environment.CurrentManagedThreadId == thread)
                {
                    throw new IOException("no room");
                }
            },
        };
        listener.Start();
        isThrowing = true;
        Assert.Throws<IOException>(() => new NeuroPlugin(new PluginOptions { Workers = 3, LearnMode = LearnMode.Lockstep }));
        isThrowing = false;
        using NeuroPlugin plugin = new();
        plugin.LateUpdate();
    }

    private static Brain AddScripted(NeuroPlugin plugin, string name, Action<ScriptedLearner> prepare)
        => plugin.AddBrain(name, Game.Options() with { AgentCapacity = 4, Hidden = [4], Learner = new ScriptedLearnerOptions { Prepare = prepare } });

    private static void Call(NeuroPlugin plugin, Brain brain, string call)
    {
        using TensorArchive archive = new();
        switch (call)
        {
            case "LateUpdate": plugin.LateUpdate(); break;
            case "FinishLearning": plugin.FinishLearning(); break;
            case "OnDestroy": plugin.OnDestroy(); break;
            case "AddBrain": plugin.AddBrain("another", Game.Options()); break;
            case "Awake": plugin.Awake(); break;
            case "Save": plugin.Save(archive); break;
            case "Load": plugin.Load(archive); break;
            case "ToArchive": brain.ToArchive().Dispose(); break;
            case "Set": brain.Weights.Set(brain.Parameters.Layout.Segments[0], 0, 0, 0); break;
            case "Reinitialize": brain.Weights.Reinitialize(1); break;
            case "CopyFrom": brain.Weights.CopyFrom(brain); break;
            default: brain.Hyperparameters.LearningRate = 0.1; break;
        }
    }

    /// <summary>Listens to the measurements of this thread only, because other tests run at the same time.</summary>
    private static MeterListener Listen(List<string> measured, Func<string, Exception?> thrown)
    {
        int thread = Environment.CurrentManagedThreadId;
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "NeuroAgents")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                measured.Add(instrument.Name);
                if (thrown(instrument.Name) is { } error)
                {
                    throw error;
                }
            }
        });
        listener.Start();
        return listener;
    }
}

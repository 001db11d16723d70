using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>The end of a plugin, with and without OnDestroy, and pauses between frames.</summary>
public sealed class PluginEndTests
{
    /// <summary>Calls after the end used to throw exceptions named "SafeWaitHandle" or "Workers", and a stray LateUpdate made every later save wait or fail.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Background)]
    [InlineData(LearnMode.Lockstep)]
    public void CallsAfterOnDestroyAreRefusedAndSavingStillWorks(LearnMode mode)
    {
        Game game = new(workers: 2, plugin: options => options with { LearnMode = mode });
        game.Frames(0, 5);

        // These labels are not recorded yet, and recording after OnDestroy would need the workers.
        game.Decide(5);
        game.Teach(5);
        game.Plugin.OnDestroy();
        float[] label = new float[2 * game.Agents.Count];
        foreach ((string name, Action call) in ((string, Action)[])
        [
            ("LateUpdate", game.Plugin.LateUpdate), ("FixedUpdate", () => game.Plugin.FixedUpdate(0.02f)), ("Awake", game.Plugin.Awake),
            ("AddBrain", () => game.Plugin.AddBrain("late", Game.Options())), ("Decide", game.Brain.Decide), ("Teach", () => game.Brain.Teach(game.Agents[0], [0, 0])),
            ("Teach", () => game.Brain.Teach([0.5f, 50, 0], [0, 0])), ("TeachAll", () => game.Brain.TeachAll(label)),
        ])
        {
            Assert.Equal($"{name}: expected a call before OnDestroy, received one after it; brains can still be read and saved.", Assert.Throws<ObjectDisposedException>(call).Message);
        }

        using TensorArchive first = new();
        game.Plugin.Save(first);
        game.Plugin.FinishLearning();
        using TensorArchive second = new(), brain = game.Brain.ToArchive();
        game.Plugin.Save(second);
        Assert.Equal(120, game.Learner.Replay.Appended);
        game.Plugin.Load(second);
        game.Plugin.OnDestroy();
    }

    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void OnDestroyDuringWorkIsRefusedAndNothingIsStopped(LearnMode mode)
    {
        using Game game = new(workers: 3, plugin: options => options with { LearnMode = mode });
        Assert.Equal(
            "OnDestroy: expected a call while no work runs on Workers, received one while work runs; make it after Run has returned.",
            Assert.Throws<InvalidOperationException>(() => game.Plugin.Workers.Run(new Calling(game.Plugin.OnDestroy), 100, 1)).Message);
        game.Frames(0, 3);
        game.Plugin.FinishLearning();
        Assert.Equal(2, game.Brain.Statistics.LearnSteps);
    }

    /// <summary>A dropped plugin can be collected while a meter's listener lives, and then all of its threads end.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Background)]
    [InlineData(LearnMode.Lockstep)]
    public void ThreadsOfADroppedPluginEnd(LearnMode mode)
    {
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "NeuroAgents")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.Start();
        (WeakReference plugin, Thread[] threads) = Drop(mode);
        Assert.Equal(mode == LearnMode.Inline ? 2 : 3, threads.Length);
        Collect(plugin);
        Assert.All(threads, thread => thread.Join());
        listener.RecordObservableInstruments();
    }

    [Fact]
    public void ThreadsOfDroppedWorkersEnd()
    {
        (WeakReference workers, Thread[] threads) = DropWorkers();
        Collect(workers);
        Assert.Equal(2, threads.Length);
        Assert.All(threads, thread => thread.Join());
    }

    /// <summary>As documented, steps also draw from old rows. A pause leaves LateUpdate out or turns learning off.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void APausedGameLearnsFromOldRowsUnlessLearningIsOff(LearnMode mode)
    {
        using Game game = new(agents: 40, plugin: options => options with { LearnMode = mode });
        game.Frames(0, 10);
        game.Plugin.FinishLearning();
        long steps = game.Brain.Statistics.LearnSteps;
        Pause(10);
        Assert.Equal(steps + 10, game.Brain.Statistics.LearnSteps);
        game.Brain.IsLearning = false;
        float[] before = game.Weights;
        Pause(10);
        Assert.Equal(steps + 10, game.Brain.Statistics.LearnSteps);
        Assert.True(Matrices.SameBits(before, game.Weights));

        void Pause(int frames)
        {
            for (int frame = 0; frame < frames; frame++)
            {
                game.Plugin.LateUpdate();
            }

            game.Plugin.FinishLearning();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Plugin, Thread[] Threads) Drop(LearnMode mode)
    {
        Game game = new(workers: 3, plugin: options => options with { LearnMode = mode });
        game.Frames(0, 5);
        Thread[] threads = [.. game.Plugin.Workers.Threads, .. game.Plugin.LearningThread is { } learning ? [learning] : Array.Empty<Thread>()];
        return (new WeakReference(game.Plugin), threads);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Workers, Thread[] Threads) DropWorkers()
    {
        Workers workers = new(3);
        workers.Run(new Calling(() => { }), 100, 1);
        return (new WeakReference(workers), [.. workers.Threads]);
    }

    /// <summary>A running job references its plugin until it is done, so one collection may come too early.</summary>
    private static void Collect(WeakReference dropped)
    {
        for (int i = 0; i < 1000 && dropped.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(dropped.IsAlive);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class Calling(Action call) : IParallelWork
    {
        public void Execute(int start, int count, int worker) => call();
    }
}

using System.Runtime.CompilerServices;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Refusals of calls that the plugin can't serve in its current state. Does not allocate unless it refuses.</summary>
internal sealed class CallGate
{
    /// <summary>The background learning thread; null if there is none.</summary>
    internal Thread? LearningThread { get; set; }

    internal bool IsDestroyed { get; set; }

    /// <summary>Whether learner code runs on the game's thread, while steps and counters are incomplete.</summary>
    internal bool IsLearning { get; set; }

    /// <summary>Whether handlers and listeners are being called, after all other work of the call is complete.</summary>
    internal bool IsCallingHandlers { get; set; }

    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    internal void RequireAlive([CallerMemberName] string call = "")
    {
        if (IsDestroyed)
        {
            throw new ObjectDisposedException(null, $"{call}: expected a call before OnDestroy, received one after it; brains can still be read and saved.");
        }
    }

    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    internal void RequireOutsideLearning([CallerMemberName] string call = "")
    {
        if (IsLearning || (LearningThread is not null && Thread.CurrentThread == LearningThread))
        {
            throw new InvalidOperationException($"{call}: expected a call between frames, received one from inside a learner; make it after LateUpdate, or in a handler of Guarded.");
        }
    }

    /// <exception cref="InvalidOperationException">The call comes from a handler or a listener.</exception>
    internal void RequireOutsideHandlers([CallerMemberName] string call = "")
    {
        if (IsCallingHandlers)
        {
            throw new InvalidOperationException($"{call}: expected a call after LateUpdate or FinishLearning has returned, received one from a handler that it called; make it in the next frame.");
        }
    }
}

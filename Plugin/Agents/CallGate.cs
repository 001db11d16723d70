using System.Runtime.CompilerServices;

namespace NeuroAgents.Agents;

/// <summary>Refusals of calls that a plugin can't serve at the moment, by what it is doing. Does not allocate unless it refuses.</summary>
internal sealed class CallGate
{
    /// <summary>The thread that learns beside the game; null where there is none.</summary>
    internal Thread? LearningThread { get; set; }

    internal bool IsDestroyed { get; set; }

    /// <summary>Whether code of learners runs on the game's thread: steps and counters are half done.</summary>
    internal bool IsLearning { get; set; }

    /// <summary>Whether handlers and listeners are being called: everything is done but the return.</summary>
    internal bool IsTelling { get; set; }

    /// <exception cref="ObjectDisposedException"><see cref="NeuroPlugin.OnDestroy"/> was called.</exception>
    internal void RequireAlive([CallerMemberName] string call = "")
    {
        if (IsDestroyed)
        {
            throw new ObjectDisposedException(null, $"{call}: expected a call before OnDestroy, received one after it; brains can still be read and saved.");
        }
    }

    /// <exception cref="InvalidOperationException">A learner makes the call.</exception>
    internal void RequireOutsideLearning([CallerMemberName] string call = "")
    {
        if (IsLearning || (LearningThread is not null && Thread.CurrentThread == LearningThread))
        {
            throw new InvalidOperationException($"{call}: expected a call between frames, received one from inside a learner; make it after LateUpdate, or in a handler of Guarded.");
        }
    }

    /// <exception cref="InvalidOperationException">A handler or a listener makes the call.</exception>
    internal void RequireOutsideHandlers([CallerMemberName] string call = "")
    {
        if (IsTelling)
        {
            throw new InvalidOperationException($"{call}: expected a call after LateUpdate or FinishLearning has returned, received one from a handler that it called; make it in the next frame.");
        }
    }
}

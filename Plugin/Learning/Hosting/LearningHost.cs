using System.Runtime.CompilerServices;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Amount of learning of one frame.</summary>
/// <param name="Steps">Minibatches per brain; not used with a budget.</param>
/// <param name="BudgetMilliseconds">Time of all brains together, ms; null to learn from <paramref name="Steps"/> minibatches.</param>
/// <param name="Start">Time at which the frame's learning began, ms of the clock.</param>
internal readonly record struct FrameQuota(int Steps, double? BudgetMilliseconds, double Start);

/// <summary>A host that runs the learners of all brains of a plugin: inline in the frame, or in the background, in lockstep or not.</summary>
/// <remarks>
/// <para>Guarantees: rows reach a learner in the order in which they were recorded; a learner is never called by two threads at once, except that rows may be recorded while a background job
/// learns from other rows; the parameters of steps are published at frame boundaries and by <see cref="WaitAndPublish"/> alone. Only brains and the plugin call its members, on the game's thread.</para>
/// <code>
///                    Record                          OnFrameBoundary
/// Brain ── batch ──► host ──► HostedLearner ─► ILearner ─► updaters ─► ParameterPublisher ─► decisions
///          game's thread      inline: game's thread; background: the learning thread        game's thread
/// </code>
/// <para>Calls that need an idle learner (<see cref="Wait"/>, <see cref="WaitAndPublish"/>) are refused from inside a learner: it would wait for itself.</para>
/// </remarks>
internal abstract class LearningHost(CallGate calls) : IDisposable
{
    private protected List<HostedLearner> Learners { get; } = [];

    /// <summary>Adds a brain's learner.</summary>
    internal virtual void Add(HostedLearner learner) => Learners.Add(learner);

    /// <summary>Hands rows to a learner, or drops them while its intake is closed. All experience passes through here.</summary>
    internal void Record(HostedLearner learner, IExperienceBatch batch)
    {
        if (!learner.IsIntakeOpen)
        {
            return;
        }

        bool wasLearning = calls.IsLearning;
        calls.IsLearning = true;
        try
        {
            RecordRows(learner, batch);
        }
        finally
        {
            calls.IsLearning = wasLearning;
        }
    }

    private protected abstract void RecordRows(HostedLearner learner, IExperienceBatch batch);

    /// <summary>Learns, and publishes the results that are due.</summary>
    internal abstract void OnFrameBoundary(in FrameQuota quota);

    /// <summary>Waits for running jobs without publishing, so that reading the parameters never changes results. Inline, it finishes a step that has begun to write parameters.</summary>
    /// <param name="call">Name of the public call that waits.</param>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    internal void Wait([CallerMemberName] string call = "")
    {
        calls.RequireOutsideLearning(call);
        WaitForJobs();
        calls.IsLearning = true;
        try
        {
            foreach (HostedLearner learner in Learners)
            {
                learner.FinishHalfStep();
            }
        }
        finally
        {
            calls.IsLearning = false;
        }
    }

    /// <summary>Waits for running jobs and publishes them, before the parameters are written.</summary>
    /// <param name="call">Name of the public call that waits.</param>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    internal void WaitAndPublish([CallerMemberName] string call = "")
    {
        Wait(call);
        PublishJobs();
    }

    /// <summary>Slots of the jobs that wait to be published, the next one first. Valid after <see cref="Wait"/>.</summary>
    internal virtual int[] WaitingJobs => [];

    /// <summary>Frames after which a job is published; 0 if the host learns inline.</summary>
    internal virtual int Delay => 0;

    /// <summary>Whether this host can continue with a number of waiting jobs of a saved game.</summary>
    internal virtual bool CanResume(int waiting) => false;

    /// <summary>Continues with a number of waiting jobs that every learner has loaded.</summary>
    internal virtual void ResumeWith(int waiting)
    {
    }

    /// <summary>Returns a learner's counts after all waiting jobs are published. Valid after <see cref="Wait"/>.</summary>
    internal LearningCounters CountersWhenPublished(HostedLearner learner)
    {
        LearningCounters counters = learner.Counters;
        foreach (int job in WaitingJobs)
        {
            counters = learner.CountersAfter(counters, job);
        }

        return counters;
    }

    /// <summary>Waits until every job is done, then stops the host.</summary>
    public abstract void Dispose();

    private protected virtual void WaitForJobs()
    {
    }

    private protected virtual void PublishJobs()
    {
    }
}

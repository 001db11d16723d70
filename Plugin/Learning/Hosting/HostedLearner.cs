using System.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Models;
using NeuroAgents.Observations;

namespace NeuroAgents.Learning.Hosting;

/// <summary>One brain's learner and publisher, driven by a host. It records, steps, counts and publishes, and keeps the learner's exceptions.</summary>
/// <remarks>
/// <para>A learner is code from outside the plugin. An exception of one of its steps is kept until every brain's frame is complete. The learner makes no more steps in that frame.</para>
/// <para>Owner of the parameters: inline, the game's thread; in the background, the learning thread while a job runs, and the game's thread otherwise.</para>
/// </remarks>
internal sealed class HostedLearner
{
    private readonly ParameterBuffer _parameters;
    private readonly ObservationNormalizer _decisionNormalizer;
    private readonly ObservationNormalizer _stepNormalizer;
    private readonly FailureLog _failures;
    private readonly IReadOnlyList<NetworkUpdater> _updaters;
    private readonly ExperienceColumn[] _columns;
    private LearningTally _tally = new();
    private LearningTally _report = new();
    private LearnerStatus? _status;
    private bool _isPublishDue;
    private bool _isIntakeOpen = true;
    private long _drawn;
    private BackgroundJob[] _jobs = [];

    /// <param name="learner">The learner; null for a brain that does not learn.</param>
    /// <param name="state">The learner's role in saved files; null if it saves no state.</param>
    /// <param name="parameters">The brain's parameters.</param>
    /// <param name="reserve">Rows that can be recorded while a job runs; 0 inline.</param>
    /// <param name="decisionNormalizer">Normalisation of decisions.</param>
    /// <param name="stepNormalizer">Normalisation of steps. In the background, each job sets it to the normalisation at the moment when the job was queued.</param>
    /// <param name="failures">Receives the learner's exceptions.</param>
    internal HostedLearner(
        ILearner? learner, ILearnerState? state, ParameterBuffer parameters, int reserve, ObservationNormalizer decisionNormalizer, ObservationNormalizer stepNormalizer, FailureLog failures)
    {
        (Learner, State, _parameters, Reserve) = (learner, state, parameters, reserve);
        (_decisionNormalizer, _stepNormalizer, _failures) = (decisionNormalizer, stepNormalizer, failures);
        Publisher = new ParameterPublisher(parameters);
        _updaters = learner?.Updaters ?? [];
        _columns = [.. learner?.Columns ?? []];
        Hyperparameters = learner as IHyperparameters ?? (_updaters is [NetworkUpdater only] ? only : null);
    }

    internal ILearner? Learner { get; }

    /// <summary>Whether the learner asked for a column of experience.</summary>
    internal bool Wants(ExperienceColumn column) => Array.IndexOf(_columns, column) >= 0;

    internal ILearnerState? State { get; }

    /// <summary>The learner's live hyper-parameters, or those of its only updater; null if there are none.</summary>
    internal IHyperparameters? Hyperparameters { get; }

    internal ParameterPublisher Publisher { get; }

    internal LearningCost Cost { get; } = new();

    internal int Reserve { get; }

    /// <summary>Counts of learning. Inline, the end of a frame updates them; in the background, publishing a job does. Missed rows are counted at once.</summary>
    internal LearningCounters Counters { get; set; } = new();

    /// <summary>Learning that was counted since the last <see cref="TakeReport"/>.</summary>
    internal LearningTally Report
    {
        get => _report;
        set => _report = value;
    }

    /// <summary>Rows that wait to be learned from: recorded rows minus learned ones, at most the rows that the learner holds.</summary>
    internal long Backlog => Learner is null ? 0 : Math.Min(Learner.Rows.Held, Math.Max(0, Learner.Rows.Recorded - _drawn));

    /// <summary>State that a saved game keeps in addition to counts and parameters.</summary>
    internal LearningGates Gates
    {
        get => new(_drawn, _isPublishDue, _isIntakeOpen);
        set => (_drawn, _isPublishDue, _isIntakeOpen) = (value.Drawn, value.IsPublishDue, value.IsIntakeOpen);
    }

    /// <summary>Background jobs; empty if the host learns inline.</summary>
    internal IReadOnlyList<BackgroundJob> Jobs => _jobs;

    /// <summary>Whether steps are made. In the background, changed only while no job runs.</summary>
    internal bool IsOn { get; set; } = true;

    /// <summary>Whether the learner has thrown in this frame. It then makes no more steps until the next one.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether a step was begun and is not finished, or a copy in slices is under way.</summary>
    internal bool IsMidStep { get; private set; }

    /// <summary>Whether there is work for a frame.</summary>
    internal bool IsReady => Learner is not null && !HasFailed && (Publisher.IsCopying || (IsOn && !Publisher.IsCopied && TryGetStatus(out LearnerStatus status) && status.IsReady));

    /// <summary>Whether decisions use the current parameters. In the middle of a step of several networks, they use those from before it.</summary>
    internal bool IsPublished => Publisher.Published.Values.SequenceEqual(_parameters.Values);

    /// <summary>Whether rows are recorded. The learner opens and closes intake at frame boundaries alone, so that lockstep stays deterministic.</summary>
    internal bool IsIntakeOpen => Learner is not null && _isIntakeOpen;

    /// <summary>Kind of the next piece of work, for its estimate.</summary>
    internal WorkKind NextWork => Publisher.IsCopying ? WorkKind.Copy : TryGetStatus(out LearnerStatus status) ? status.NextWork : WorkKind.Minibatch;

    /// <summary>Creates the background jobs. From now on, steps belong to the learning thread.</summary>
    internal void CreateJobs(int jobs) => _jobs = [.. Enumerable.Range(0, jobs).Select(_ => new BackgroundJob(_parameters, _decisionNormalizer))];

    /// <summary>Records rows, while intake is open.</summary>
    internal void Record(IExperienceBatch batch)
    {
        Debug.Assert(IsIntakeOpen, "The host drops rows that come while intake is closed.");
        _status = null;
        Learner!.Record(batch);
    }

    /// <summary>Counts rows that a running job left no room for.</summary>
    internal void CountMissed(int rows) => Counters = Counters with { MissedRows = Counters.MissedRows + rows };

    /// <summary>Returns the rows that can still be recorded while a job runs.</summary>
    internal long FreeReserve(int runningJob) => Reserve - ((Learner?.Rows.Recorded ?? 0) - _jobs[runningJob].Recorded);

    /// <summary>Runs the rest of a step, or its next slice.</summary>
    /// <returns>Whether the step is finished.</returns>
    internal bool Advance(StepPart part)
    {
        if (Publisher.IsCopying)
        {
            Publisher.CopySlice();
            return false;
        }

        _status = null;
        try
        {
            IsMidStep = true;
            bool isFinished = Learner!.Advance(part, out LearningStep step);
            IsMidStep = !isFinished;
            if (isFinished)
            {
                _tally.Add(step);
                _isPublishDue = true;
            }

            return isFinished;
        }
        catch (Exception error)
        {
            (IsMidStep, HasFailed) = (false, true);
            Cost.AbandonStep();
            _failures.Keep(error);
            return false;
        }
    }

    /// <summary>Finishes a step that has begun to write parameters, so that they belong to one step.</summary>
    internal void FinishHalfStep()
    {
        for (int i = 0; i < _updaters.Count; i++)
        {
            while (_updaters[i].IsUpdating && !HasFailed)
            {
                Advance(StepPart.Rest);
            }
        }

        Download();

        // Counted at once, so that a file's counts and parameters contain the same steps.
        Count(_tally);
        _tally = new LearningTally();
    }

    /// <summary>Finishes a copy in slices, in a frame without a budget.</summary>
    internal void FinishCopy()
    {
        while (Publisher.IsCopying)
        {
            Publisher.CopySlice();
        }
    }

    /// <summary>Ends a frame's learning: counts its steps, and publishes new parameters if the learner allows it.</summary>
    /// <param name="isBudgeted">Whether a long copy is cut into slices, which run within the budgets of later frames.</param>
    internal void EndFrame(bool isBudgeted)
    {
        if (Publisher.IsCopied)
        {
            Publisher.PublishCopy();
        }

        if (_tally.Tried > 0)
        {
            Download();
        }

        LearnerStatus status = default;
        bool hasStatus = Learner is not null && TryGetStatus(out status);
        _isIntakeOpen = hasStatus ? status.IsIntakeOpen : _isIntakeOpen;
        if (_isPublishDue && hasStatus && status.IsPublishable && !IsUpdating)
        {
            if (isBudgeted && Publisher.IsLong)
            {
                Publisher.BeginCopy();
            }
            else
            {
                Publisher.Publish();
            }

            _isPublishDue = false;
        }

        Count(_tally);
        (_tally, HasFailed, _status) = (new LearningTally(), false, null);
    }

    /// <summary>Returns the counts since the last call, and clears them.</summary>
    internal LearningTally TakeReport()
    {
        LearningTally report = _report;
        _report = new LearningTally();
        return report;
    }

    /// <summary>Publishes parameters that were replaced from outside, and notifies the learner.</summary>
    /// <param name="isContinued">Whether the learner's own state came with them.</param>
    internal void OnParametersReplaced(bool isContinued)
    {
        (IsMidStep, _isPublishDue, _tally, _status) = (false, false, new LearningTally(), null);
        Cost.AbandonStep();
        Publisher.Publish();
        if (Learner is null)
        {
            return;
        }

        for (int i = 0; i < _updaters.Count; i++)
        {
            _updaters[i].OnParametersReplaced(isContinued);
        }

        try
        {
            Learner.OnParametersReplaced(isContinued);
        }
        catch (Exception error)
        {
            // The parameters are already replaced and published, so the next frame throws the exception.
            _failures.Keep(error);
        }
    }

    /// <summary>Resets every optimizer of the learner, because its parameters were initialized again.</summary>
    internal void ResetOptimizers()
    {
        Hyperparameters?.ResetOptimizer();
        foreach (NetworkUpdater updater in _updaters)
        {
            if (!ReferenceEquals(updater, Hyperparameters))
            {
                updater.ResetOptimizer();
            }
        }
    }

    /// <summary>Releases the device's memory. No more steps are made.</summary>
    internal void ReleaseDevice()
    {
        foreach (NetworkUpdater updater in _updaters)
        {
            updater.ReleaseDevice();
        }
    }

    /// <summary>Abandons a step in progress and all time estimates, because hyper-parameters have changed.</summary>
    internal void OnHyperparametersChanged()
    {
        (IsMidStep, _status) = (false, null);
        Cost.Clear();
    }

    /// <summary>Returns the counts after a waiting job is published.</summary>
    internal LearningCounters CountersAfter(LearningCounters counters, int job) => counters.Plus(_jobs[job].Tally);

    /// <summary>Fixes a job's inputs: the current normalisation and all rows recorded so far.</summary>
    internal void QueueJob(int job)
    {
        _jobs[job].Normalizer.TakeMoments(_decisionNormalizer);
        try
        {
            _jobs[job].Recorded = Learner?.Rows.Recorded ?? 0;
        }
        catch (Exception error)
        {
            _failures.Keep(error);
        }
    }

    /// <summary>Runs a job, on the learning thread.</summary>
    internal void RunJob(int number, int steps)
    {
        BackgroundJob job = _jobs[number];
        (job.Tally, job.Failure) = (new LearningTally(), null);
        if (Learner is null)
        {
            return;
        }

        _stepNormalizer.TakeMoments(job.Normalizer);
        try
        {
            Learner.RevealUpTo(job.Recorded);
            while (job.Tally.Tried < steps && IsOn && Learner.Status.IsReady)
            {
                if (Learner.Advance(StepPart.Rest, out LearningStep step))
                {
                    job.Tally.Add(step);
                }
            }
        }
        catch (Exception error)
        {
            job.Failure = error;
        }

        Conclude(job);
    }

    /// <summary>Publishes a finished job.</summary>
    internal void PublishJob(int number)
    {
        BackgroundJob job = _jobs[number];
        if (job.IsPublishable)
        {
            Publisher.Swap(ref job.Snapshot);
        }

        _isIntakeOpen = job.IsIntakeOpen;
        Count(job.Tally);
        if (job.Failure is { } error)
        {
            job.Failure = null;
            _failures.Keep(error);
        }
    }

    /// <summary>Whether a part of the parameters already belongs to a step that is not finished.</summary>
    private bool IsUpdating
    {
        get
        {
            bool isUpdating = false;
            for (int i = 0; i < _updaters.Count; i++)
            {
                isUpdating |= _updaters[i].IsUpdating;
            }

            return isUpdating;
        }
    }

    /// <summary>Gets the learner's status. It is cached until the learner records, steps or ends a frame, because computing it may be costly; a failure is not cached.</summary>
    /// <returns>False if the learner has thrown.</returns>
    private bool TryGetStatus(out LearnerStatus status)
    {
        try
        {
            _status ??= Learner!.Status;
            status = _status.Value;
            return true;
        }
        catch (Exception error)
        {
            HasFailed = true;
            _failures.Keep(error);
            status = default;
            return false;
        }
    }

    private void Conclude(BackgroundJob job)
    {
        _isPublishDue |= job.Tally.Tried > 0;
        job.IsPublishable = false;
        try
        {
            Download();
            LearnerStatus status = Learner!.Status;
            (job.IsPublishable, job.IsIntakeOpen) = (_isPublishDue && status.IsPublishable && !IsUpdating, status.IsIntakeOpen);
        }
        catch (Exception error)
        {
            job.Failure ??= error;
        }

        if (job.IsPublishable)
        {
            job.Snapshot.CopyFrom(_parameters);
            _isPublishDue = false;
        }
    }

    /// <summary>Copies the parameters to host memory from a device with memory of its own.</summary>
    private void Download()
    {
        for (int i = 0; i < _updaters.Count; i++)
        {
            _updaters[i].Download();
        }
    }

    /// <summary>Adds published steps to the counts.</summary>
    internal void Count(in LearningTally tally)
    {
        Debug.Assert(tally.Samples >= 0 && tally.Steps >= 0, "Counts never fall.");
        _drawn += tally.Samples;
        Counters = Counters.Plus(tally);
        _report.Add(tally);
    }
}

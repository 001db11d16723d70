using System.Runtime.CompilerServices;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>A brain's learning: hands experience to the learner, lets it make steps, and publishes what they made of the weights.</summary>
/// <remarks>
/// The weights that training writes and those that decide are never the same memory. Inline, steps are made between <see cref="RecordTaught"/> and <see cref="Publish"/>.
/// Beside the game, <see cref="Queue"/> says what a job may see, another thread does <see cref="RunJob"/>, and <see cref="PublishJob"/> swaps its snapshot in.
/// A learner is code outside the plugin. Its exception is kept until every brain's frame is complete, and this learner makes no more steps in that frame.
/// </remarks>
internal sealed class BrainLearning
{
    private const string PublishedKey = "learning/published";
    private const string DrawnKey = "learning/drawn";
    private const string WaitingPrefix = "learning/waiting/";
    private readonly Brain _brain;
    private readonly BatchDecision _decision;
    private readonly int _reserve;
    private readonly ObservationNormalizer _ofDecisions;
    private readonly ObservationNormalizer _ofSteps;
    private readonly CallGate _calls;
    private readonly FrameEvents _events;
    private ParameterSnapshot _spare;
    private LearningTally _tally;
    private bool _hasFailed;
    private long _drawn;
    private LearningThread? _beside;
    private BesideJob[] _jobs = [];

    internal BrainLearning(Brain brain, ILearner? learner, BatchDecision decision, ParameterSnapshot published, int reserve,
        ObservationNormalizer ofDecisions, ObservationNormalizer ofSteps, CallGate calls, FrameEvents events)
    {
        (_brain, Learner, _decision, Published, _reserve) = (brain, learner, decision, published, reserve);
        (_ofDecisions, _ofSteps) = (ofDecisions, ofSteps);
        (_calls, _events) = (calls, events);
        _spare = new ParameterSnapshot(brain.Parameters);
    }

    internal ILearner? Learner { get; }

    internal ParameterSnapshot Published { get; private set; }

    /// <summary>The learning that was published since the last <see cref="TakeReport"/>.</summary>
    internal LearningTally Report { get; set; }

    internal LearningCost Cost { get; } = new();

    /// <summary>What was learned and what was not, refused rows left out.</summary>
    internal BrainCounters Counters { get; set; } = new() { LastLoss = float.NaN };

    internal long Backlog => Learner is null ? 0 : Math.Min(Learner.Count, Math.Max(0, Learner.Recorded - _drawn));

    /// <summary>Whether steps are made. Beside the game, changed after <see cref="Wait"/> alone.</summary>
    internal bool IsOn { get; set; } = true;

    /// <summary>Whether the learner has thrown since the last <see cref="Publish"/>. It then makes no more steps until the next one.</summary>
    internal bool HasFailed => _hasFailed;

    internal bool IsReady
    {
        get
        {
            try
            {
                return IsOn && !_hasFailed && Learner is { IsReady: true };
            }
            catch (Exception error)
            {
                return Fail(error);
            }
        }
    }

    internal bool IsAmidStep
    {
        get
        {
            try
            {
                return Learner is { IsAmidStep: true };
            }
            catch (Exception error)
            {
                return Fail(error);
            }
        }
    }

    /// <summary>Makes jobs possible: steps are another thread's from now on.</summary>
    internal void LearnOn(LearningThread thread, int jobs)
    {
        _beside = thread;
        _jobs = [.. Enumerable.Range(0, jobs).Select(_ => new BesideJob(_brain.Parameters, _ofDecisions))];
    }

    /// <summary>Hands the labels of the current decision to the learner at a frame boundary.</summary>
    internal void RecordTaught()
    {
        try
        {
            _brain.RecordTaught();
        }
        catch (Exception error)
        {
            _events.Keep(error);
        }
    }

    /// <summary>Rows that may be recorded while a job runs.</summary>
    internal long Room(int runningJob) => _reserve - ((Learner?.Recorded ?? 0) - _jobs[runningJob].Recorded);

    internal void Record(in ExperienceRow experience)
    {
        if (Learner is not null && HasRoom(1))
        {
            Learner.Record(experience);
        }
    }

    internal void Record(IExperiences experiences)
    {
        if (Learner is not null && HasRoom(experiences.Count))
        {
            Learner.Record(experiences);
        }
    }

    /// <summary>Learns from one minibatch.</summary>
    internal void Step()
    {
        try
        {
            _tally.Add(Learner!.Step());
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>Processes a slice of a minibatch; true if the slice finished it.</summary>
    internal bool Advance()
    {
        try
        {
            bool isFinished = Learner!.Advance(out LearningStep step);
            if (isFinished)
            {
                _tally.Add(step);
            }

            return isFinished;
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    }

    /// <summary>The end of a frame's learning: new weights decide from now on.</summary>
    internal void Publish()
    {
        if (_tally.Tried > 0)
        {
            PublishParameters();
        }

        Count(_tally);
        (_tally, _hasFailed) = (default, false);
    }

    /// <summary>Takes the counts published since the last call.</summary>
    internal LearningTally TakeReport()
    {
        LearningTally report = Report;
        Report = default;
        return report;
    }

    /// <summary>What is counted once all that was learned is published. Valid after <see cref="Wait"/>.</summary>
    internal BrainCounters CountersToCome
    {
        get
        {
            BrainCounters counters = Counters;
            for (int i = 0; i < (_beside?.Waiting ?? 0); i++)
            {
                counters = counters.Plus(_jobs[_beside!.WaitingSlot(i)].Tally);
            }

            return counters;
        }
    }

    /// <summary>Waits until nobody reads or writes the weights. Publishes nothing: that somebody looks changes no frame.</summary>
    /// <param name="call">Name of the public call that waits.</param>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    internal void Wait([CallerMemberName] string call = "")
    {
        _calls.RequireOutsideLearning(call);
        _beside?.Wait();
    }

    /// <summary>Waits until nobody reads or writes the weights, and publishes what was learned: another weight is about to be written.</summary>
    /// <param name="call">Name of the public call that waits.</param>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    internal void Settle([CallerMemberName] string call = "")
    {
        _calls.RequireOutsideLearning(call);
        _beside?.Finish();
    }

    /// <summary>The weights were changed by somebody else.</summary>
    /// <param name="isContinued">Whether the learner's state came with them.</param>
    internal void Restart(bool isContinued)
    {
        Learner?.Restart(isContinued);
        PublishParameters();
    }

    /// <summary>Says what a job learns from: all that was recorded until now.</summary>
    internal void Queue(int job)
    {
        _jobs[job].Normalizer.TakeMoments(_ofDecisions);
        try
        {
            _jobs[job].Recorded = Learner?.Recorded ?? 0;
        }
        catch (Exception error)
        {
            _events.Keep(error);
        }
    }

    /// <summary>On the learning thread.</summary>
    internal void RunJob(int number, int steps)
    {
        BesideJob job = _jobs[number];
        (job.Tally, job.Failure) = (default, null);
        if (Learner is null)
        {
            return;
        }

        _ofSteps.TakeMoments(job.Normalizer);
        try
        {
            Learner.Show(job.Recorded);
            while (job.Tally.Tried < steps && IsOn && Learner.IsReady)
            {
                job.Tally.Add(Learner.Step());
            }
        }
        catch (Exception error)
        {
            job.Failure = error;
        }

        if (job.Tally.Tried > 0)
        {
            job.Snapshot.CopyFrom(_brain.Parameters);
        }
    }

    /// <summary>Swaps in what a finished job made.</summary>
    internal void PublishJob(int number)
    {
        BesideJob job = _jobs[number];
        if (job.Tally.Tried > 0)
        {
            Swap(ref job.Snapshot);
        }

        Count(job.Tally);
        if (job.Failure is { } error)
        {
            job.Failure = null;
            _events.Keep(error);
        }
    }

    /// <summary>Adds how many rows were learned from and, beside the game, what decides now and what waits to be published.</summary>
    internal void Save(TensorArchive archive)
    {
        archive.AddCount(DrawnKey, _drawn);
        if (_beside is null)
        {
            return;
        }

        Published.Save(archive, PublishedKey);
        for (int i = 0; i < _beside.Waiting; i++)
        {
            _jobs[_beside.WaitingSlot(i)].Save(archive, $"{WaitingPrefix}{i}/");
        }
    }

    /// <summary>Takes over what <see cref="Save"/> added.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="waiting">How many jobs are the next to be published; null to publish all that was learned.</param>
    internal void Load(TensorArchive archive, int? waiting)
    {
        _drawn = archive.GetCount(DrawnKey);
        if (waiting is null)
        {
            return;
        }

        _spare.Load(archive, PublishedKey);
        Swap(ref _spare);
        for (int i = 0; i < waiting; i++)
        {
            _jobs[i].Load(archive, $"{WaitingPrefix}{i}/");
        }
    }

    private void PublishParameters()
    {
        _spare.CopyFrom(_brain.Parameters);
        Swap(ref _spare);
    }

    /// <summary>Decides with other weights from now on, and leaves the old ones in their place.</summary>
    private void Swap(ref ParameterSnapshot next)
    {
        (Published, next) = (next, Published);
        _decision.Read(Published);
    }

    private void Count(in LearningTally tally)
    {
        _drawn += tally.Samples;
        Counters = Counters.Plus(tally);
        LearningTally report = Report;
        report.Add(tally);
        Report = report;
    }

    /// <returns>False, so that callers can return the result.</returns>
    private bool Fail(Exception error)
    {
        _hasFailed = true;
        _events.Keep(error);
        return false;
    }

    private bool HasRoom(int rows)
    {
        bool hasRoom = _beside is null || _beside.MakeRoom(this, rows);
        if (!hasRoom)
        {
            Counters = Counters with { MissedRows = Counters.MissedRows + rows };
        }

        return hasRoom;
    }
}

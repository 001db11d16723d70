namespace NeuroAgents.Learning.Hosting;

/// <summary>Likely time of a piece of work, ms: the running mean plus twice the mean deviation.</summary>
/// <remarks>After Jacobson's estimate of round trips: "Congestion avoidance and control", SIGCOMM 1988.</remarks>
internal struct CostEstimate
{
    private const double MeanGain = 0.125;
    private const double DeviationGain = 0.25;
    private const double Deviations = 2;

    /// <summary>Limit of a measured time, as a multiple of the likely time. A longer time is taken for an interruption of the thread.</summary>
    private const double MaxTimes = 2;
    private double _mean;
    private double _deviation;

    internal bool IsKnown { get; private set; }

    internal readonly double Likely => _mean + Deviations * _deviation;

    internal void Add(double milliseconds)
    {
        if (!IsKnown)
        {
            (_mean, _deviation, IsKnown) = (milliseconds, milliseconds / 4, true);
            return;
        }

        double difference = Math.Min(milliseconds, MaxTimes * Likely) - _mean;
        _mean += MeanGain * difference;
        _deviation += DeviationGain * (Math.Abs(difference) - _deviation);
    }

    /// <summary>Shrinks an estimate that kept every step from being tried; it may be stale.</summary>
    internal void Shrink()
    {
        const double KeptShare = 0.9;
        _mean *= KeptShare;
        _deviation *= KeptShare;
    }
}

/// <summary>Times of one brain's learning: an estimate for each kind of work, and the time spent so far.</summary>
internal sealed class LearningCost
{
    private const int Kinds = (int)WorkKind.Copy + 1;
    private readonly CostEstimate[] _steps = new CostEstimate[Kinds];
    private readonly CostEstimate[] _slices = new CostEstimate[Kinds];
    private WorkKind _slicedKind;

    /// <summary>Time of the current step's slices so far, without those of another kind of work before the newest kind: later steps of this kind don't repeat that work.</summary>
    private double _sliced;
    private double _spentBefore;

    /// <summary>Time spent on the brain so far, ms; brains with the least time come first.</summary>
    internal double Spent { get; private set; }

    /// <summary>Chooses the piece of work that fits into the time that is left.</summary>
    /// <param name="kind">Kind of the next piece.</param>
    /// <param name="left">Time left in the frame, ms.</param>
    /// <param name="budget">Time of a whole frame, ms.</param>
    /// <param name="isMidStep">Whether a step was begun in slices and is not finished.</param>
    internal LearningPiece Choose(WorkKind kind, double left, double budget, bool isMidStep)
    {
        ref CostEstimate step = ref _steps[(int)kind], slice = ref _slices[(int)kind];
        if (kind != WorkKind.Copy && !isMidStep && step.IsKnown && step.Likely <= budget)
        {
            return step.Likely <= left ? LearningPiece.Step : LearningPiece.None;
        }

        return left > 0 && (!slice.IsKnown || slice.Likely <= left) ? LearningPiece.Slice : LearningPiece.None;
    }

    internal void AddStep(WorkKind kind, double milliseconds)
    {
        Spent += milliseconds;
        _steps[(int)kind].Add(milliseconds);
    }

    internal void AddSlice(WorkKind kind, double milliseconds, bool isLast)
    {
        Spent += milliseconds;
        _slices[(int)kind].Add(milliseconds);
        if (kind == WorkKind.Copy)
        {
            return;
        }

        (_sliced, _slicedKind) = (kind == _slicedKind ? _sliced + milliseconds : milliseconds, kind);
        if (isLast)
        {
            _steps[(int)kind].Add(_sliced);
            _sliced = 0;
        }
    }

    /// <summary>Counts the time of a step that ended with an exception.</summary>
    internal void AddFailure(double milliseconds) => Spent += milliseconds;

    internal void BeginFrame() => _spentBefore = Spent;

    /// <summary>Shrinks the estimates of a brain that was ready but got no time, because nothing seemed to fit.</summary>
    internal void EndFrame(bool isReady)
    {
        if (isReady && Spent == _spentBefore)
        {
            for (int kind = 0; kind < Kinds; kind++)
            {
                _steps[kind].Shrink();
                _slices[kind].Shrink();
            }
        }
    }

    /// <summary>Clears all estimates, because the time of a step has changed.</summary>
    internal void Clear()
    {
        Array.Clear(_steps, 0, Kinds);
        Array.Clear(_slices, 0, Kinds);
        _sliced = 0;
    }

    /// <summary>Clears the time of an abandoned step.</summary>
    internal void AbandonStep() => _sliced = 0;

    /// <summary>Raises the time spent, so that a brain that had nothing to learn does not get the missed time later.</summary>
    internal void RaiseSpent(double spent) => Spent = Math.Max(Spent, spent);
}

/// <summary>Amount of a step that is done at once.</summary>
internal enum LearningPiece
{
    None,
    Slice,
    Step,
}

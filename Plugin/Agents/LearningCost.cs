namespace NeuroAgents.Agents;

/// <summary>What a piece of work is likely to take, ms: the running mean and twice the mean deviation.</summary>
/// <remarks>After Jacobson's estimate of round trips: "Congestion avoidance and control", SIGCOMM 1988.</remarks>
internal struct CostEstimate
{
    private const double MeanGain = 0.125;
    private const double DeviationGain = 0.25;
    private const double Deviations = 2;

    /// <summary>A longer one was interrupted by somebody else: it counts as this many times what was likely.</summary>
    private const double MostTimes = 2;
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

        double difference = Math.Min(milliseconds, MostTimes * Likely) - _mean;
        _mean += MeanGain * difference;
        _deviation += DeviationGain * (Math.Abs(difference) - _deviation);
    }

    /// <summary>Nothing was tried for it seemed too long: it may be wrong.</summary>
    internal void Doubt()
    {
        const double Kept = 0.9;
        _mean *= Kept;
        _deviation *= Kept;
    }
}

/// <summary>What a brain's learning takes, and how much time it had.</summary>
internal sealed class LearningCost
{
    private CostEstimate _step;
    private CostEstimate _slice;
    private double _sliced;
    private double _spentBefore;

    /// <summary>Time spent on the brain so far, ms; those that had least come first.</summary>
    internal double Spent { get; private set; }

    /// <summary>What fits into the time that is left.</summary>
    /// <param name="left">Time left in the frame, ms.</param>
    /// <param name="budget">Time of a whole frame, ms.</param>
    /// <param name="isAmidStep">Whether a step was begun in slices.</param>
    internal LearningPiece Choose(double left, double budget, bool isAmidStep)
    {
        bool isSliced = isAmidStep || !_step.IsKnown || _step.Likely > budget;
        if (!isSliced)
        {
            return _step.Likely <= left ? LearningPiece.Step : LearningPiece.None;
        }

        return left > 0 && (!_slice.IsKnown || _slice.Likely <= left) ? LearningPiece.Slice : LearningPiece.None;
    }

    internal void AddStep(double milliseconds)
    {
        Spent += milliseconds;
        _step.Add(milliseconds);
    }

    internal void AddSlice(double milliseconds, bool isLast)
    {
        Spent += milliseconds;
        _slice.Add(milliseconds);
        _sliced += milliseconds;
        if (isLast)
        {
            _step.Add(_sliced);
            _sliced = 0;
        }
    }

    /// <summary>Counts the time of a step that ended with an exception.</summary>
    internal void AddFailure(double milliseconds) => Spent += milliseconds;

    internal void BeginFrame() => _spentBefore = Spent;

    /// <summary>A brain that could have learned and for which nothing seemed to fit: the estimates may be wrong.</summary>
    internal void EndFrame(bool isReady)
    {
        if (isReady && Spent == _spentBefore)
        {
            _step.Doubt();
            _slice.Doubt();
        }
    }

    /// <summary>Steps are others from now on: what they take is measured anew.</summary>
    internal void Forget() => (_step, _slice, _sliced) = (default, default, 0);

    /// <summary>A brain that had nothing to learn may not catch up on the others' time.</summary>
    internal void Raise(double spent) => Spent = Math.Max(Spent, spent);
}

/// <summary>How much of a step is done at once.</summary>
internal enum LearningPiece
{
    None,
    Slice,
    Step,
}

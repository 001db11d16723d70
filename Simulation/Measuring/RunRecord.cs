using NeuroAgents.Curricula;
using NeuroAgents.Learning;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>The measurements of each frame of a run, in columns of fixed capacity, so recording allocates nothing.</summary>
/// <remarks>The columns of figures beyond the loss are reserved by <see cref="ReserveFigures"/>, or when a figure is first reported.</remarks>
public sealed class RunRecord
{
    /// <summary>Number of frames that the first and the last mean losses cover.</summary>
    internal const int Window = 60;
    private readonly FrameTimes[] _times;
    private readonly float[] _losses;
    private readonly double[] _labelVariances;
    private readonly double[] _scores;
    private readonly double[] _noise;
    private readonly float[] _heldOutLosses;
    private readonly float[] _newRowsLosses;
    private double[]? _returns;
    private double[]? _lengths;
    private readonly float[]?[] _figures = new float[LearningFigures.Count][];
    private readonly bool[] _isReported = new bool[LearningFigures.Count];

    internal RunRecord(int frames)
    {
        _times = new FrameTimes[frames];
        _losses = new float[frames];
        _labelVariances = new double[frames];
        _scores = new double[frames];
        _noise = new double[frames];
        _heldOutLosses = new float[frames];
        _newRowsLosses = new float[frames];
    }

    /// <summary>Number of the first recorded frame: 0 unless the run was resumed.</summary>
    public long FirstFrame { get; internal set; }

    /// <summary>Parameters of the curriculum, in their current lessons; empty without a curriculum.</summary>
    public IReadOnlyList<CurriculumParameter> Lessons { get; internal set; } = [];

    /// <summary>Number of recorded frames.</summary>
    public int Count { get; private set; }

    /// <summary>Times of the parts of each frame.</summary>
    public ReadOnlySpan<FrameTimes> Times => _times.AsSpan(0, Count);

    /// <summary>Mean loss of each frame's last minibatch; NaN for frames without a minibatch.</summary>
    public ReadOnlySpan<float> Losses => _losses.AsSpan(0, Count);

    /// <summary>Variance of the teacher's actions in each frame.</summary>
    public ReadOnlySpan<double> LabelVariances => _labelVariances.AsSpan(0, Count);

    /// <summary>Loss on held-out examples; NaN for frames that did not measure it.</summary>
    public ReadOnlySpan<float> HeldOutLosses => _heldOutLosses.AsSpan(0, Count);

    /// <summary>Loss of each frame's decisions before anything was learned from their rows; NaN if there is none.</summary>
    public ReadOnlySpan<float> NewRowsLosses => _newRowsLosses.AsSpan(0, Count);

    /// <summary>Score after each frame: since the start of the run, or from the newest measurement.</summary>
    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Count);

    /// <summary>Returns the means over the frames <paramref name="first"/> up to but not including <paramref name="end"/>, at least one frame.</summary>
    internal FrameMeans Means(int first, int end)
    {
        int frames = end - first;
        double variance = 0, sense = 0, decide = 0, act = 0, learn = 0;
        for (int i = first; i < end; i++)
        {
            variance += _labelVariances[i];
            sense += _times[i].Sense;
            decide += _times[i].Decide;
            act += _times[i].Act;
            learn += _times[i].Learn;
        }

        FrameTimes times = new(sense / frames, decide / frames, act / frames, learn / frames);
        return new FrameMeans(
            MeanOfMeasured(_losses.AsSpan(first, frames)), variance / frames, _scores[end - 1], times, MeanOfMeasured(_heldOutLosses.AsSpan(first, frames)),
            MeanOfMeasured(_newRowsLosses.AsSpan(first, frames)));
    }

    /// <summary>Returns the mean without the NaNs; NaN if nothing else is left.</summary>
    private static double MeanOfMeasured(ReadOnlySpan<float> losses)
    {
        double sum = 0;
        int measured = 0;
        foreach (float loss in losses)
        {
            sum += float.IsNaN(loss) ? 0 : loss;
            measured += float.IsNaN(loss) ? 0 : 1;
        }

        return measured == 0 ? double.NaN : sum / measured;
    }

    /// <summary>Number of frames with at least one minibatch.</summary>
    internal int FramesLearned => Losses.Length - Losses.Count(float.NaN);

    /// <summary>Whether any brain had enough rows for a minibatch at the end.</summary>
    internal bool HasMinibatch { get; set; }

    internal void Add(FrameTimes times, float loss, double labelVariance, double score, float heldOutLoss = float.NaN, float newRowsLoss = float.NaN)
    {
        _times[Count] = times;
        _losses[Count] = loss;
        _labelVariances[Count] = labelVariance;
        _scores[Count] = score;
        _heldOutLosses[Count] = heldOutLoss;
        _newRowsLosses[Count] = newRowsLoss;
        Count++;
    }

    /// <summary>Figures beyond the loss that were reported, in the order of <see cref="LearningFigure"/>.</summary>
    internal IEnumerable<LearningFigure> ReportedFigures => Enum.GetValues<LearningFigure>().Where(figure => _isReported[(int)figure]);

    /// <summary>Stores a figure beyond the loss for the newest frame. NaN means that it was not reported.</summary>
    internal void AddFigure(LearningFigure figure, float value)
    {
        if (!float.IsNaN(value))
        {
            ColumnOf(figure)[Count - 1] = value;
            _isReported[(int)figure] = true;
        }
    }

    /// <summary>Reserves the columns of all figures beyond the loss, for a learner that reports them later in the run.</summary>
    internal void ReserveFigures()
    {
        for (LearningFigure figure = LearningFigure.PolicyLoss; (int)figure < LearningFigures.Count; figure++)
        {
            ColumnOf(figure);
        }
    }

    private float[] ColumnOf(LearningFigure figure)
    {
        ref float[]? column = ref _figures[(int)figure];
        if (column is null)
        {
            column = new float[_losses.Length];
            Array.Fill(column, float.NaN);
        }

        return column;
    }

    /// <summary>Whether an episode finished.</summary>
    internal bool HasEpisodes => _returns is not null;

    /// <summary>Stores the mean return and length of the newest 100 finished episodes for the newest frame. NaN means that none has finished.</summary>
    internal void AddEpisodes(double newestReturn, double newestLength)
    {
        if (double.IsNaN(newestReturn))
        {
            return;
        }

        _returns ??= CreateColumn();
        _lengths ??= CreateColumn();
        (_returns[Count - 1], _lengths[Count - 1]) = (newestReturn, newestLength);
    }

    /// <summary>Returns the mean return and length that <see cref="AddEpisodes"/> stored for a frame; NaN if it stored none.</summary>
    internal (double Return, double Length) Episodes(int frame) => _returns is null ? (double.NaN, double.NaN) : (_returns[frame], _lengths![frame]);

    private double[] CreateColumn()
    {
        double[] column = new double[_losses.Length];
        Array.Fill(column, double.NaN);
        return column;
    }

    /// <summary>Returns the mean of a reported figure over the frames <paramref name="first"/> up to but not including <paramref name="end"/> that have it; NaN if none has.</summary>
    internal double MeanFigure(LearningFigure figure, int first, int end) => MeanOfMeasured(_figures[(int)figure].AsSpan(first, end - first));

    /// <summary>Stores the time that an empty loop took after the newest frame, ms.</summary>
    internal void AddNoise(double milliseconds) => _noise[Count - 1] = milliseconds;

    /// <summary>Returns the mean loss over the first or last 60 frames with a minibatch; null if there was none.</summary>
    internal double? MeanLoss(bool first) => MeanLoss(Losses, first);

    /// <summary>Returns the mean over the first or last 60 losses on new rows; null if there was none.</summary>
    internal double? MeanNewRowsLoss(bool first) => MeanLoss(NewRowsLosses, first);

    private static double? MeanLoss(ReadOnlySpan<float> losses, bool first)
    {
        double sum = 0;
        int taken = 0;
        for (int i = 0; i < losses.Length && taken < Window; i++)
        {
            float loss = losses[first ? i : losses.Length - 1 - i];
            if (!float.IsNaN(loss))
            {
                sum += loss;
                taken++;
            }
        }

        return taken == 0 ? null : sum / taken;
    }

    internal double? MeanLabelVariance()
    {
        int taken = Math.Min(Window, Count);
        return taken == 0 ? null : Mean(_labelVariances.AsSpan(Count - taken, taken));
    }

    internal FrameStatistics FrameStatistics() => Statistics(_times.Take(Count).Select(times => times.Total));

    internal FrameStatistics LearnStatistics() => Statistics(_times.Take(Count).Select(times => times.Learn));

    internal FrameStatistics NoiseStatistics() => Statistics(_noise.Take(Count));

    private static FrameStatistics Statistics(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0
            ? new FrameStatistics(0, 0, null, 0)
            : new FrameStatistics(
                Percentile(sorted, 0.5), Percentile(sorted, 0.99), sorted.Length < 10_000 ? null : Percentile(sorted, 0.999), sorted[^1]);
    }

    internal PhaseStatistics PhaseStatistics()
    {
        FrameTimes times = Count == 0 ? default : Means(0, Count).Times;
        return new PhaseStatistics(times.Sense, times.Decide, times.Act, times.Learn);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}

/// <summary>The means over consecutive frames.</summary>
/// <param name="Loss">Mean loss over the frames with a minibatch; NaN if there was none.</param>
/// <param name="LabelVariance">Mean variance of the teacher's actions.</param>
/// <param name="Score">Score after the last of these frames.</param>
/// <param name="Times">Mean times of the parts of a frame, ms.</param>
/// <param name="HeldOutLoss">Mean loss on held-out examples over the frames that measured it; NaN if none did.</param>
/// <param name="NewRowsLoss">Mean loss of decisions before anything was learned from their rows; NaN if there is none.</param>
public readonly record struct FrameMeans(double Loss, double LabelVariance, double Score, FrameTimes Times, double HeldOutLoss, double NewRowsLoss);

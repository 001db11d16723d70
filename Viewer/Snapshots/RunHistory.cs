using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What every frame of a run so far measured, in a fixed amount of memory. A copy under a lock passes it from thread to thread; nothing allocates.</summary>
internal sealed class RunHistory
{
    private readonly Lock _lock = new();
    private readonly List<KindHistory> _kinds = [];

    /// <summary>Losses by kind of agents.</summary>
    public IReadOnlyList<KindHistory> Kinds => _kinds;

    /// <summary>Loss on held-out examples.</summary>
    public Curve HeldOutLoss { get; } = new();

    /// <summary>The newest loss on held-out examples; NaN before the first.</summary>
    public double NewestHeldOutLoss { get; private set; } = double.NaN;

    /// <summary>Frame in which learning was stopped; null while it was not.</summary>
    public long? StoppedAt { get; private set; }

    /// <summary>Score from the start to the frame.</summary>
    public Curve Score { get; } = new();

    /// <summary>Training loss of the first and of the newest frames, of several kinds the mean.</summary>
    public LossWindow LossWindow { get; } = new();

    /// <summary>The same of decisions before anything was learned from their rows.</summary>
    public LossWindow NewRowsLossWindow { get; } = new();

    /// <summary>How long frames took.</summary>
    public FrameHistory Frames { get; } = new();

    /// <summary>A run begins.</summary>
    /// <param name="kinds">Number of its kinds of agents.</param>
    /// <param name="isResumed">Whether its first frames were played in another.</param>
    /// <param name="stoppedAt">Frame in which its learning was stopped already; null: it was not.</param>
    internal void Begin(int kinds, bool isResumed, long? stoppedAt = null)
    {
        lock (_lock)
        {
            MakeRoom(kinds);
            _kinds.ForEach(static kind => kind.Clear());
            HeldOutLoss.Clear();
            NewestHeldOutLoss = double.NaN;
            StoppedAt = stoppedAt;
            Score.Clear();
            LossWindow.Begin(isResumed);
            NewRowsLossWindow.Begin(isResumed);
            Frames.Clear();
        }
    }

    internal void Add(in LiveFigures figures)
    {
        lock (_lock)
        {
            for (int kind = 0; kind < figures.Kinds.Length; kind++)
            {
                _kinds[kind].Add(figures.Frames, figures.Kinds.Span[kind]);
            }

            HeldOutLoss.Add(figures.Frames, figures.HeldOutLoss);
            NewestHeldOutLoss = double.IsNaN(figures.HeldOutLoss) ? NewestHeldOutLoss : figures.HeldOutLoss;
            StoppedAt = figures.StoppedAt;
            Score.Add(figures.Frames, figures.Score);
            LossWindow.Add(figures.Loss);
            NewRowsLossWindow.Add(figures.NewRowsLoss);
            Frames.Add(figures.Times, figures.AllocatedBytes);
        }
    }

    /// <summary>Takes what another one, written by another thread, has now.</summary>
    internal void CopyFrom(RunHistory other)
    {
        lock (other._lock)
        {
            MakeRoom(other._kinds.Count);
            for (int kind = 0; kind < _kinds.Count; kind++)
            {
                _kinds[kind].CopyFrom(other._kinds[kind]);
            }

            HeldOutLoss.CopyFrom(other.HeldOutLoss);
            NewestHeldOutLoss = other.NewestHeldOutLoss;
            StoppedAt = other.StoppedAt;
            Score.CopyFrom(other.Score);
            LossWindow.CopyFrom(other.LossWindow);
            NewRowsLossWindow.CopyFrom(other.NewRowsLossWindow);
            Frames.CopyFrom(other.Frames);
        }
    }

    private void MakeRoom(int kinds)
    {
        while (_kinds.Count < kinds)
        {
            _kinds.Add(new KindHistory());
        }

        _kinds.RemoveRange(kinds, _kinds.Count - kinds);
    }
}

/// <summary>The losses of one kind's brain over the frames of a run.</summary>
internal sealed class KindHistory
{
    /// <summary>Training loss.</summary>
    public Curve Loss { get; } = new();

    /// <summary>Loss of decisions before anything was learned from their rows.</summary>
    public Curve NewRowsLoss { get; } = new();

    /// <summary>Figures that the brain's learner reported in the run.</summary>
    public FigureTotals Figures { get; } = new();

    internal void Clear()
    {
        Loss.Clear();
        NewRowsLoss.Clear();
        Figures.Clear();
    }

    internal void Add(long frame, in KindFigures figures)
    {
        Loss.Add(frame, figures.Loss);
        NewRowsLoss.Add(frame, figures.NewRowsLoss);
        Figures.Add(figures.Figures);
    }

    internal void CopyFrom(KindHistory other)
    {
        Loss.CopyFrom(other.Loss);
        NewRowsLoss.CopyFrom(other.NewRowsLoss);
        Figures.CopyFrom(other.Figures);
    }
}

/// <summary>Mean loss over the first and the newest 60 frames that learned: the figures that a headless run reports.</summary>
internal sealed class LossWindow
{
    private const int Length = 60;
    private readonly float[] _newest = new float[Length];
    private double _firstSum;
    private long _count;
    private bool _hasFirst = true;

    /// <summary>Over the first; NaN before any learned, and where the run began before it was seen.</summary>
    public double First => _count == 0 || !_hasFirst ? double.NaN : _firstSum / Math.Min(_count, Length);

    /// <summary>Over the newest, summed from the newest on as the report does; NaN before any learned.</summary>
    public double Last
    {
        get
        {
            int taken = (int)Math.Min(_count, Length);
            double sum = 0;
            for (long i = _count - 1; i >= _count - taken; i--)
            {
                sum += _newest[i % Length];
            }

            return taken == 0 ? double.NaN : sum / taken;
        }
    }

    internal void Add(float loss)
    {
        if (float.IsNaN(loss))
        {
            return;
        }

        _firstSum += _count < Length ? loss : 0;
        _newest[_count++ % Length] = loss;
    }

    /// <param name="isResumed">Whether the run's first frames were played in another.</param>
    internal void Begin(bool isResumed) => (_firstSum, _count, _hasFirst) = (0, 0, !isResumed);

    internal void CopyFrom(LossWindow other)
    {
        other._newest.CopyTo(_newest, 0);
        (_firstSum, _count, _hasFirst) = (other._firstSum, other._count, other._hasFirst);
    }
}

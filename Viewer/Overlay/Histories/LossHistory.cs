using NeuroAgents.Learning;

namespace NeuroAgents.Overlay.Histories;

/// <summary>The losses of every frame so far, in a fixed amount of memory. Adding to it and copying it do not allocate.</summary>
internal sealed class LossHistory
{
    private readonly List<BrainHistory> _brains = [];

    /// <summary>Losses by brain.</summary>
    public IReadOnlyList<BrainHistory> Brains => _brains;

    /// <summary>Loss on held-out examples.</summary>
    public Curve HeldOut { get; } = new();

    /// <summary>The newest loss on held-out examples; NaN before the first.</summary>
    public double NewestHeldOut { get; private set; } = double.NaN;

    /// <summary>Frame in which learning was stopped; null if it was not.</summary>
    public long? StoppedAt { get; internal set; }

    /// <summary>Training loss of the first and the newest frames, averaged over brains.</summary>
    public LossWindow Window { get; } = new();

    /// <summary>Loss of decisions before learning from their rows, of the first and the newest frames.</summary>
    public LossWindow NewRowsWindow { get; } = new();

    /// <summary>Begins a run.</summary>
    /// <param name="brains">Number of its brains.</param>
    /// <param name="isResumed">Whether its first frames were played in an earlier run.</param>
    /// <param name="stoppedAt">Frame in which its learning was already stopped; null if it was not.</param>
    internal void Begin(int brains, bool isResumed, long? stoppedAt = null)
    {
        MakeRoom(brains);
        _brains.ForEach(static brain => brain.Clear());
        HeldOut.Clear();
        (NewestHeldOut, StoppedAt) = (double.NaN, stoppedAt);
        Window.Begin(isResumed);
        NewRowsWindow.Begin(isResumed);
    }

    /// <summary>Adds a frame's means over all brains; NaN is ignored.</summary>
    internal void Add(float loss, float newRowsLoss)
    {
        Window.Add(loss);
        NewRowsWindow.Add(newRowsLoss);
    }

    /// <summary>Adds a loss on held-out examples; NaN is ignored.</summary>
    internal void AddHeldOut(long frame, double loss)
    {
        HeldOut.Add(frame, loss);
        NewestHeldOut = double.IsNaN(loss) ? NewestHeldOut : loss;
    }

    internal void CopyFrom(LossHistory other)
    {
        MakeRoom(other._brains.Count);
        for (int i = 0; i < _brains.Count; i++)
        {
            _brains[i].CopyFrom(other._brains[i]);
        }

        HeldOut.CopyFrom(other.HeldOut);
        (NewestHeldOut, StoppedAt) = (other.NewestHeldOut, other.StoppedAt);
        Window.CopyFrom(other.Window);
        NewRowsWindow.CopyFrom(other.NewRowsWindow);
    }

    private void MakeRoom(int brains)
    {
        while (_brains.Count < brains)
        {
            _brains.Add(new BrainHistory());
        }

        _brains.RemoveRange(brains, _brains.Count - brains);
    }
}

/// <summary>The losses of one brain over frames.</summary>
internal sealed class BrainHistory
{
    /// <summary>Training loss.</summary>
    public Curve Loss { get; } = new();

    /// <summary>Loss of decisions before learning from their rows.</summary>
    public Curve NewRowsLoss { get; } = new();

    /// <summary>Figures that the brain's learner reported.</summary>
    public FigureTotals Figures { get; } = new();

    internal void Clear()
    {
        Loss.Clear();
        NewRowsLoss.Clear();
        Figures.Clear();
    }

    /// <summary>Adds a frame's losses; NaN is ignored.</summary>
    internal void Add(long frame, float loss, float newRowsLoss)
    {
        Loss.Add(frame, loss);
        NewRowsLoss.Add(frame, newRowsLoss);
    }

    internal void CopyFrom(BrainHistory other)
    {
        Loss.CopyFrom(other.Loss);
        NewRowsLoss.CopyFrom(other.NewRowsLoss);
        Figures.CopyFrom(other.Figures);
    }
}

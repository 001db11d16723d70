using NeuroAgents.Simulation.Running;

namespace NeuroAgents.Viewer.Live;

/// <summary>What every frame of a run so far measured, in a fixed amount of memory. A copy under a lock passes it from thread to thread; nothing allocates.</summary>
public sealed class RunHistory
{
    private readonly Lock _lock = new();

    /// <summary>Training loss.</summary>
    public Curve Loss { get; } = new();

    /// <summary>Loss on held-out examples.</summary>
    public Curve HeldOutLoss { get; } = new();

    /// <summary>The newest loss on held-out examples; NaN before the first.</summary>
    public double NewestHeldOutLoss { get; private set; } = double.NaN;

    /// <summary>Score from the start to the frame.</summary>
    public Curve Score { get; } = new();

    /// <summary>Loss of the first and of the newest frames.</summary>
    public LossWindow LossWindow { get; } = new();

    /// <summary>How long frames took.</summary>
    public FrameHistory Frames { get; } = new();

    internal void Clear()
    {
        lock (_lock)
        {
            Loss.Clear();
            HeldOutLoss.Clear();
            NewestHeldOutLoss = double.NaN;
            Score.Clear();
            LossWindow.Clear();
            Frames.Clear();
        }
    }

    internal void Add(in LiveFigures figures)
    {
        lock (_lock)
        {
            Loss.Add(figures.Frames, figures.Loss);
            HeldOutLoss.Add(figures.Frames, figures.HeldOutLoss);
            NewestHeldOutLoss = double.IsNaN(figures.HeldOutLoss) ? NewestHeldOutLoss : figures.HeldOutLoss;
            Score.Add(figures.Frames, figures.Score);
            LossWindow.Add(figures.Loss);
            Frames.Add(figures.Times, figures.AllocatedBytes);
        }
    }

    /// <summary>Takes what another one, written by another thread, has now.</summary>
    internal void CopyFrom(RunHistory other)
    {
        lock (other._lock)
        {
            Loss.CopyFrom(other.Loss);
            HeldOutLoss.CopyFrom(other.HeldOutLoss);
            NewestHeldOutLoss = other.NewestHeldOutLoss;
            Score.CopyFrom(other.Score);
            LossWindow.CopyFrom(other.LossWindow);
            Frames.CopyFrom(other.Frames);
        }
    }
}

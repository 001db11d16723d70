using NeuroAgents.Overlay.Histories;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What every frame of a run so far measured, in a fixed amount of memory. A copy under a lock passes it from thread to thread; nothing allocates.</summary>
internal sealed class RunHistory
{
    private readonly Lock _lock = new();

    /// <summary>Losses, by kind of agents and in all.</summary>
    public LossHistory Losses { get; } = new();

    /// <summary>Score from the start to the frame.</summary>
    public Curve Score { get; } = new();

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
            Losses.Begin(kinds, isResumed, stoppedAt);
            Score.Clear();
            Frames.Clear();
        }
    }

    internal void Add(in LiveFigures figures)
    {
        lock (_lock)
        {
            for (int kind = 0; kind < figures.Kinds.Length; kind++)
            {
                KindFigures own = figures.Kinds.Span[kind];
                Losses.Brains[kind].Add(figures.Frames, own.Loss, own.NewRowsLoss);
                Losses.Brains[kind].Figures.Add(own.Figures);
            }

            Losses.AddHeldOut(figures.Frames, figures.HeldOutLoss);
            Losses.StoppedAt = figures.StoppedAt;
            Losses.Add(figures.Loss, figures.NewRowsLoss);
            Score.Add(figures.Frames, figures.Score);
            Frames.Add(figures.Times, figures.AllocatedBytes);
        }
    }

    /// <summary>Takes what another one, written by another thread, has now.</summary>
    internal void CopyFrom(RunHistory other)
    {
        lock (other._lock)
        {
            Losses.CopyFrom(other.Losses);
            Score.CopyFrom(other.Score);
            Frames.CopyFrom(other.Frames);
        }
    }
}

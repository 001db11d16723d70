using NeuroAgents.Overlay.Histories;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The measurements of every frame of a run, in a fixed amount of memory. Threads exchange them by copying under a lock. Does not allocate.</summary>
internal sealed class RunHistory
{
    private readonly Lock _lock = new();

    /// <summary>Losses, by kind of agent and in total.</summary>
    public LossHistory Losses { get; } = new();

    /// <summary>Score after each frame.</summary>
    public Curve Score { get; } = new();

    /// <summary>Frame timings.</summary>
    public FrameHistory Frames { get; } = new();

    /// <summary>Resets the history for a new run.</summary>
    /// <param name="kinds">Number of kinds of agents.</param>
    /// <param name="isResumed">Whether the run resumes a saved one, so its first frames are missing here.</param>
    /// <param name="stoppedAt">Frame in which learning had already been stopped; null if it had not.</param>
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

    /// <summary>Copies the current content of a history that another thread writes.</summary>
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

using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Viewer.Live;

/// <summary>The losses of one kind's brain over the frames of a run.</summary>
public sealed class KindHistory
{
    /// <summary>Training loss.</summary>
    public Curve Loss { get; } = new();

    /// <summary>Loss of decisions before anything was learned from their rows.</summary>
    public Curve NewRowsLoss { get; } = new();

    internal void Clear()
    {
        Loss.Clear();
        NewRowsLoss.Clear();
    }

    internal void Add(long frame, in KindFigures figures)
    {
        Loss.Add(frame, figures.Loss);
        NewRowsLoss.Add(frame, figures.NewRowsLoss);
    }

    internal void CopyFrom(KindHistory other)
    {
        Loss.CopyFrom(other.Loss);
        NewRowsLoss.CopyFrom(other.NewRowsLoss);
    }
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>How a brain does on examples that it is never taught, as measured every so many frames.</summary>
public sealed class HeldOutRecord
{
    /// <summary>Frame of the newest measurement; −1 before the first.</summary>
    public long Frame { get; private set; } = -1;

    /// <summary>The newest loss; NaN before the first and where no brain decides.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The newest share of right answers, 0 to 1.</summary>
    public double Accuracy { get; private set; }

    /// <summary>The lowest loss of the run; NaN before the first.</summary>
    public double LowestLoss { get; private set; } = double.NaN;

    /// <summary>Frame in which learning was stopped and the best weights taken back; null if it was not.</summary>
    public long? StoppedAt { get; internal set; }

    internal void Add(long frame, double loss, double accuracy)
    {
        (Frame, Loss, Accuracy) = (frame, loss, accuracy);
        LowestLoss = loss >= LowestLoss ? LowestLoss : loss;
    }
}

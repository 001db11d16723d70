using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The measurements of a brain on held-out examples, which it is never taught. Updated at a fixed interval of frames.</summary>
public sealed class HeldOutRecord
{
    private const string CountsKey = "scenario/held_out_frames";
    private const string MeasuresKey = "scenario/held_out";

    /// <summary>Frame of the newest measurement; −1 before the first.</summary>
    public long Frame { get; private set; } = -1;

    /// <summary>The newest loss; NaN before the first measurement and when no brain decides.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The newest share of right answers, 0 to 1.</summary>
    public double Accuracy { get; private set; }

    /// <summary>The lowest loss of the run; NaN before the first measurement.</summary>
    public double LowestLoss { get; private set; } = double.NaN;

    /// <summary>Frame in which learning stopped and the best weights were restored; null if learning has not stopped.</summary>
    public long? StoppedAt { get; internal set; }

    /// <summary>Frames without a lower loss on the validation points after which learning stops; 0 if it never stops. The validation points are separate from the held-out ones.</summary>
    public int Patience { get; internal init; }

    internal void Save(TensorArchive archive)
    {
        archive.Add<long>(CountsKey, [2], [Frame, StoppedAt ?? -1]);
        archive.Add<long>(MeasuresKey, [3], [.. new[] { Loss, Accuracy, LowestLoss }.Select(BitConverter.DoubleToInt64Bits)]);
    }

    /// <exception cref="ArchiveFormatException">An entry is missing or out of its range.</exception>
    internal void Load(TensorArchive archive)
    {
        long[] counts = archive.Get<long>(CountsKey, [2]);
        double[] measures = [.. archive.Get<long>(MeasuresKey, [3]).Select(BitConverter.Int64BitsToDouble)];
        if (counts[0] < -1 || counts[1] < -1 || counts[1] > counts[0] || measures[0] < 0 || !(measures[1] is >= 0 and <= 1) || measures[2] < 0)
        {
            throw new ArchiveFormatException(
                archive.Origin, $"tensors {CountsKey}, {MeasuresKey}", "frames, losses from 0 on and a share", FormattableString.Invariant($"{string.Join(", ", counts)}, {measures[0]}, {measures[1]}, {measures[2]}"));
        }

        (Frame, StoppedAt) = (counts[0], counts[1] < 0 ? null : counts[1]);
        (Loss, Accuracy, LowestLoss) = (measures[0], measures[1], measures[2]);
    }

    internal void Add(long frame, double loss, double accuracy)
    {
        (Frame, Loss, Accuracy) = (frame, loss, accuracy);
        LowestLoss = loss >= LowestLoss ? LowestLoss : loss;
    }
}

/// <summary>A feature of a session that measures the brain on held-out examples, which it is never taught.</summary>
public interface IHeldOutValidation
{
    /// <summary>The measurements so far.</summary>
    HeldOutRecord Record { get; }

    /// <summary>Measures the brain if a measurement is due in this frame. Called after the new weights are in use, and not counted in the measured frame time.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    void Validate(long frame);
}

using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learners;

/// <summary>What a guard knows, as tensors of an archive. Its copies of the weights stay out: those in the file are the good ones for whoever reads it.</summary>
internal static class GuardState
{
    private const int LevelValues = 4;

    /// <summary>Without a guard, the state of a new one: a file says the same whether or not somebody was guarded.</summary>
    internal static void Save(TensorArchive archive, string name, StepGuard? guard, Optimizer optimizer)
    {
        (LossLevel level, int faults, bool isAsGood) = guard?.State ?? (default, 0, true);
        long scale = BitConverter.DoubleToInt64Bits(optimizer.LearningRateScale);
        archive.Add<long>(name, [LevelValues + 3], [.. level.ToBits(), faults, isAsGood ? 1 : 0, scale]);
    }

    /// <summary>Reads before anything is changed, and gives what then changes it.</summary>
    /// <exception cref="ArchiveFormatException">The state is none that a guard can have.</exception>
    internal static Action Load(TensorArchive archive, string name, StepGuard? guard, Optimizer optimizer)
    {
        long[] values = archive.Get<long>(name, [LevelValues + 3]);
        double scale = BitConverter.Int64BitsToDouble(values[^1]);
        if (LossLevel.FromBits(values) is not { } level || values[LevelValues] is < 0 or > 1000 || !(scale > 0 && scale <= 1))
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{name}\"", "a guard's state", "values that none can have");
        }

        return () =>
        {
            optimizer.LearningRateScale = guard is null ? 1 : scale;
            if (guard is not null)
            {
                guard.State = (level, (int)values[LevelValues], values[LevelValues + 1] != 0);
            }
        };
    }
}

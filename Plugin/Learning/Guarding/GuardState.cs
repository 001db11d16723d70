using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Guarding;

/// <summary>State of a guard as one tensor of an archive. The guard's copies of the weights are saved separately, in saved games alone.</summary>
/// <param name="Level">Running level of the losses.</param>
/// <param name="Faults">Bad steps in a row, 0 to 1,000.</param>
/// <param name="IsUnchanged">Whether no step was applied since the last rollback or the start.</param>
/// <param name="Rollbacks">Rollbacks to the same good weights, 0 to <see cref="StepGuard.MaxRollbacks"/>.</param>
internal readonly record struct GuardState(LossLevel Level, int Faults, bool IsUnchanged, int Rollbacks)
{
    private const int LevelValues = 4;
    private const int MaxFaults = 1000;

    /// <summary>State of a new guard.</summary>
    internal static GuardState Start => new(default, 0, true, 0);

    /// <summary>Adds the guard's state. Without a guard it adds the state of a new one, so that the archive has the same tensors.</summary>
    internal static void Save(TensorArchive archive, string name, StepGuard? guard, Optimizer optimizer)
    {
        GuardState state = guard?.State ?? Start;
        long scale = BitConverter.DoubleToInt64Bits(optimizer.LearningRateScale);
        archive.Add<long>(name, [LevelValues + 3], [.. state.Level.ToBits(), state.Faults, (state.IsUnchanged ? 1 : 0) + 2 * state.Rollbacks, scale]);
    }

    /// <summary>Reads the state and the scale of the learning rate. Changes nothing.</summary>
    /// <exception cref="ArchiveFormatException">The state is not valid for any guard.</exception>
    internal static (GuardState State, double Scale) Read(TensorArchive archive, string name)
    {
        long[] values = archive.Get<long>(name, [LevelValues + 3]);
        double scale = BitConverter.Int64BitsToDouble(values[^1]);
        long faults = values[LevelValues], turn = values[LevelValues + 1];

        // Files from before the scale had a minimum may contain a scale of 0.
        return LossLevel.FromBits(values) is { } level && faults is >= 0 and <= MaxFaults && turn is >= 0 and <= 1 + 2 * StepGuard.MaxRollbacks && scale is >= 0 and <= 1
            ? (new GuardState(level, (int)faults, turn % 2 == 1, (int)(turn / 2)), scale)
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{name}\"", "a guard's state", "values that no guard can have");
    }
}

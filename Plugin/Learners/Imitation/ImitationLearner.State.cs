using NeuroAgents.Diagnostics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learners.Imitation;

public sealed partial class ImitationLearner
{
    private const string Kind = "imitation";
    private const string KindKey = $"{ILearner.StatePrefix}type";
    private const string DrawsKey = $"{ILearner.StatePrefix}draws";
    private const string StepKey = $"{ILearner.StatePrefix}layer_step";
    private const string OptimizerKey = $"{ILearner.StatePrefix}optimizer";
    private const string GuardCopiesKey = $"{ILearner.ExperiencePrefix}guard";
    private const string GuardKey = $"{ILearner.StatePrefix}guard";

    /// <inheritdoc/>
    public void Save(TensorArchive archive) => Save(archive, Optimizer, Guard, _draws, _backpropagation.Step);

    /// <inheritdoc/>
    public void SaveStart(TensorArchive archive) => Save(archive, _options.Optimizer.Create(_context.Parameters.Layout.Length), null, 0, 0);

    /// <inheritdoc/>
    public void Load(TensorArchive archive)
    {
        Require.NotNull(archive);
        string kind = archive.GetMetadata(KindKey);
        if (kind != Kind)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{KindKey}\"", $"\"{Kind}\"", $"\"{kind}\"");
        }

        long draws = archive.GetScalar<long>(DrawsKey), step = archive.GetScalar<long>(StepKey);
        if (draws < 0 || step < 0)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors {DrawsKey}, {StepKey}", "counts from 0 on", $"{draws} and {step}");
        }

        Action loadGuard = GuardState.Load(archive, GuardKey, Guard, Optimizer);
        Optimizer.Load(archive, OptimizerKey);
        loadGuard();
        (_draws, _backpropagation.Step) = (draws, step);
    }

    /// <inheritdoc/>
    public void SaveExperience(TensorArchive archive)
    {
        _replay.Save(archive, ILearner.ExperiencePrefix);
        SaveWorkspace(archive);
        Guard?.SaveCopies(archive, GuardCopiesKey);
    }

    /// <inheritdoc/>
    public void LoadExperience(TensorArchive archive)
    {
        LoadWorkspace(archive);
        _replay.Load(archive, ILearner.ExperiencePrefix);
        Guard?.LoadCopies(archive, GuardCopiesKey);
    }

    private static void Save(TensorArchive archive, Optimizer optimizer, StepGuard? guard, long draws, long step)
    {
        Require.NotNull(archive);
        archive.Metadata[KindKey] = Kind;
        archive.AddScalar(DrawsKey, draws);
        archive.AddScalar(StepKey, step);
        GuardState.Save(archive, GuardKey, guard, optimizer);
        optimizer.Save(archive, OptimizerKey);
    }
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Imitation;

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
        RequireState(archive, Optimizer, _context.Parameters.Layout.Length);
        Optimizer.LoadState(archive, OptimizerKey);
        (GuardState guard, double scale) = GuardState.Read(archive, GuardKey);
        Optimizer.LearningRateScale = Guard is null ? 1 : scale;
        if (Guard is not null)
        {
            Guard.State = guard;
        }

        (_draws, _backpropagation.Step) = (archive.GetCount(DrawsKey), archive.GetCount(StepKey));
    }

    /// <summary>Refuses a state that an imitation learner cannot have saved.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="optimizer">An optimizer of the learner's kind, of any length.</param>
    /// <param name="length">Length of the parameter buffer.</param>
    internal static void RequireState(TensorArchive archive, Optimizer optimizer, int length)
    {
        string kind = archive.GetMetadata(KindKey);
        if (kind != Kind)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{KindKey}\"", $"\"{Kind}\"", Excerpt.Of(kind));
        }

        archive.GetCount(DrawsKey);
        archive.GetCount(StepKey);
        GuardState.Read(archive, GuardKey);
        optimizer.RequireState(archive, OptimizerKey, length);
    }

    /// <inheritdoc/>
    public void SaveExperience(TensorArchive archive)
    {
        if (FindBadRow() is { } bad)
        {
            throw new InvalidOperationException($"experience: expected observations and labels within their ranges, received a row that is not, {bad} before the newest.");
        }

        _replay.Save(archive, ILearner.ExperiencePrefix);
        SaveWorkspace(archive);
        Guard?.SaveCopies(archive, GuardCopiesKey);
    }

    /// <inheritdoc/>
    public void LoadExperience(TensorArchive archive)
    {
        LoadWorkspace(archive);
        Optimizer.LoadRate(archive, OptimizerKey);
        _replay.Load(archive, ILearner.ExperiencePrefix);
        if (FindBadRow() is { } bad && !archive.IsTrusted)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors \"{ILearner.ExperiencePrefix}…\"", "observations and labels within their ranges", $"a row that is not, {bad} before the newest");
        }

        Guard?.LoadCopies(archive, GuardCopiesKey);
    }

    /// <summary>Finds the newest row that could not have been taught, counted back from the newest of all; null if there is none.</summary>
    private int? FindBadRow()
    {
        bool[] mask = new bool[_masks?.Width ?? 0];
        for (int i = 0; i < _replay.Kept; i++)
        {
            int row = _replay.RowBack(i);
            bool isBad = !_context.Normalizer.IsObservation(_observations[row]) || !(_spoiled[row][0] is >= 0 and <= SpoilingRows.MaxSteps);
            for (int choice = 0; choice < mask.Length; choice++)
            {
                float value = _masks![row][choice];
                mask[choice] = value == 1;
                isBad |= value is not (0 or 1);
            }

            if (isBad || !_context.Head.IsAction(_labels[row], mask))
            {
                return i;
            }
        }

        return null;
    }

    private static void Save(TensorArchive archive, Optimizer optimizer, StepGuard? guard, long draws, long step)
    {
        Require.NotNull(archive);
        archive.Metadata[KindKey] = Kind;
        archive.AddCount(DrawsKey, draws);
        archive.AddCount(StepKey, step);
        GuardState.Save(archive, GuardKey, guard, optimizer);
        optimizer.Save(archive, OptimizerKey);
    }
}

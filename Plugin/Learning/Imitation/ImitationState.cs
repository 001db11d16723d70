using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Imitation;

/// <summary>State of an imitation learner in saved brains and saved games: its kind, its number of minibatches, its labelled rows.</summary>
internal sealed class ImitationState(ImitationLearner learner, LearnerContext context) : ILearnerState
{
    private const string Kind = "imitation";
    private const string KindKey = $"{ILearnerState.StatePrefix}type";
    private const string DrawsKey = $"{ILearnerState.StatePrefix}draws";

    public void Save(TensorArchive archive) => Save(archive, learner.Draws);

    public void SaveStart(TensorArchive archive) => Save(archive, 0);

    public void Load(TensorArchive archive)
    {
        RequireKind(archive);
        learner.Draws = archive.GetCount(DrawsKey);
    }

    public void SaveExperience(TensorArchive archive)
    {
        if (FindBadRow() is { } bad)
        {
            throw new InvalidOperationException($"experience: expected observations and labels within their ranges, received an invalid row, {bad} rows before the newest one.");
        }

        learner.Replay.Save(archive, ILearnerState.ExperiencePrefix);
    }

    public void LoadExperience(TensorArchive archive)
    {
        learner.Replay.Load(archive, ILearnerState.ExperiencePrefix);
        if (FindBadRow() is { } bad && !archive.IsTrusted)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors \"{ILearnerState.ExperiencePrefix}…\"", "observations and labels within their ranges", $"an invalid row, {bad} rows before the newest one");
        }
    }

    /// <summary>Refuses a state that an imitation learner can't have saved. Changes nothing, and needs no learner.</summary>
    internal static void Require(TensorArchive archive, OptimizerOptions optimizer, ParameterLayout layout)
    {
        RequireKind(archive);
        archive.GetCount(DrawsKey);
        NetworkUpdater.RequireState(archive, NetworkNames.Policy, optimizer.Create(0), layout);
    }

    private static void Save(TensorArchive archive, long draws)
    {
        archive.Metadata[KindKey] = Kind;
        archive.AddCount(DrawsKey, draws);
    }

    private static void RequireKind(TensorArchive archive)
    {
        string kind = archive.GetMetadata(KindKey);
        if (kind != Kind)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{KindKey}\"", $"\"{Kind}\"", Excerpt.Of(kind));
        }
    }

    /// <summary>Finds the newest invalid row and returns its distance from the newest row; null if all rows are valid.</summary>
    private int? FindBadRow()
    {
        ReplayBuffer replay = learner.Replay;
        ReplayColumn observations = replay.Column("observation"), labels = replay.Column("label"), spoiled = replay.Column(RowEviction.Column);
        ReplayColumn? masks = context.Head.MaskWidth > 0 ? replay.Column("mask") : null;
        bool[] mask = new bool[context.Head.MaskWidth];
        for (int i = 0; i < replay.Kept; i++)
        {
            int row = replay.RowBack(i);
            bool isBad = !context.Normalizer.IsObservation(observations[row]) || !(spoiled[row][0] is >= 0 and <= RowEviction.MaxSteps);
            for (int choice = 0; choice < mask.Length; choice++)
            {
                float value = masks![row][choice];
                mask[choice] = value == 1;
                isBad |= value is not (0 or 1);
            }

            if (isBad || !context.Head.IsAction(labels[row], mask))
            {
                return i;
            }
        }

        return null;
    }
}

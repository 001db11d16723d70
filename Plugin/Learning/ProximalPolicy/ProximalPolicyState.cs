using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>State of a PPO learner: its kind, its numbers of updates and the moments of its rewards in saved brains, and also its rollouts and the progress of the update in saved games.</summary>
internal sealed class ProximalPolicyState(ProximalPolicyLearner learner) : ILearnerState
{
    private const string Kind = "ppo";
    private const string KindKey = $"{ILearnerState.StatePrefix}type";
    private const string UpdatesKey = $"{ILearnerState.StatePrefix}updates";
    private const string StartKey = $"{ILearnerState.StatePrefix}start";

    /// <summary>Marks a file with a reference policy. A brain with a leash does not continue a file without a reference policy, but takes the file's policy as its reference.</summary>
    private const string LeashKey = $"{ILearnerState.StatePrefix}leash";
    private const string Leash = "kl";

    public void Save(TensorArchive archive)
    {
        Save(archive, learner.Updates, learner.Start);
        learner.Rewards?.Save(archive, ILearnerState.StatePrefix);
    }

    public void SaveStart(TensorArchive archive)
    {
        Save(archive, 0, 0);
        if (learner.Rewards is not null)
        {
            RewardScale.SaveStart(archive, ILearnerState.StatePrefix);
        }
    }

    public void Load(TensorArchive archive)
    {
        RequireKind(archive);
        (long updates, long start) = (archive.GetCount(UpdatesKey), archive.GetCount(StartKey));
        learner.Rewards?.Load(archive, ILearnerState.StatePrefix);
        (learner.Updates, learner.Start) = (updates, start);
    }

    public void SaveExperience(TensorArchive archive) => learner.SaveRollouts(archive);

    public void LoadExperience(TensorArchive archive) => learner.LoadRollouts(archive);

    /// <summary>Refuses a state that no PPO learner saves. Needs no learner; changes nothing.</summary>
    internal static void Require(TensorArchive archive, ProximalPolicyOptions options, ParameterLayout layout)
    {
        RequireKind(archive);
        archive.GetCount(UpdatesKey);
        archive.GetCount(StartKey);
        if (options.ScaleRewards)
        {
            RewardScale.RequireState(archive, ILearnerState.StatePrefix);
        }

        NetworkUpdater.RequireState(archive, NetworkNames.Policy, options.Optimizer.Create(0), layout);
        NetworkUpdater.RequireState(archive, ProximalPolicyOptions.ValueNetwork, options.Optimizer.Create(0), layout);
    }

    private void Save(TensorArchive archive, long updates, long start)
    {
        archive.Metadata[KindKey] = Kind;
        if (learner.HasLeash)
        {
            archive.Metadata[LeashKey] = Leash;
        }

        archive.AddCount(UpdatesKey, updates);
        archive.AddCount(StartKey, start);
    }

    private static void RequireKind(TensorArchive archive)
    {
        string kind = archive.GetMetadata(KindKey);
        if (kind != Kind)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{KindKey}\"", $"\"{Kind}\"", Excerpt.Of(kind));
        }
    }
}

using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>State of a PPO learner: its kind and number of updates in saved brains, and also its rollouts and the progress of the update in saved games.</summary>
internal sealed class ProximalPolicyState(ProximalPolicyLearner learner) : ILearnerState
{
    private const string Kind = "ppo";
    private const string KindKey = $"{ILearnerState.StatePrefix}type";
    private const string UpdatesKey = $"{ILearnerState.StatePrefix}updates";

    public void Save(TensorArchive archive) => Save(archive, learner.Updates);

    public void SaveStart(TensorArchive archive) => Save(archive, 0);

    public void Load(TensorArchive archive)
    {
        RequireKind(archive);
        learner.Updates = archive.GetCount(UpdatesKey);
    }

    public void SaveExperience(TensorArchive archive) => learner.SaveRollouts(archive);

    public void LoadExperience(TensorArchive archive) => learner.LoadRollouts(archive);

    /// <summary>Refuses a state that no PPO learner saves. Needs no learner; changes nothing.</summary>
    internal static void Require(TensorArchive archive, OptimizerOptions optimizer, ParameterLayout layout)
    {
        RequireKind(archive);
        archive.GetCount(UpdatesKey);
        NetworkUpdater.RequireState(archive, NetworkNames.Policy, optimizer.Create(0), layout);
        NetworkUpdater.RequireState(archive, ProximalPolicyOptions.ValueNetwork, optimizer.Create(0), layout);
    }

    private static void Save(TensorArchive archive, long updates)
    {
        archive.Metadata[KindKey] = Kind;
        archive.AddCount(UpdatesKey, updates);
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

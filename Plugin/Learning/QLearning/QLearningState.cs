using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.QLearning;

/// <summary>The parts of a learner of Q-values that its state in saved files needs.</summary>
internal interface IQLearner
{
    /// <summary>Value of <c>type</c> in its options and in saved files.</summary>
    string Name { get; }

    /// <summary>Number of updates or minibatches so far. A loaded learner continues its random draws from it.</summary>
    long Progress { get; set; }

    void SaveExperience(TensorArchive archive);

    /// <exception cref="ArchiveFormatException">A part is missing, damaged or of other options.</exception>
    void LoadExperience(TensorArchive archive);
}

/// <summary>State of a learner of Q-values: its kind, its progress and the number of sampled decisions in saved brains, and also its experience in saved games.</summary>
internal sealed class QLearningState(IQLearner learner, IExploringHead head) : ILearnerState
{
    private const string KindKey = $"{ILearnerState.StatePrefix}type";
    private const string ProgressKey = $"{ILearnerState.StatePrefix}updates";
    private const string DecisionsKey = $"{ILearnerState.StatePrefix}decisions";

    public void Save(TensorArchive archive) => Save(archive, learner.Progress, head.Decisions);

    public void SaveStart(TensorArchive archive) => Save(archive, 0, 0);

    public void Load(TensorArchive archive)
    {
        RequireKind(archive, learner.Name);
        (learner.Progress, head.Decisions) = (archive.GetCount(ProgressKey), archive.GetCount(DecisionsKey));
    }

    public void SaveExperience(TensorArchive archive) => learner.SaveExperience(archive);

    public void LoadExperience(TensorArchive archive) => learner.LoadExperience(archive);

    /// <summary>Refuses a state that no learner of this kind saves. Needs no learner; changes nothing.</summary>
    /// <param name="archive">A saved brain.</param>
    /// <param name="kind">Name of the learner.</param>
    /// <param name="optimizer">The optimizer of each updater.</param>
    /// <param name="layout">Layout of the brain's parameters.</param>
    /// <param name="networks">Networks other than the policy that have an updater.</param>
    internal static void Require(TensorArchive archive, string kind, OptimizerOptions optimizer, ParameterLayout layout, params string[] networks)
    {
        RequireKind(archive, kind);
        archive.GetCount(ProgressKey);
        archive.GetCount(DecisionsKey);
        foreach (string network in (string[])[NetworkNames.Policy, .. networks])
        {
            NetworkUpdater.RequireState(archive, network, optimizer.Create(0), layout);
        }
    }

    private void Save(TensorArchive archive, long progress, long decisions)
    {
        archive.Metadata[KindKey] = learner.Name;
        archive.AddCount(ProgressKey, progress);
        archive.AddCount(DecisionsKey, decisions);
    }

    private static void RequireKind(TensorArchive archive, string expected)
    {
        string kind = archive.GetMetadata(KindKey);
        if (kind != expected)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{KindKey}\"", $"\"{expected}\"", Excerpt.Of(kind));
        }
    }
}

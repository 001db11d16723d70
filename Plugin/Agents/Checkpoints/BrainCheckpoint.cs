using System.Runtime.CompilerServices;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>The saving and loading of one brain: as a file of its own, or as a part of a saved game with agents and experience.</summary>
internal sealed class BrainCheckpoint(Brain brain)
{
    private const string DecisionsKey = "agents/decisions";
    private const string FrozenKey = "normalizer/frozen";

    private readonly HostedLearnerState _hosted = new(brain.Hosted);

    /// <summary>State of the learner before its first step. Null until the first load.</summary>
    private TensorArchive? _start;

    private HostedLearner Hosted => brain.Hosted;

    /// <param name="withAgents">Whether agents and experience are added, for a run that continues.</param>
    /// <param name="isTrusted">Whether only this process will read the archive: numbers may then be NaN or infinite.</param>
    /// <param name="call">Name of the public call.</param>
    internal TensorArchive ToArchive(bool withAgents, bool isTrusted = false, [CallerMemberName] string call = "")
    {
        brain.Host.Wait(call);
        brain.HandOver();
        TensorArchive archive = BrainArchive.Write(brain);
        SaveLearner(archive);
        new BrainCounters(withAgents ? Hosted.Counters : brain.Host.CountersWhenPublished(Hosted))
        {
            RefusedObservations = brain.Statistics.RefusedObservations,
            RefusedLabels = brain.Statistics.RefusedLabels,
            RefusedActions = brain.Statistics.RefusedActions,
            RefusedRewards = brain.Statistics.RefusedRewards,
        }.Write(archive);
        if (brain.IsNormalizationFrozen)
        {
            archive.AddScalar(FrozenKey, 1);
        }

        if (withAgents)
        {
            archive.AddCount(DecisionsKey, brain.Rows.Number);
            brain.Agents.Save(archive);
            brain.Transitions.Save(archive);
            brain.Stack?.Save(archive);
            SaveExperience(archive);
            _hosted.Save(archive, brain.Host.WaitingJobs);
            brain.SaveHeldMoments(archive);
        }

        if (!isTrusted)
        {
            BrainArchive.RequireSavable(archive, brain.Name);
        }

        archive.Seal();
        return archive;
    }

    internal BrainLoadReport Load(SavedBrain saved, [CallerMemberName] string call = "")
    {
        BrainTransfer transfer = new(saved, brain.Options, brain.Networks);
        brain.Host.WaitAndPublish(call);
        bool isContinued = LoadLearner(transfer);
        transfer.CopyParametersTo(brain.Parameters);
        Hosted.OnParametersReplaced(isContinued);
        transfer.CopyMomentsTo(brain.Moments);
        brain.ApplyHeldMoments();
        brain.IsNormalizationFrozen |= saved.Archive.TryFind(FrozenKey, out _);
        Hosted.Counters = saved.Counters.Learning;
        brain.Refusals.Resume(saved.Counters);
        return transfer.Report with { IsLearnerContinued = isContinued, SkippedFiles = saved.SkippedFiles };
    }

    /// <summary>Restores the brain from an archive with agents, saved by a brain with the same specs.</summary>
    /// <param name="saved">The archive.</param>
    /// <param name="waiting">Number of learning jobs that wait to be published; null to publish all that was learned.</param>
    internal void Restore(SavedBrain saved, int? waiting)
    {
        bool isSame = saved.Observations.Columns.SequenceEqual(brain.Observations.Columns) && saved.Actions.Outputs.SequenceEqual(brain.Actions.Outputs);
        BrainLoadReport report = isSame
            ? Load(saved)
            : throw new ArchiveFormatException(saved.Origin, "observations and actions", "those of this brain, in the same order", "different ones");
        if (brain.Learner is not null && !report.IsLearnerContinued)
        {
            throw new ArchiveFormatException(saved.Origin, "learner", "the kind and optimizer of this brain's learner", "different ones or none");
        }

        long decisions = saved.Archive.GetCount(DecisionsKey);
        LoadExperience(saved.Archive);
        brain.Agents = brain.Agents.Load(saved.Archive, decisions);
        brain.Agents.EnsureCapacity(2 * brain.Options.AgentCapacity);
        brain.Transitions = brain.Transitions.Load(saved.Archive, brain.Agents);
        brain.Stack = brain.Stack?.Load(saved.Archive, brain.Agents);
        brain.Rows.ResumeAt(decisions);
        _hosted.Load(saved.Archive, waiting);
        brain.LoadHeldMoments(saved.Archive);

        // Figures of learning so far belong to the game that was replaced.
        Hosted.TakeReport();
    }

    /// <summary>Captures the state that no archive holds, so a failed load can restore it.</summary>
    internal Unsaved CaptureUnsaved() => new(brain.Agents, brain.Transitions, brain.Rows.Mark, Hosted.Report, brain.Refusals.Copy());

    /// <summary>Restores captured state: the same agent table, so the game's handles stay valid, and the rows of the decision, which loading does not write.</summary>
    internal void RestoreUnsaved(in Unsaved captured)
    {
        (brain.Agents, brain.Transitions, Hosted.Report) = (captured.Agents, captured.Transitions, captured.Report);
        brain.Rows.Mark = captured.Rows;
        brain.Refusals.CopyFrom(captured.Refusals);
    }

    /// <summary>State of a brain that no archive holds.</summary>
    internal readonly record struct Unsaved(AgentTable Agents, TransitionIntake Transitions, DecisionMark Rows, LearningTally Report, RefusalLog Refusals);

    private void SaveLearner(TensorArchive archive)
    {
        Hosted.State?.Save(archive);
        foreach (NetworkUpdater updater in brain.Learner?.Updaters ?? [])
        {
            updater.Save(archive);
        }
    }

    private void SaveExperience(TensorArchive archive)
    {
        Hosted.State?.SaveExperience(archive);
        foreach (NetworkUpdater updater in brain.Learner?.Updaters ?? [])
        {
            updater.SaveRun(archive);
        }
    }

    /// <summary>Loads batch sizes, then the experience, which is checked against them.</summary>
    private void LoadExperience(TensorArchive archive)
    {
        foreach (NetworkUpdater updater in brain.Learner?.Updaters ?? [])
        {
            updater.LoadRun(archive);
        }

        Hosted.State?.LoadExperience(archive);
        Hosted.OnHyperparametersChanged();
    }

    private bool LoadLearner(BrainTransfer transfer)
    {
        if (brain.Learner is null)
        {
            return false;
        }

        _start ??= LearnerStart();
        using TensorArchive? state = transfer.LearnerState(_start);
        foreach (NetworkUpdater updater in brain.Learner.Updaters)
        {
            // Every part is checked before the first one changes.
            updater.RequireState(state ?? _start);
        }

        Hosted.State?.Load(state ?? _start);
        foreach (NetworkUpdater updater in brain.Learner.Updaters)
        {
            updater.Load(state ?? _start);
        }

        return state is not null;
    }

    private TensorArchive LearnerStart()
    {
        TensorArchive start = new();
        Hosted.State?.SaveStart(start);
        foreach (NetworkUpdater updater in brain.Learner!.Updaters)
        {
            updater.SaveStart(start);
        }

        return start;
    }
}

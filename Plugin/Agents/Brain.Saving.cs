using System.Runtime.CompilerServices;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

public sealed partial class Brain
{
    private const string DecisionsKey = "agents/decisions";
    private const string FrozenKey = "normalizer/frozen";

    /// <summary>What the learner carries before its first step, once a brain was loaded.</summary>
    private TensorArchive? _learnerStart;

    /// <summary>Writes the brain to a safetensors file: weights, the learner's state without its experience, specs, options, counters. Allocates. Call it between frames.</summary>
    /// <remarks>Where learning runs beside the game it waits for the steps that are under way and writes what they made; when the game decides by it stays as it was.</remarks>
    /// <param name="path">The file: replaced whole or not at all, be it that the machine fails.</param>
    /// <param name="generations">How many files are kept, the new one included, 1 to 9: the old ones as <c>FILE.1</c>, <c>FILE.2</c> and so on.</param>
    /// <exception cref="ArgumentException">The path is empty, or <paramref name="generations"/> out of its range.</exception>
    /// <exception cref="IOException">The file cannot be written; the old ones are kept. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    /// <exception cref="InvalidOperationException">
    /// A weight or a number of the learner's state is NaN or infinite, which can happen without a guard, or names or options are longer than a file can hold. The old files are kept.
    /// </exception>
    public void Save(string path, int generations = TensorArchive.DefaultGenerations)
    {
        using TensorArchive archive = ToArchive(withAgents: false);
        archive.Save(path, generations);
    }

    /// <summary>What <see cref="Save"/> writes. Allocates. Call it between frames.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Save"/>.</exception>
    public TensorArchive ToArchive() => ToArchive(withAgents: false);

    /// <param name="withAgents">Whether its agents and its experience are added, for a run that goes on.</param>
    /// <param name="isTrusted">Whether only this process will read the archive: numbers may then be NaN or infinite.</param>
    /// <param name="call">Name of the public call.</param>
    internal TensorArchive ToArchive(bool withAgents, bool isTrusted = false, [CallerMemberName] string call = "")
    {
        _learning.Wait(call);
        RecordTaught();
        TensorArchive archive = BrainArchive.Write(Name, _options, Parameters, _moments, Learner, (withAgents ? _learning.Counters : _learning.CountersToCome) with
        {
            RefusedObservations = RefusedObservations,
            RefusedLabels = RefusedLabels,
            RefusedActions = RefusedActions,
        });
        if (IsNormalizationFrozen)
        {
            archive.AddScalar(FrozenKey, 1);
        }

        if (withAgents)
        {
            archive.AddCount(DecisionsKey, _rows.Number);
            _agents.Save(archive);
            Learner?.SaveExperience(archive);
            _learning.Save(archive);
        }

        if (!isTrusted)
        {
            BrainArchive.RequireSavable(archive, Name);
        }

        archive.Seal();
        return archive;
    }

    /// <summary>Takes over a saved brain; the next decision uses its weights. Allocates. Call it between frames.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote; the newest generation of it that is whole is read.</param>
    /// <returns>The matched names, see <see cref="Load(SavedBrain)"/>, and in <see cref="BrainLoadReport.Passed"/> the reasons why newer files were not read.</returns>
    /// <exception cref="ArchiveFormatException">The files are damaged, have a value out of its range, or have other hidden layers or another kind of actions than this brain. Nothing was changed.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public BrainLoadReport Load(string path)
    {
        SavedBrain saved = SavedBrain.Load(path);
        using TensorArchive archive = saved.Archive;
        return Load(saved);
    }

    /// <summary>Takes over a saved brain; the next decision uses its weights. Allocates. Call it between frames.</summary>
    /// <remarks>
    /// Observations and actions are matched by name, so a game that has changed them loads its old brains: known ones keep their weights and the optimizer's
    /// moments, new ones start at zero and have no effect until they are learned, removed ones are dropped. Agents, labels, experience and <see cref="LearningRate"/> stay.
    /// </remarks>
    /// <returns>What was matched.</returns>
    /// <exception cref="ArchiveFormatException">Hidden layers, activation or kind of actions are not this brain's, it knows none of the observations or none of the actions, or the learner's state is damaged; nothing was changed.</exception>
    public BrainLoadReport Load(SavedBrain saved)
    {
        Require.NotNull(saved);
        BrainTransfer transfer = new(saved, _options, Parameters.Layout);
        _learning.Settle();
        bool isContinued = LoadLearner(transfer);
        transfer.CopyParametersTo(Parameters);
        _learning.Restart(isContinued);
        transfer.TakeMoments(_moments);
        IsNormalizationFrozen |= saved.Archive.TryFind(FrozenKey, out _);
        _learning.Counters = saved.Counters;
        _refusals.Resume(saved.Counters);
        return transfer.Report with { IsLearnerContinued = isContinued, Passed = saved.Passed };
    }

    /// <summary>Goes on from an archive with agents, whose brain was the same.</summary>
    /// <param name="saved">The archive.</param>
    /// <param name="waiting">How many jobs of learning wait to be published; null to publish all that was learned.</param>
    internal void Restore(SavedBrain saved, int? waiting)
    {
        bool isSame = saved.Observations.Columns.SequenceEqual(Observations.Columns) && saved.Actions.Outputs.SequenceEqual(Actions.Outputs);
        BrainLoadReport report = isSame
            ? Load(saved)
            : throw new ArchiveFormatException(saved.Origin, "observations and actions", "those of this brain, in their order", "others");
        if (Learner is not null && !report.IsLearnerContinued)
        {
            throw new ArchiveFormatException(saved.Origin, "learner", "one of the same kind and optimizer as this brain's", "another one or none");
        }

        long decisions = saved.Archive.GetCount(DecisionsKey);
        Learner?.LoadExperience(saved.Archive);
        _agents = _agents.Load(saved.Archive, decisions);
        _agents.EnsureCapacity(2 * _options.AgentCapacity);
        _rows.ResumeAt(decisions);
        _learning.Load(saved.Archive, waiting);

        // The learning so far belongs to the game that ends here.
        _learning.TakeReport();
    }

    /// <summary>The state that a failing load restores and that no archive holds.</summary>
    internal Unsaved KeepUnsaved() => new(_agents, _rows.Mark, _learning.Report, _refusals.Copy());

    /// <summary>Restores the kept state: the same table, so that the game's handles stay valid, and the rows of the decision, which loading does not write.</summary>
    internal void PutBack(in Unsaved kept)
    {
        (_agents, _learning.Report) = (kept.Agents, kept.Report);
        _rows.Mark = kept.Rows;
        _refusals.TakeFrom(kept.Refusals);
    }

    internal readonly record struct Unsaved(AgentTable Agents, DecisionMark Rows, LearningTally Report, RefusalLog Refusals);

    /// <summary>The living agent of a number, such as one that was saved. Does not allocate.</summary>
    /// <param name="id">Its <see cref="AgentHandle.Id"/>.</param>
    /// <exception cref="ArgumentException">No living agent has it.</exception>
    public AgentHandle FindAgent(ulong id) => TryFindAgent(id, out AgentHandle handle)
        ? handle
        : throw new ArgumentException($"id: expected that of a living agent, received slot {id & uint.MaxValue}, generation {id >> 32}.", nameof(id));

    /// <summary>Finds the living agent with a number, if there is one. Does not allocate.</summary>
    /// <param name="id">The agent's <see cref="AgentHandle.Id"/>.</param>
    /// <param name="handle">The agent; the default value if no living agent has the number.</param>
    /// <returns>Whether a living agent has the number.</returns>
    public bool TryFindAgent(ulong id, out AgentHandle handle)
    {
        AgentHandle? found = _agents.Find(id);
        handle = found.GetValueOrDefault();
        return found is not null;
    }

    private bool LoadLearner(BrainTransfer transfer)
    {
        if (Learner is null)
        {
            return false;
        }

        if (_learnerStart is null)
        {
            _learnerStart = new TensorArchive();
            Learner.SaveStart(_learnerStart);
        }

        using TensorArchive? state = transfer.LearnerState(_learnerStart);
        Learner.Load(state ?? _learnerStart);
        return state is not null;
    }
}

using System.Diagnostics;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>A recording of what agents did: observations, allowed choices and actions, with rewards, next observations and episode ends unless it holds labels alone.</summary>
/// <remarks>
/// <para>Record with <see cref="Brain.Recording"/>, write with <see cref="Save"/>, read with <see cref="Load"/>, and learn from it with <see cref="Brain.Teach(Demonstrations)"/>: a brain of
/// the same observations and actions, in any game.</para>
/// <para>Rows of labels are in the order of the frames. Other rows are in the order in which their transitions ended. Rows with the same <see cref="Trajectory"/> are consecutive decisions of one agent, so episodes can be rebuilt:
/// each ends with a row whose <see cref="End"/> is not null, or is cut where its trajectory has no more rows. A transition is recorded when it ends, so those still open when a recording ends are missing.</para>
/// <para>The capacity is fixed, so recording does not allocate. When a recording is full, further rows are only counted. An action that its mask forbids is left out. To record longer, save and <see cref="Clear"/> between frames. One thread at a time.</para>
/// <para>File: a sealed <see cref="TensorArchive"/> of the format <c>neuroagents.demonstrations.1</c> with both specs as metadata and the float32 tensors <c>demonstrations/observation</c>, <c>action</c>, <c>mask</c>
/// and, for transitions, <c>reward</c>, <c>next_observation</c>, <c>next_mask</c>, <c>end</c> (0 goes on, 1 terminated, 2 truncated) and <c>trajectory</c>, each [rows, width].</para>
/// <example><code>
/// brain.Recording = new Demonstrations(brain.Observations, brain.Actions, DemonstrationSource.Hands, capacity: 100_000);
/// // Frames in which a player steers an agent: brain.Acted(agent, action), brain.Reward(agent, reward).
/// brain.Recording.Save("player.demonstrations");
///
/// // In a later game:
/// brain.Teach(Demonstrations.Load("player.demonstrations"));
/// </code></example>
/// </remarks>
public sealed class Demonstrations
{
    /// <summary>Value of the metadata entry <c>format</c> in a file.</summary>
    public const string Format = "neuroagents.demonstrations.1";

    /// <summary>Maximum capacity, rows. Trajectory numbers up to it are exact as float32.</summary>
    public const int MaximumCapacity = 1 << 23;

    private const float Terminated = 1, Truncated = 2;
    private readonly PolicyHead _head;
    private readonly int _continuousCount;
    private readonly ReplayBuffer _rows;
    private readonly ReplayColumn _observations;
    private readonly ReplayColumn _actions;
    private readonly ReplayColumn? _masks;
    private readonly TransitionColumns? _transitions;
    private readonly SlotTable<LastRow> _lastRows = new();
    private readonly bool[] _allowed;
    private int _trajectories;

    /// <summary>Number of cuts so far. A trajectory does not continue over a cut.</summary>
    private int _cuts;

    /// <summary>Allocates an empty recording.</summary>
    /// <param name="observations">Observations of the brain that is recorded.</param>
    /// <param name="actions">Actions of the brain that is recorded.</param>
    /// <param name="source">Actions to record.</param>
    /// <param name="capacity">Maximum number of rows, 1 to <see cref="MaximumCapacity"/>, and together at most 2,147,483,591 bytes. A row of labels takes 4 · (observations + actions + choices) bytes, a row with rewards about twice as much. Larger capacities record longer and use more memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The observations have no column, the source is not a member of the enumeration, or the capacity is out of its range.</exception>
    public Demonstrations(ObservationSpec observations, ActionSpec actions, DemonstrationSource source, int capacity)
    {
        Require.NotNull(observations);
        Require.NotNull(actions);
        Require.Positive(observations.Width);
        if (source is not (DemonstrationSource.Labels or DemonstrationSource.Actions or DemonstrationSource.Hands))
        {
            throw new ArgumentOutOfRangeException(nameof(source), source, $"source: expected Labels, Actions or Hands, received {(int)source}.");
        }

        (Observations, Actions, Source, _head, _continuousCount) = (observations.FrozenCopy(), actions, source, actions.Head, actions.ContinuousCount);
        List<KeyValuePair<string, int>> columns = Columns(observations, actions, source);
        Require.InRange(capacity, 1, Math.Min(MaximumCapacity, ArchiveLimits.DataBytes / RowBytes(observations, actions, source)));
        _rows = new ReplayBuffer(capacity, columns);
        (_observations, _actions) = (_rows.Column("observation"), _rows.Column("action"));
        _allowed = new bool[_head.MaskWidth];
        _masks = _head.MaskWidth > 0 ? _rows.Column("mask") : null;
        _transitions = source == DemonstrationSource.Labels ? null : new TransitionColumns(_rows, _masks is not null);
    }

    /// <summary>Observations of a row.</summary>
    public ObservationSpec Observations { get; }

    /// <summary>Actions of a row.</summary>
    public ActionSpec Actions { get; }

    /// <summary>Kind of actions that the rows hold.</summary>
    public DemonstrationSource Source { get; }

    /// <summary>The file that the recording was read from, or another name for it in errors.</summary>
    public string Origin { get; internal init; } = "demonstrations";

    /// <summary>Whether rows have rewards, next observations and ends.</summary>
    public bool HasTransitions => _transitions is not null;

    /// <summary>Maximum number of rows.</summary>
    public int Capacity => _rows.Capacity;

    /// <summary>Number of rows.</summary>
    public int Count { get; internal set; }

    /// <summary>Number of rows that were not recorded because the recording was full.</summary>
    public long Missed { get; private set; }

    /// <summary>Observation of a row in the units of the spec, one value per column. Does not allocate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Observation(int row) => Row(_observations, row);

    /// <summary>Action of a row: the continuous values, then the choice of each branch as a float. Does not allocate.</summary>
    /// <inheritdoc cref="Observation" path="/exception"/>
    public ReadOnlySpan<float> Action(int row) => Row(_actions, row);

    /// <summary>Allowed choices of a row, 1 or 0 for each choice of all branches; empty if all actions are continuous. Does not allocate.</summary>
    /// <inheritdoc cref="Observation" path="/exception"/>
    public ReadOnlySpan<float> Mask(int row) => Row(_masks, row);

    /// <summary>Sum of the rewards from a row's decision to the agent's next decision or the end of the episode. Does not allocate.</summary>
    /// <inheritdoc cref="Observation" path="/exception"/>
    /// <exception cref="InvalidOperationException">The recording holds labels.</exception>
    public float Reward(int row) => Rewards(row)[0];

    /// <summary>Observation at the agent's next decision, or at the end of a truncated episode; the row's own observation if the episode terminated. Does not allocate.</summary>
    /// <inheritdoc cref="Reward" path="/exception"/>
    public ReadOnlySpan<float> NextObservation(int row) => Row(Transitions.NextObservations, row);

    /// <summary>Choices allowed at the agent's next decision; all 1 at the end of an episode; empty if all actions are continuous. Does not allocate.</summary>
    /// <inheritdoc cref="Reward" path="/exception"/>
    public ReadOnlySpan<float> NextMask(int row) => Row(Transitions.NextMasks, row);

    /// <summary>Kind of the episode's end if the row is its last; null if the episode continues. Does not allocate.</summary>
    /// <inheritdoc cref="Reward" path="/exception"/>
    public EpisodeEnd? End(int row) => Row(Transitions.Ends, row)[0] switch
    {
        Terminated => EpisodeEnd.Terminated,
        Truncated => EpisodeEnd.Truncated,
        _ => null,
    };

    /// <summary>Number of the row's trajectory, from 1: an unbroken run of consecutive decisions of one agent. Does not allocate.</summary>
    /// <inheritdoc cref="Reward" path="/exception"/>
    public int Trajectory(int row) => (int)Row(Transitions.Trajectories, row)[0];

    /// <summary>Returns the bytes of a row in memory and in a file. Allocates.</summary>
    public static long RowBytes(ObservationSpec observations, ActionSpec actions, DemonstrationSource source)
    {
        Require.NotNull(observations);
        Require.NotNull(actions);
        return sizeof(float) * Columns(observations, actions, source).Sum(column => (long)column.Value);
    }

    /// <summary>Returns whether a brain has observations and actions with the same names in the same order, so that the brain can be recorded here and learn from the recording. Allocates.</summary>
    public bool Fits(Brain brain)
    {
        Require.NotNull(brain);
        return Names(brain.Observations).SequenceEqual(Names(Observations)) && Names(brain.Actions).SequenceEqual(Names(Actions));
    }

    /// <summary>Removes all rows. Further rows begin new trajectories. Does not allocate.</summary>
    public void Clear()
    {
        (Count, Missed, _trajectories) = (0, 0, 0);
        Cut();
    }

    /// <summary>Writes the rows to a file. Allocates. Call it between frames.</summary>
    /// <param name="path">The file. It is replaced atomically, even if the machine crashes.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is kept. <see cref="UnauthorizedAccessException"/> if rights are missing.</exception>
    public void Save(string path)
    {
        using TensorArchive archive = ToArchive();
        archive.Save(path);
    }

    /// <summary>Creates the archive that <see cref="Save"/> writes. Allocates. Call it between frames.</summary>
    public TensorArchive ToArchive() => DemonstrationArchive.Write(this);

    /// <summary>Reads a file that <see cref="Save"/> wrote. The file may come from an untrusted source: every value is checked. Allocates.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArchiveFormatException">The file is damaged, has another format, or has a value out of its range.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> if rights are missing.</exception>
    public static Demonstrations Load(string path)
    {
        using TensorArchive archive = TensorArchive.Load(path);
        return Read(archive);
    }

    /// <summary>Reads the archive of <see cref="ToArchive"/>, with the checks of <see cref="Load"/>. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The archive is damaged, has another format, or has a value out of its range.</exception>
    public static Demonstrations Read(TensorArchive archive)
    {
        Require.NotNull(archive);
        return DemonstrationArchive.Read(archive);
    }

    /// <summary>Names and widths of the columns.</summary>
    internal static List<KeyValuePair<string, int>> Columns(ObservationSpec observations, ActionSpec actions, DemonstrationSource source)
    {
        List<KeyValuePair<string, int>> columns = [new("observation", observations.Width), new("action", actions.Width)];
        if (actions.Shape.Choices > 0)
        {
            columns.Add(new("mask", actions.Shape.Choices));
        }

        if (source != DemonstrationSource.Labels)
        {
            columns.AddRange([new("reward", 1), new("next_observation", observations.Width), new("end", 1), new("trajectory", 1)]);
            if (actions.Shape.Choices > 0)
            {
                columns.Add(new("next_mask", actions.Shape.Choices));
            }
        }

        return columns;
    }

    /// <summary>Returns a column by name.</summary>
    internal ReplayColumn Column(string name) => _rows.Column(name);

    /// <summary>Finds the first column of a row that has values out of their range.</summary>
    internal (string Column, string Expected)? FindInvalid(int row)
    {
        return _masks is not null && !AreFlags(_masks[row]) ? ("mask", "0 or 1")
            : !IsAllowed(row) ? ("action", "values within their ranges and allowed choices")
            : _transitions?.FindInvalid(row);
    }

    /// <summary>Throws unless a brain of these specs can learn from the rows: the same names in the same order, and values that its normaliser maps.</summary>
    /// <exception cref="ArchiveFormatException">A name or a value differs.</exception>
    internal void RequireFitFor(ObservationSpec observations, ActionSpec actions, ObservationNormalizer normalizer)
    {
        RequireSpecs(observations, actions);
        for (int row = 0; row < Count; row++)
        {
            if (!normalizer.IsObservation(_observations[row]) || !(_transitions is null || normalizer.IsObservation(_transitions.NextObservations[row])))
            {
                throw new ArchiveFormatException(Origin, $"row {row}", $"observations of at most {ObservationNormalizer.Limit} times the brain's ranges", "larger ones");
            }
        }
    }

    /// <summary>Throws unless the names of observations, actions and choices are those of a brain, in the same order.</summary>
    /// <exception cref="ArchiveFormatException">A name differs.</exception>
    internal void RequireSpecs(ObservationSpec observations, ActionSpec actions)
    {
        if ((FindDifference("observations", Names(observations), Names(Observations)) ?? FindDifference("actions", Names(actions), Names(Actions))) is { } difference)
        {
            throw new ArchiveFormatException(Origin, difference.Part, difference.Expected, difference.Received);
        }
    }

    /// <summary>Makes the next rows begin new trajectories, and reserves memory for the agents.</summary>
    internal void Begin(int slots)
    {
        _lastRows.Reserve(slots);
        Cut();
    }

    /// <summary>Records rows in their order, as far as there is room.</summary>
    internal void Add(IExperienceBatch batch)
    {
        Debug.Assert(Count <= Capacity, "A recording never has more rows than its capacity.");
        for (int i = 0; i < batch.Count; i++)
        {
            if (Count == Capacity)
            {
                Missed += batch.Count - i;
                return;
            }

            Count += TryAdd(batch, i, Count) ? 1 : 0;
        }
    }

    internal ReadOnlySpan<float> Rewards(int row) => Row(Transitions.Rewards, row);

    /// <summary>Rows in the order in which learners receive them: trajectory by trajectory, each with the number of the transition within it.</summary>
    internal (int[] Rows, int[] Steps) ByTrajectory()
    {
        int[] rows = [.. Enumerable.Range(0, Count)], steps = new int[Count];
        if (_transitions is not null)
        {
            rows = [.. rows.OrderBy(Trajectory)];
            for (int i = 1; i < Count; i++)
            {
                steps[i] = Trajectory(rows[i]) == Trajectory(rows[i - 1]) ? steps[i - 1] + 1 : 0;
            }
        }

        return (rows, steps);
    }

    private TransitionColumns Transitions => _transitions ?? throw new InvalidOperationException($"{Origin}: expected a recording with rewards, received one of labels.");

    private void Cut() => _cuts++;

    /// <summary>Writes a row, unless its mask forbids its action: masks do not bind a person, and no learner could use the row.</summary>
    private bool TryAdd(IExperienceBatch batch, int from, int row)
    {
        batch.Values(ExperienceColumn.Observation, from).CopyTo(_observations[row]);
        Copy(batch.Values(ExperienceColumn.Mask, from), _masks, row);
        Span<float> action = _actions[row];
        batch.Values(_transitions is null ? ExperienceColumn.Label : ExperienceColumn.Action, from).CopyTo(action);
        for (int i = 0; i < _continuousCount; i++)
        {
            // A sampled action can lie outside the range to which the game's action was limited.
            action[i] = Math.Clamp(action[i], -1, 1);
        }

        if (!IsAllowed(row))
        {
            return false;
        }

        if (_transitions is null)
        {
            return true;
        }

        batch.Values(ExperienceColumn.Reward, from).CopyTo(_transitions.Rewards[row]);
        batch.Values(ExperienceColumn.NextObservation, from).CopyTo(_transitions.NextObservations[row]);
        Copy(batch.Values(ExperienceColumn.NextMask, from), _transitions.NextMasks, row);
        _transitions.Ends[row][0] = batch.End(from) switch
        {
            EpisodeEnd.Terminated => Terminated,
            EpisodeEnd.Truncated => Truncated,
            _ => 0,
        };
        _transitions.Trajectories[row][0] = TrajectoryOf(batch.Agent(from), batch.Transition(from));
        return true;
    }

    private bool IsAllowed(int row)
    {
        ReadOnlySpan<float> mask = _masks is null ? default : _masks[row];
        for (int i = 0; i < mask.Length; i++)
        {
            _allowed[i] = mask[i] != 0;
        }

        return _head.IsAction(_actions[row], _allowed);
    }

    private int TrajectoryOf(ulong agent, long transition)
    {
        ref LastRow last = ref _lastRows[agent];
        bool continues = last.Agent == agent && last.Transition + 1 == transition && last.Cuts == _cuts;
        last = new LastRow(agent, transition, continues ? last.Trajectory : ++_trajectories, _cuts);
        return last.Trajectory;
    }

    /// <summary>Copies a mask; a row without one allows every choice.</summary>
    private static void Copy(ReadOnlySpan<float> mask, ReplayColumn? column, int row)
    {
        if (column is not null && mask.IsEmpty)
        {
            column[row].Fill(1);
        }
        else if (column is not null)
        {
            mask.CopyTo(column[row]);
        }
    }

    /// <summary>Returns a row of a column; empty if there is no such column.</summary>
    private ReadOnlySpan<float> Row(ReplayColumn? column, int row)
    {
        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row: expected 0 to {Count - 1}, received {row}.");
        }

        return column is null ? default : column[row];
    }

    private static bool AreFlags(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (value is not (0 or 1))
            {
                return false;
            }
        }

        return true;
    }

    private static (string Part, string Expected, string Received)? FindDifference(string part, string[] expected, string[] received)
    {
        if (expected.Length != received.Length)
        {
            return (part, $"{expected.Length} as the brain has", $"{received.Length}");
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != received[i])
            {
                return ($"{part}, number {i + 1}", Excerpt.Of(expected[i]), Excerpt.Of(received[i]));
            }
        }

        return null;
    }

    private static string[] Names(ObservationSpec observations) => [.. observations.Columns.Select(column => column.Name)];

    private static string[] Names(ActionSpec actions) => [.. actions.Outputs.Select(output => output.Choice is null ? output.Action : $"{output.Action}: {output.Choice}")];

    /// <summary>Columns that only transitions have.</summary>
    private sealed class TransitionColumns(ReplayBuffer rows, bool isMasked)
    {
        internal ReplayColumn Rewards { get; } = rows.Column("reward");

        internal ReplayColumn NextObservations { get; } = rows.Column("next_observation");

        internal ReplayColumn? NextMasks { get; } = isMasked ? rows.Column("next_mask") : null;

        internal ReplayColumn Ends { get; } = rows.Column("end");

        internal ReplayColumn Trajectories { get; } = rows.Column("trajectory");

        internal (string Column, string Expected)? FindInvalid(int row)
        {
            float trajectory = Trajectories[row][0];
            return NextMasks is not null && !AreFlags(NextMasks[row]) ? ("next_mask", "0 or 1")
                : Ends[row][0] is not (0 or Terminated or Truncated) ? ("end", "0, 1 or 2")
                : !(trajectory >= 1 && trajectory <= MaximumCapacity && trajectory == (int)trajectory) ? ("trajectory", $"whole numbers from 1 to {MaximumCapacity}")
                : null;
        }
    }

    /// <summary>An agent's newest recorded transition.</summary>
    private readonly record struct LastRow(ulong Agent, long Transition, int Trajectory, int Cuts);
}

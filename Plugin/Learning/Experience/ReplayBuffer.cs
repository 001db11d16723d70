using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Experience;

/// <summary>A ring of the newest rows, stored as named columns: observation, action, label, and the learner's own.</summary>
/// <remarks>
/// Observations are stored raw and normalised when read. Appending and reading do not allocate. One thread at a time; with a reserve, one thread may append
/// up to <see cref="Reserve"/> rows while another reads the revealed ones.
/// <code>
/// without a reserve    [ oldest … newest ]                    appended rows replace the oldest
/// with a reserve       [ revealed rows | appended | gap ]     readers see the revealed rows, the writer fills the gap
/// </code>
/// </remarks>
public sealed class ReplayBuffer
{
    private readonly Dictionary<string, ReplayColumn> _columns = [];
    private readonly (ReplayColumn Column, ExperienceColumn? Source)[] _recorded;
    private readonly Recording _recording;

    /// <summary>Allocates the ring.</summary>
    /// <param name="capacity">Number of rows kept, at least 1.</param>
    /// <param name="columns">Names and widths of the columns.</param>
    /// <param name="reserve">Further rows, which one thread can append while another reads; 0 if one thread does both.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public ReplayBuffer(int capacity, IReadOnlyList<KeyValuePair<string, int>> columns, int reserve = 0)
    {
        Require.Positive(capacity);
        Require.NotNull(columns);
        Require.NotNegative(reserve);
        Capacity = capacity;
        Reserve = reserve;
        _recording = new Recording(this);
        foreach ((string name, int width) in columns)
        {
            _columns.Add(name, new ReplayColumn(checked(capacity + reserve), width));
        }

        _recorded = [.. _columns.Select(column => (column.Value, SourceOf(column.Key)))];
    }

    /// <summary>Number of rows kept.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows that can be appended while others are read.</summary>
    public int Reserve { get; }

    /// <summary>Number of rows that hold data and can be read.</summary>
    public int Count => (int)Math.Min(Revealed, Capacity);

    /// <summary>Number of rows ever appended.</summary>
    public long Appended { get; private set; }

    /// <summary>Number of rows ever revealed to the reader: all appended rows, unless there is a reserve.</summary>
    public long Revealed { get; private set; }

    /// <summary>Lets the reader see the first <paramref name="appended"/> rows ever appended, except the oldest ones beyond <see cref="Capacity"/>.</summary>
    /// <param name="appended">Number of rows, from <see cref="Revealed"/> to <see cref="Appended"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer rows than were revealed, or more than were appended.</exception>
    public void RevealUpTo(long appended)
    {
        Require.InRange(appended, Revealed, Appended);
        Revealed = appended;
    }

    /// <summary>Returns the column of a name. Look it up once, not per row.</summary>
    /// <exception cref="ArgumentException">No column has that name.</exception>
    public ReplayColumn Column(string name) => _columns.TryGetValue(name, out ReplayColumn? column)
        ? column
        : throw new ArgumentException($"name: expected one of {string.Join(", ", _columns.Keys)}, received \"{name}\".", nameof(name));

    /// <summary>Opens a row, in place of the oldest once the ring is full.</summary>
    /// <returns>The row. Write every column of it.</returns>
    public int Append() => Append(1);

    /// <summary>Opens rows, in place of the oldest once the ring is full.</summary>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <returns>
    /// The first row. The others follow it around the ring, as <see cref="RowAfter"/> counts. Write every column of the last
    /// <see cref="Capacity"/> of them.
    /// </returns>
    public int Append(int rows)
    {
        Require.Positive(rows);
        int first = (int)(Appended % Rows);
        Appended += rows;
        if (Reserve == 0)
        {
            // With a reserve, the reader's thread writes Revealed, possibly at this moment.
            Revealed = Appended;
        }

        return first;
    }

    /// <summary>Appends rows of experience in their order, shared by the workers.</summary>
    /// <remarks>
    /// Copies the columns that the batch and the ring both have, matched by the names <c>observation</c>, <c>label</c>, <c>mask</c>, <c>action</c>, <c>reward</c>, <c>next_observation</c> and <c>next_mask</c>. Other columns of the ring become 0 in the new rows; a missing mask becomes 1, which allows every choice.
    /// If the batch has more rows than <see cref="Capacity"/>, the last ones are kept.
    /// </remarks>
    /// <param name="batch">The rows.</param>
    /// <param name="workers">Workers that share the copying; null for the caller alone.</param>
    /// <exception cref="ArgumentException">A row of a column has another width.</exception>
    public void Append(IExperienceBatch batch, Workers? workers = null)
    {
        Require.NotNull(batch);
        if (batch.Count > 0)
        {
            _recording.Run(batch, workers);
        }
    }

    /// <summary>Removes a row by overwriting its values with those of another row.</summary>
    /// <param name="row">A row from <see cref="Sample"/>.</param>
    public void Evict(int row)
    {
        Require.InRange(row, 0, Rows - 1);
        Debug.Assert(Count > 0, "Rows are evicted from a ring that has rows to read.");
        int index = row % Count;
        int other = RowAt(index) == row ? RowAt((index + 1) % Count) : RowAt(index);
        // The dictionary's Values property allocates on first use.
        foreach (KeyValuePair<string, ReplayColumn> column in _columns)
        {
            column.Value[other].CopyTo(column.Value[row]);
        }
    }

    /// <summary>Returns the row that is a number of rows after another, around the ring.</summary>
    public int RowAfter(int first, int count) => (int)(((long)first + count) % Rows);

    /// <summary>Draws a row with equal chance from those that hold data.</summary>
    /// <param name="random">The learner's sampling stream.</param>
    /// <param name="draw">Number of the draw within the step.</param>
    /// <param name="step">Number of the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ring is empty.</exception>
    public int Sample(RandomSource random, int draw, long step) => RowAt(random.Below(Count, (ulong)draw, (ulong)step));

    /// <summary>Adds all rows to an archive, the oldest first: a tensor <c>prefix + column</c>, [rows, width], and the counts <c>prefix + appended</c> and <c>prefix + shown</c>. Allocates.</summary>
    /// <param name="archive">Archive to add to.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    public void Save(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        Debug.Assert(Revealed <= Appended, "Only appended rows are revealed.");
        int rows = (int)Math.Min(Appended, Rows);
        archive.AddCount($"{prefix}appended", Appended);
        archive.AddCount($"{prefix}shown", Revealed);
        foreach ((string name, ReplayColumn column) in _columns)
        {
            Span<float> values = archive.Reserve<float>(prefix + name, [rows, column.Width]);
            for (int i = 0; i < rows; i++)
            {
                column[(int)((Appended - rows + i) % Rows)].CopyTo(values[(i * column.Width)..]);
            }
        }
    }

    /// <summary>Loads the rows saved by a ring of the same columns and capacity, with any reserve. Allocates.</summary>
    /// <param name="archive">Archive to read from.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">A column is missing or of another shape, or there are too few rows; nothing was changed.</exception>
    public void Load(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        long appended = archive.GetCount($"{prefix}appended"), revealed = archive.GetCount($"{prefix}shown");
        if (revealed > appended)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors {prefix}appended, {prefix}shown", "a number of shown rows up to the number of appended ones", $"{appended} appended and {revealed} shown");
        }

        revealed = Math.Max(revealed, appended - Reserve);
        int needed = (int)Math.Min(appended, Capacity + appended - revealed);
        Dictionary<ReplayColumn, float[]> loaded = [];
        foreach ((string name, ReplayColumn column) in _columns)
        {
            int saved = archive.TryFind(prefix + name, out ArchivedTensor? tensor) && tensor.Shape.Length == 2 ? tensor.Shape[0] : needed;
            loaded.Add(column, archive.Get<float>(prefix + name, [Math.Max(saved, needed), column.Width]));
        }

        foreach ((ReplayColumn column, float[] values) in loaded)
        {
            for (int i = 1; i <= needed; i++)
            {
                values.AsSpan(values.Length - i * column.Width, column.Width).CopyTo(column[(int)((appended - i) % Rows)]);
            }
        }

        (Appended, Revealed) = (appended, revealed);
    }

    /// <summary>Number of rows that can be read, now or once they are revealed.</summary>
    internal int Kept => (int)Math.Min(Appended, Capacity + Appended - Revealed);

    /// <summary>Finds a row counted back from the newest, 0 to <see cref="Kept"/> − 1.</summary>
    internal int RowBack(int count) => (int)((Appended - 1 - count) % Rows);

    internal int Rows => Capacity + Reserve;

    /// <summary>Place in the ring of the row with this number among all rows ever appended, from 0. A newer row may have replaced it.</summary>
    internal int RowOf(long number) => (int)(number % Rows);

    /// <summary>Number of revealed rows that were appended after a readable row.</summary>
    internal int RevealedAfter(int row) => (int)((Revealed - 1 - row) % Rows + Rows) % Rows;

    /// <summary>Maps an index among the readable rows to a row of the ring. The reserve is a gap between the newest and the oldest readable row.</summary>
    private int RowAt(int index)
    {
        int end = (int)(Revealed % Rows), wrapped = end + Reserve - Rows;
        Debug.Assert(index >= 0 && index < Count, "A row is drawn from the revealed rows.");
        return wrapped >= 0 ? index + wrapped : index < end ? index : index + Reserve;
    }

    /// <summary>Maps a column's name to the experience that fills it; null for a column of the learner's own.</summary>
    private static ExperienceColumn? SourceOf(string name) => name switch
    {
        "observation" => ExperienceColumn.Observation,
        "label" => ExperienceColumn.Label,
        "mask" => ExperienceColumn.Mask,
        "action" => ExperienceColumn.Action,
        "reward" => ExperienceColumn.Reward,
        "next_observation" => ExperienceColumn.NextObservation,
        "next_mask" => ExperienceColumn.NextMask,
        _ => null,
    };

    private static bool IsMask(ExperienceColumn? column) => column is ExperienceColumn.Mask or ExperienceColumn.NextMask;

    /// <summary>Copies the rows of a batch on all workers.</summary>
    private sealed class Recording(ReplayBuffer owner) : IParallelWork
    {
        private const int RowsPerPart = 256;
        private IExperienceBatch? _batch;
        private int _firstRow;
        private int _skipped;

        internal void Run(IExperienceBatch batch, Workers? workers)
        {
            RequireWidths(batch, 0);
            _batch = batch;
            _firstRow = owner.Append(batch.Count);
            _skipped = Math.Max(0, batch.Count - owner.Capacity);
            int count = batch.Count - _skipped;
            if (workers is null)
            {
                Execute(0, count, 0);
            }
            else
            {
                workers.Run(this, count, RowsPerPart);
            }

            _batch = null;
        }

        public void Execute(int start, int count, int worker)
        {
            Debug.Assert(_batch is not null && start + count + _skipped <= _batch.Count, "Workers copy rows of the batch that is being recorded.");
            for (int i = start + _skipped; i < start + _skipped + count; i++)
            {
                RequireWidths(_batch, i);
                int row = owner.RowAfter(_firstRow, i);
                foreach ((ReplayColumn column, ExperienceColumn? source) in owner._recorded)
                {
                    ReadOnlySpan<float> values = source is { } from ? _batch.Values(from, i) : default;
                    if (values.IsEmpty)
                    {
                        column[row].Fill(IsMask(source) ? 1 : 0);
                    }
                    else
                    {
                        values.CopyTo(column[row]);
                    }
                }
            }
        }

        private void RequireWidths(IExperienceBatch batch, int row)
        {
            foreach ((ReplayColumn column, ExperienceColumn? source) in owner._recorded)
            {
                int width = source is { } from ? batch.Values(from, row).Length : column.Width;
                if (width != column.Width && !(width == 0 && IsMask(source)))
                {
                    throw new ArgumentException($"batch: expected {column.Width} values of {source}, received {width} in row {row}.", nameof(batch));
                }
            }
        }
    }
}

/// <summary>One named column of a <see cref="ReplayBuffer"/>.</summary>
public sealed class ReplayColumn
{
    private readonly float[] _values;

    internal ReplayColumn(int capacity, int width)
    {
        Require.Positive(width);
        Width = width;
        _values = new float[checked(capacity * width)];
    }

    /// <summary>Values per row.</summary>
    public int Width { get; }

    /// <summary>One row, <see cref="Width"/> values. Does not allocate.</summary>
    public Span<float> this[int row] => _values.AsSpan(row * Width, Width);
}

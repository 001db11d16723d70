using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.Experience;

/// <summary>A ring of the newest rows, stored as named columns: observation, action, label, whatever a learner keeps.</summary>
/// <remarks>
/// Observations are stored raw and normalised when read. Appending and reading do not allocate. One thread at a time; with a reserve, one thread may append
/// up to so many rows while another reads those that were shown to it.
/// </remarks>
public sealed partial class ReplayBuffer
{
    private readonly Dictionary<string, ReplayColumn> _columns = [];

    /// <summary>Allocates the ring.</summary>
    /// <param name="capacity">Number of rows kept, at least 1.</param>
    /// <param name="columns">Names and widths of the columns.</param>
    /// <param name="reserve">Rows beside them that can be appended while others are read; 0 if nobody does so.</param>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public ReplayBuffer(int capacity, IReadOnlyList<KeyValuePair<string, int>> columns, int reserve = 0)
    {
        Require.Positive(capacity);
        Require.NotNull(columns);
        Require.NotNegative(reserve);
        Capacity = capacity;
        Reserve = reserve;
        foreach ((string name, int width) in columns)
        {
            _columns.Add(name, new ReplayColumn(checked(capacity + reserve), width));
        }
    }

    /// <summary>Number of rows kept.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows that can be appended while others are read.</summary>
    public int Reserve { get; }

    /// <summary>Number of rows that hold data and can be read.</summary>
    public int Count => (int)Math.Min(Shown, Capacity);

    /// <summary>Number of rows ever appended.</summary>
    public long Appended { get; private set; }

    /// <summary>Number of rows ever shown to the reader: all that were appended, unless there is a reserve.</summary>
    public long Shown { get; private set; }

    /// <summary>Shows the reader what had been appended when <see cref="Appended"/> was so many, and hides the oldest rows beyond <see cref="Capacity"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than was shown before, or more than was appended.</exception>
    public void Show(long appended)
    {
        Require.InRange(appended, Shown, Appended);
        Shown = appended;
    }

    /// <summary>The column of a name: look it up once, not per row.</summary>
    /// <exception cref="ArgumentException">No column has that name.</exception>
    public ReplayColumn Column(string name) => _columns.TryGetValue(name, out ReplayColumn? column)
        ? column
        : throw new ArgumentException($"name: expected one of {string.Join(", ", _columns.Keys)}, received \"{name}\".", nameof(name));

    /// <summary>Opens a row, in place of the oldest once the ring is full.</summary>
    /// <returns>The row: write every column of it.</returns>
    public int Append() => Append(1);

    /// <summary>Opens rows, in place of the oldest once the ring is full.</summary>
    /// <param name="rows">How many, at least 1.</param>
    /// <returns>
    /// The first row; the others follow, and after the last row of the ring comes row 0: see <see cref="RowAfter"/>. Write every column of the last
    /// <see cref="Capacity"/> of them.
    /// </returns>
    public int Append(int rows)
    {
        Require.Positive(rows);
        int first = (int)(Appended % Rows);
        Appended += rows;
        Shown = Reserve == 0 ? Appended : Shown;
        return first;
    }

    /// <summary>Takes a row out: another one's values are written over it.</summary>
    /// <param name="row">A row that <see cref="Sample"/> gave.</param>
    public void Evict(int row)
    {
        Require.InRange(row, 0, Rows - 1);
        int index = row % Count;
        int other = RowAt(index) == row ? RowAt((index + 1) % Count) : RowAt(index);
        // The dictionary's Values property allocates on first use.
        foreach (KeyValuePair<string, ReplayColumn> column in _columns)
        {
            column.Value[other].CopyTo(column.Value[row]);
        }
    }

    /// <summary>The row that lies a number of rows behind another, round the ring.</summary>
    public int RowAfter(int first, int count) => (int)(((long)first + count) % Rows);

    /// <summary>A row drawn with equal chance from those that hold data.</summary>
    /// <param name="random">The learner's sampling stream.</param>
    /// <param name="draw">Which draw of the step.</param>
    /// <param name="step">Which step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ring is empty.</exception>
    public int Sample(RandomSource random, int draw, long step) => RowAt(random.Below(Count, (ulong)draw, (ulong)step));

    /// <summary>Number of rows that can be read, now or once they are revealed.</summary>
    internal int Kept => (int)Math.Min(Appended, Capacity + Appended - Shown);

    /// <summary>Finds a row counted back from the newest, 0 to <see cref="Kept"/> − 1.</summary>
    internal int RowBack(int count) => (int)((Appended - 1 - count) % Rows);

    private int Rows => Capacity + Reserve;

    /// <summary>A row of those that can be read. The reserve is a gap between the newest and the oldest of them, round the ring.</summary>
    private int RowAt(int index)
    {
        int end = (int)(Shown % Rows), wrapped = end + Reserve - Rows;
        return wrapped >= 0 ? index + wrapped : index < end ? index : index + Reserve;
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

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Learners;

/// <summary>A ring of the newest rows, stored as named columns: observation, action, label, whatever a learner keeps.</summary>
/// <remarks>Observations are stored raw and normalised when read. Appending and reading do not allocate. One thread at a time.</remarks>
public sealed class ReplayBuffer
{
    private readonly Dictionary<string, ReplayColumn> _columns = [];

    /// <summary>Allocates the ring.</summary>
    /// <param name="capacity">Number of rows kept, at least 1.</param>
    /// <param name="columns">Names and widths of the columns.</param>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public ReplayBuffer(int capacity, IReadOnlyList<KeyValuePair<string, int>> columns)
    {
        Require.Positive(capacity);
        Require.NotNull(columns);
        Capacity = capacity;
        foreach ((string name, int width) in columns)
        {
            _columns.Add(name, new ReplayColumn(capacity, width));
        }
    }

    /// <summary>Number of rows kept.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows that hold data.</summary>
    public int Count { get; private set; }

    /// <summary>Number of rows ever appended.</summary>
    public long Appended { get; private set; }

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
        int first = (int)(Appended % Capacity);
        Appended += rows;
        Count = (int)Math.Min(Appended, Capacity);
        return first;
    }

    /// <summary>The row that lies a number of rows behind another, round the ring.</summary>
    public int RowAfter(int first, int count) => (int)(((long)first + count) % Capacity);

    /// <summary>A row drawn with equal chance from those that hold data.</summary>
    /// <param name="random">The learner's sampling stream.</param>
    /// <param name="draw">Which draw of the step.</param>
    /// <param name="step">Which step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ring is empty.</exception>
    public int Sample(RandomSource random, int draw, long step) => random.Below(Count, (ulong)draw, (ulong)step);
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

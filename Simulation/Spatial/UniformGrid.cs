namespace NeuroAgents.Simulation.Spatial;

/// <summary>Points sorted by square cells, so that a neighbourhood is a few contiguous runs of memory.</summary>
/// <remarks>
/// Within a cell points stand in the order in which they were given: give them in an order of their own, not of their memory, and every sum over
/// neighbours has the same bits. <see cref="Build"/> allocates only when there are more points than ever before. Reading is thread safe.
/// </remarks>
public sealed class UniformGrid
{
    /// <summary>A neighbourhood has at most this many runs when its radius is at most twice the cell size.</summary>
    public const int MaximumRanges = 10;

    /// <summary>More would cost more memory and time than they save: cells are larger than asked for in worlds this wide.</summary>
    private const int MostCellsPerSide = 2048;

    private readonly Torus _world;
    private readonly float _cellsPerMetre;
    private readonly int[] _cellStarts;
    private int[] _cells = [];
    private float[] _x = [];
    private float[] _y = [];
    private int[] _items = [];

    /// <summary>Cuts the world into cells.</summary>
    /// <param name="world">The world, at least five cells wide.</param>
    /// <param name="minimumCellSize">Cells are at least this wide, m.</param>
    public UniformGrid(Torus world, float minimumCellSize)
    {
        _world = world;
        CellsPerSide = (int)Math.Min(world.Side / minimumCellSize, MostCellsPerSide);
        if (CellsPerSide < 5)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumCellSize), FormattableString.Invariant($"minimumCellSize: expected at most {world.Side / 5} m, received {minimumCellSize}."));
        }

        _cellsPerMetre = CellsPerSide / world.Side;
        _cellStarts = new int[CellsPerSide * CellsPerSide + 1];
    }

    /// <summary>Number of cells along a side.</summary>
    public int CellsPerSide { get; }

    /// <summary>Number of cells.</summary>
    public int CellCount => CellsPerSide * CellsPerSide;

    /// <summary>Number of points.</summary>
    public int Count { get; private set; }

    /// <summary>x of the points in sorted order, m.</summary>
    public ReadOnlySpan<float> X => _x.AsSpan(0, Count);

    /// <summary>y of the points in sorted order, m.</summary>
    public ReadOnlySpan<float> Y => _y.AsSpan(0, Count);

    /// <summary>Numbers of the points, as given to <see cref="Build"/>, in sorted order.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Sorts points into cells: a counting sort, stable.</summary>
    /// <param name="x">x of point i, m, within [0, side).</param>
    /// <param name="y">y of point i, m.</param>
    /// <param name="isPresent">Which points count; empty for all.</param>
    public void Build(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<bool> isPresent)
    {
        EnsureCapacity(x.Length);
        Array.Clear(_cellStarts);
        for (int i = 0; i < x.Length; i++)
        {
            if (isPresent.IsEmpty || isPresent[i])
            {
                int cell = CellOf(y[i]) * CellsPerSide + CellOf(x[i]);
                _cells[i] = cell;
                _cellStarts[cell + 1]++;
            }
            else
            {
                _cells[i] = -1;
            }
        }

        for (int cell = 0; cell < CellCount; cell++)
        {
            _cellStarts[cell + 1] += _cellStarts[cell];
        }

        Count = _cellStarts[CellCount];
        Place(x, y);
    }

    /// <summary>The sorted points of one cell: from Start up to End.</summary>
    public (int Start, int End) Cell(int cell) => (_cellStarts[cell], _cellStarts[cell + 1]);

    /// <summary>The cells that a circle around any point of a cell can touch.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="radius">Radius of the circle, m, at most twice the cell size.</param>
    /// <param name="ranges">At least <see cref="MaximumRanges"/> long.</param>
    /// <returns>Number of runs written.</returns>
    public int Neighbourhood(int cell, float radius, Span<CellRange> ranges)
    {
        float cells = radius * _cellsPerMetre;
        int reach = (int)Math.Ceiling(cells);
        if (reach > 2)
        {
            // Twice the cell size comes out a hair above 2 in some worlds: the numbers are rounded.
            reach = cells <= 2.00001f ? 2 : throw TooWide(radius);
        }

        int column = cell % CellsPerSide, row = cell / CellsPerSide;
        int count = 0;
        for (int y = row - reach; y <= row + reach; y++)
        {
            (int wrappedY, float shiftY) = WrapCell(y);
            int first = column - reach, last = column + reach;
            if (first < 0)
            {
                count = Add(ranges, count, wrappedY, first + CellsPerSide, CellsPerSide - 1, -_world.Side, shiftY);
                first = 0;
            }

            count = Add(ranges, count, wrappedY, first, Math.Min(last, CellsPerSide - 1), 0, shiftY);
            if (last >= CellsPerSide)
            {
                count = Add(ranges, count, wrappedY, 0, last - CellsPerSide, _world.Side, shiftY);
            }
        }

        return count;
    }

    /// <summary>The cell of a place.</summary>
    public int CellAt(float x, float y) => CellOf(y) * CellsPerSide + CellOf(x);

    private int Add(Span<CellRange> ranges, int count, int row, int firstColumn, int lastColumn, float shiftX, float shiftY)
    {
        int start = _cellStarts[row * CellsPerSide + firstColumn], end = _cellStarts[row * CellsPerSide + lastColumn + 1];
        if (start == end)
        {
            return count;
        }

        ranges[count] = new CellRange(start, end, shiftX, shiftY);
        return count + 1;
    }

    private (int Cell, float Shift) WrapCell(int cell)
    {
        if (cell < 0)
        {
            return (cell + CellsPerSide, -_world.Side);
        }

        return cell >= CellsPerSide ? (cell - CellsPerSide, _world.Side) : (cell, 0);
    }

    private ArgumentOutOfRangeException TooWide(float radius)
        => new(nameof(radius), FormattableString.Invariant($"radius: expected at most {2 / _cellsPerMetre} m, received {radius}."));

    private int CellOf(float coordinate) => Math.Min((int)(coordinate * _cellsPerMetre), CellsPerSide - 1);

    private void Place(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        // Filling moves each start to its cell's end, which is the next cell's start: moved back below.
        for (int i = 0; i < x.Length; i++)
        {
            if (_cells[i] >= 0)
            {
                int place = _cellStarts[_cells[i]]++;
                _x[place] = x[i];
                _y[place] = y[i];
                _items[place] = i;
            }
        }

        Array.Copy(_cellStarts, 0, _cellStarts, 1, CellCount);
        _cellStarts[0] = 0;
    }

    private void EnsureCapacity(int points)
    {
        if (points > _cells.Length)
        {
            int capacity = Math.Max(points, _cells.Length * 2);
            Array.Resize(ref _cells, capacity);
            Array.Resize(ref _x, capacity);
            Array.Resize(ref _y, capacity);
            Array.Resize(ref _items, capacity);
        }
    }
}

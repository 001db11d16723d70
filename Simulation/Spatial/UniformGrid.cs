using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Spatial;

/// <summary>A grid of square cells with points sorted by cell, so that the points of a neighbourhood lie in a few contiguous runs of memory.</summary>
/// <remarks>
/// The points of a cell keep the order in which they were given. If that order does not depend on how the points are stored, every sum over neighbours has
/// the same bits on every run. Building allocates only when there are more points than ever before. Reading is thread-safe.
/// </remarks>
public sealed class UniformGrid : IParallelWork
{
    /// <summary>Maximum number of runs in a neighbourhood.</summary>
    public const int MaximumRanges = 10;

    /// <summary>Number of extra values after the last point, so that vector loads may read past it.</summary>
    internal const int Slack = 16;

    private const int PointsPerPart = 512;

    /// <summary>Limit on the cells per side. More cells would cost more memory and time than they save, so wide worlds get larger cells than requested.</summary>
    private const int MaxCellsPerSide = 2048;

    private readonly Torus _world;
    private readonly float _cellsPerMetre;
    private readonly int _reach;
    private readonly int[] _cellStarts;
    private int[] _cells = [];
    private float[] _x = [];
    private float[] _y = [];
    private int[] _items = [];

    // The source of the build in progress, kept for the workers.
    private ReadOnlyMemory<float> _sourceX;
    private ReadOnlyMemory<float> _sourceY;
    private ReadOnlyMemory<bool> _sourcePresent;
    private bool _isSorted;

    /// <summary>Creates an empty grid that divides the world into cells.</summary>
    /// <param name="world">The world, at least 2 · reach + 1 cells wide.</param>
    /// <param name="minimumCellSize">Minimum width of a cell, m.</param>
    /// <param name="reach">Maximum number of cells that a neighbourhood extends to each side, 1 or 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The world is too narrow for cells of this size.</exception>
    public UniformGrid(Torus world, float minimumCellSize, int reach = 2)
    {
        _world = world;
        _reach = reach;
        CellsPerSide = (int)Math.Min(world.Side / minimumCellSize, MaxCellsPerSide);
        if (CellsPerSide < 2 * reach + 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumCellSize),
                FormattableString.Invariant($"minimumCellSize: expected at most {world.Side / (2 * reach + 1)} m, received {minimumCellSize}."));
        }

        _cellsPerMetre = CellsPerSide / world.Side;
        _cellStarts = new int[CellsPerSide * CellsPerSide + 2];
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

    /// <summary>Indices of the points in the input of the build, in sorted order.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary><see cref="X"/>, followed by <see cref="Slack"/> undefined values.</summary>
    internal ReadOnlySpan<float> XWithSlack => _x.AsSpan(0, Count + Slack);

    /// <summary><see cref="Y"/>, followed by <see cref="Slack"/> undefined values.</summary>
    internal ReadOnlySpan<float> YWithSlack => _y.AsSpan(0, Count + Slack);

    /// <summary>Sorts points into cells with a stable counting sort.</summary>
    /// <param name="x">x of point i, m, within [0, side).</param>
    /// <param name="y">y of point i, m.</param>
    /// <param name="isPresent">Whether point i is included; empty to include all points.</param>
    public void Build(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<bool> isPresent)
    {
        EnsureCapacity(x.Length);
        Assign(x, y, isPresent, 0, x.Length);
        Sort(x.Length);
        Gather(x, y, 0, Count);
    }

    /// <summary>Sorts points into cells on several threads, with the same result as on one.</summary>
    /// <param name="x">x of point i, m, within [0, side).</param>
    /// <param name="y">y of point i, m.</param>
    /// <param name="isPresent">Whether point i is included; empty to include all points.</param>
    /// <param name="workers">The threads that share the work.</param>
    internal void Build(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<bool> isPresent, Workers workers)
    {
        (_sourceX, _sourceY, _sourcePresent) = (x, y, isPresent);
        EnsureCapacity(x.Length);
        _isSorted = false;
        workers.Run(this, x.Length, PointsPerPart);
        Sort(x.Length);
        _isSorted = true;
        workers.Run(this, Count, PointsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        if (_isSorted)
        {
            Gather(_sourceX.Span, _sourceY.Span, start, count);
        }
        else
        {
            Assign(_sourceX.Span, _sourceY.Span, _sourcePresent.Span, start, count);
        }
    }

    /// <summary>Returns the range of sorted points in one cell: from Start up to but excluding End.</summary>
    public (int Start, int End) Cell(int cell) => (_cellStarts[cell], _cellStarts[cell + 1]);

    /// <summary>Finds the points in all cells that a circle around any point of a cell can touch.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="radius">Radius of the circle, m, at most <c>reach</c> times the cell size.</param>
    /// <param name="ranges">Receives the runs of points; at least <see cref="MaximumRanges"/> long.</param>
    /// <returns>Number of runs written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The radius is larger than <c>reach</c> times the cell size.</exception>
    public int Neighbourhood(int cell, float radius, Span<CellRange> ranges)
    {
        Span<CellRun> runs = stackalloc CellRun[MaximumRanges];
        return Ranges(runs[..Neighbours(cell, radius, runs)], ranges);
    }

    /// <summary>Finds the cells whose points <see cref="Neighbourhood"/> finds.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="radius">Radius of the circle, m, at most <c>reach</c> times the cell size.</param>
    /// <param name="runs">Receives the runs of cells; at least <see cref="MaximumRanges"/> long.</param>
    /// <returns>Number of runs written.</returns>
    internal int Neighbours(int cell, float radius, Span<CellRun> runs)
    {
        float cells = radius * _cellsPerMetre;
        int reach = (int)Math.Ceiling(cells);
        if (reach > _reach)
        {
            // In some worlds rounding makes the largest allowed radius slightly larger than the reach.
            reach = cells <= _reach * 1.000005f ? _reach : throw TooWide(radius);
        }

        int row = Math.DivRem(cell, CellsPerSide, out int column);
        return Rectangle(column - reach, column + reach, row - reach, row + reach, runs);
    }

    /// <summary>Finds the points in the cells that a circle touches.</summary>
    /// <param name="x">x of the circle's centre, m, within [0, side).</param>
    /// <param name="y">y of the circle's centre, m, within [0, side).</param>
    /// <param name="radius">Radius of the circle, m, at most <c>reach</c> times the cell size.</param>
    /// <param name="ranges">Receives the runs of points; at least <see cref="MaximumRanges"/> long.</param>
    /// <returns>Number of runs written.</returns>
    internal int Touched(float x, float y, float radius, Span<CellRange> ranges)
    {
        if (radius * _cellsPerMetre > _reach * 1.000005f)
        {
            throw TooWide(radius);
        }

        float reach = Widened(radius);
        (int firstColumn, int lastColumn) = Interval(x, reach);
        (int firstRow, int lastRow) = Interval(y, reach);
        Span<CellRun> runs = stackalloc CellRun[MaximumRanges];
        return Ranges(runs[..Rectangle(firstColumn, lastColumn, firstRow, lastRow, runs)], ranges);
    }

    /// <summary>Finds the points of the only cell that a circle touches. Returns false if the circle touches several cells or the world's seam.</summary>
    internal bool TryFindOnlyCell(float x, float y, float radius, out CellRange points)
    {
        float reach = Widened(radius);
        int column = CellOf(x - reach), row = CellOf(y - reach), cell = row * CellsPerSide + column;
        points = default;
        if (x < reach || y < reach || column != CellOf(x + reach) || row != CellOf(y + reach)
            || x + reach >= _world.Side || y + reach >= _world.Side)
        {
            return false;
        }

        points = new CellRange(_cellStarts[cell], _cellStarts[cell + 1], 0, 0);
        return true;
    }

    /// <summary>Returns the range of sorted points in a run of cells: from Start up to but excluding End.</summary>
    internal (int Start, int End) Points(in CellRun run) => (_cellStarts[run.First], _cellStarts[run.Last + 1]);

    /// <summary>Returns the number of the cell that contains a place within [0, side).</summary>
    public int CellAt(float x, float y) => CellOf(y) * CellsPerSide + CellOf(x);

    /// <summary>Finds the runs of a rectangle of cells. Rows and columns outside the world wrap around the seam.</summary>
    private int Rectangle(int firstColumn, int lastColumn, int firstRow, int lastRow, Span<CellRun> runs)
    {
        int count = 0;
        for (int y = firstRow; y <= lastRow; y++)
        {
            (int row, float shiftY) = WrapCell(y);
            int start = row * CellsPerSide, first = firstColumn;
            if (first < 0)
            {
                runs[count++] = new CellRun(start + first + CellsPerSide, start + Math.Min(-1, lastColumn) + CellsPerSide, -_world.Side, shiftY);
                first = 0;
            }

            if (lastColumn >= 0 && first < CellsPerSide)
            {
                runs[count++] = new CellRun(start + first, start + Math.Min(lastColumn, CellsPerSide - 1), 0, shiftY);
            }

            if (lastColumn >= CellsPerSide)
            {
                runs[count++] = new CellRun(start, start + lastColumn - CellsPerSide, _world.Side, shiftY);
            }
        }

        return count;
    }

    private int Ranges(ReadOnlySpan<CellRun> runs, Span<CellRange> ranges)
    {
        int count = 0;
        foreach (ref readonly CellRun run in runs)
        {
            (int start, int end) = Points(in run);
            if (start != end)
            {
                ranges[count++] = new CellRange(start, end, run.ShiftX, run.ShiftY);
            }
        }

        return count;
    }

    /// <summary>Enlarges a radius beyond rounding errors. One cell too many does no harm, but one too few would miss points at the circle's edge.</summary>
    private float Widened(float radius) => radius + _world.Side * (1f / (1 << 21));

    private (int First, int Last) Interval(float middle, float reach)
    {
        float from = middle - reach, to = middle + reach;
        int first = from < 0 ? CellOf(from + _world.Side) - CellsPerSide : CellOf(from);
        int last = to >= _world.Side ? CellOf(to - _world.Side) + CellsPerSide : CellOf(to);

        // Do not count a cell twice.
        return (first, Math.Min(last, first + CellsPerSide - 1));
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
        => new(nameof(radius), FormattableString.Invariant($"radius: expected at most {_reach / _cellsPerMetre} m, received {radius}."));

    private int CellOf(float coordinate) => Math.Min((int)(coordinate * _cellsPerMetre), CellsPerSide - 1);

    private void Assign(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<bool> isPresent, int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            _cells[i] = isPresent.IsEmpty || isPresent[i] ? CellAt(x[i], y[i]) : CellCount;
        }
    }

    /// <summary>Sorts the points' indices by cell; absent points come after the last cell. Runs on one thread, because each step depends on the one before.</summary>
    private void Sort(int points)
    {
        Array.Clear(_cellStarts);
        ReadOnlySpan<int> cells = _cells.AsSpan(0, points);
        foreach (int cell in cells)
        {
            _cellStarts[cell + 1]++;
        }

        int before = 0;
        foreach (ref int start in _cellStarts.AsSpan())
        {
            before += start;
            start = before;
        }

        Count = _cellStarts[CellCount];

        // Filling moves each start to its cell's end, which is the next cell's start. The copy below moves them back.
        for (int i = 0; i < cells.Length; i++)
        {
            _items[_cellStarts[cells[i]]++] = i;
        }

        Array.Copy(_cellStarts, 0, _cellStarts, 1, CellCount + 1);
        _cellStarts[0] = 0;
    }

    private void Gather(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int start, int count)
    {
        for (int i = start; i < start + count; i++)
        {
            int item = _items[i];
            _x[i] = x[item];
            _y[i] = y[item];
        }
    }

    private void EnsureCapacity(int points)
    {
        if (points + Slack > _cells.Length)
        {
            int capacity = Math.Max(points + Slack, _cells.Length * 2);
            _cells = new int[capacity];
            _x = new float[capacity];
            _y = new float[capacity];
            _items = new int[capacity];
        }
    }
}

/// <summary>The points of a run of neighbouring cells, with the shift that brings points from beyond the world's seam next to the circle.</summary>
/// <param name="Start">Index of the first sorted point.</param>
/// <param name="End">Index after the last sorted point.</param>
/// <param name="ShiftX">Amount to add to the points' x, m: −side, 0 or side.</param>
/// <param name="ShiftY">Amount to add to the points' y, m: −side, 0 or side.</param>
public readonly record struct CellRange(int Start, int End, float ShiftX, float ShiftY);

/// <summary>A run of neighbouring cells in one row, with the shift across the world's seam. It is valid for every grid with cells of the same size.</summary>
/// <param name="First">Number of the first cell.</param>
/// <param name="Last">Number of the last cell.</param>
/// <param name="ShiftX">Amount to add to the points' x, m: −side, 0 or side.</param>
/// <param name="ShiftY">Amount to add to the points' y, m: −side, 0 or side.</param>
internal readonly record struct CellRun(int First, int Last, float ShiftX, float ShiftY);

using System.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>Kind of work that the units of a stage do.</summary>
internal enum StageKind : byte
{
    /// <summary>Prepare parts of a layer's parameters for its backward pass.</summary>
    Prepare,

    /// <summary>Run blocks of rows forward through all layers, through the objective, and back.</summary>
    Rows,

    /// <summary>Read blocks of rows from the source.</summary>
    Fill,

    /// <summary>Run blocks of rows forward through some layers.</summary>
    Forward,

    /// <summary>Compute blocks of rows and columns of one layer's output.</summary>
    ForwardColumns,

    /// <summary>Apply a layer's activation to blocks of rows, after <see cref="ForwardColumns"/>.</summary>
    FinishForward,

    /// <summary>Evaluate the objective over blocks of rows.</summary>
    Objective,

    /// <summary>Run blocks of rows back through some layers.</summary>
    Backward,

    /// <summary>Compute blocks of rows and columns of one layer's dL/dz.</summary>
    SlopeColumns,

    /// <summary>Compute blocks of rows and columns of one layer's dL/dinput.</summary>
    InputGradientColumns,

    /// <summary>Sum parts of one layer's dL/dparameters over one shard of the rows.</summary>
    Gradient,

    /// <summary>Add up the shards' gradients, each unit for a range of values.</summary>
    Reduce,
}

/// <summary>Units of one kind, which may run in any order.</summary>
internal struct Stage
{
    internal StageKind Kind;

    /// <summary>Number of the phase: a phase begins when all units of the one before are done.</summary>
    internal int Phase;

    /// <summary>The stage's first layer, and the layer after its last.</summary>
    internal int Layer, EndLayer;

    /// <summary>The shard of the rows whose gradients are summed.</summary>
    internal int Shard;

    /// <summary>Rows and columns of a unit, and the number of units below each other: unit u starts at row (u mod Down) · Rows and column (u / Down) · Columns, so neighbours share the columns' weights.</summary>
    internal int Rows, Columns, Down;

    /// <summary>First unit within the step, and number of units.</summary>
    internal int FirstUnit, Units;

    /// <summary>First slice within the step, number of slices, and units per slice.</summary>
    internal int FirstSlice, Slices, UnitsPerSlice;

    /// <summary>Multiply-adds of a unit, and bytes that it touches.</summary>
    internal long Work, Bytes;

    /// <summary>Bytes that neighbouring units share.</summary>
    internal long SharedBytes;

    /// <summary>Whether the first slice is a single unit.</summary>
    internal bool IsFirst;

    /// <summary>Number of units before a slice of this stage.</summary>
    internal readonly int UnitsBefore(int slice)
        => (int)Math.Min(Units, IsFirst ? slice == 0 ? 0L : 1L + (slice - 1L) * UnitsPerSlice : (long)slice * UnitsPerSlice);
}

/// <summary>The largest cost of a slice of one kind, on one worker.</summary>
/// <param name="Kind">The kind of work in the slice.</param>
/// <param name="Work">Multiply-adds of the slice.</param>
/// <param name="Bytes">Bytes that the slice touches.</param>
internal readonly record struct SliceCost(StageKind Kind, long Work, long Bytes);

/// <summary>A training step cut into pieces: phases one after the other, stages of units inside them, slices of units for a frame's budget.</summary>
/// <remarks>
/// <code>
/// phase   0             │ 1                 │ 2                    each begins when the previous one is complete
/// stage   Prepare       │ Rows              │ Gradient │ Gradient  kinds of units, layer by layer
/// unit    ▪  ▪ ▪  ▪ ▪   │ ▪ ▪ ▪ ▪  ▪ ▪ ▪ ▪  │ ▪ ▪  ▪ ▪ │ ▪ ▪ ▪     run on the workers in any order within a phase
/// slice   ─  ───  ───   │ ───────  ───────  │ ───  ─── │ ─────     within a stage; the first one is a single unit
/// </code>
/// <para>A unit is the work that one worker does at once; none exceeds the <see cref="WorkBounds"/>. If the forward and backward pass of a block of rows fits the bounds, blocks
/// pass all layers whole, while they are in cache (<see cref="StageKind.Rows"/>). Otherwise neighbouring layers share a stage as long as they fit, and a wide Dense layer is
/// cut by rows and columns. Small units are grouped into slices; each worker has as many in a slice as the bounds allow.</para>
/// <para>The cut depends on shapes, rows and workers alone, and changes no bits: each value is one chain of multiply-adds wherever the cuts are.
/// The shards of the rows, whose gradients are summed apart, depend on the number of rows alone.</para>
/// <para><see cref="Backpropagation"/> alone uses it: one thread calls <see cref="Cut"/>, the workers only read. Only construction allocates.</para>
/// </remarks>
internal sealed class StepPlan
{
    /// <summary>Rows of a block: they pass the layers together and have a sum of losses of their own.</summary>
    internal const int BlockRows = 48;

    /// <summary>Rows of a shard. Smaller minibatches stay whole; each shard of a larger one has gradients of its own, which are summed in the end.</summary>
    private const int RowsPerShard = 256;
    private const int MaxShards = 8;
    private const int TileRows = 12;

    /// <summary>Values of a unit of <see cref="StageKind.Reduce"/>.</summary>
    internal const int ReducedValues = 16_384;

    /// <summary>Maximum bytes of a transposition in a slice. It writes line by line, so it is slower than copying.</summary>
    private const long PreparedBytes = WorkBounds.CopiedBytes / 4;

    private readonly Sequential _network;
    private readonly int _targetColumns;
    private readonly int _workers;
    private readonly bool _needsInputGradients;
    private readonly bool _needsParameterGradients;
    private readonly Stage[] _stages;
    private int _count;
    private int _phase;
    private bool _hasSource;

    internal StepPlan(Sequential network, int targetColumns, int workers, bool needsInputGradients, bool needsParameterGradients = true)
    {
        (_network, _targetColumns, _workers) = (network, targetColumns, workers);
        (_needsInputGradients, _needsParameterGradients) = (needsInputGradients, needsParameterGradients);
        long outputBytes = sizeof(float) * (2L * network.Outputs + targetColumns), outputWork = (long)WorkBounds.FunctionWork * network.Outputs;
        ObjectiveRows = (int)Math.Max(1, Math.Min(BlockRows, Math.Min(WorkBounds.Work / outputWork, WorkBounds.Bytes / outputBytes)));
        _stages = new Stage[(5 + MaxShards) * network.Layers.Count + 4];
    }

    /// <summary>Rows of the batch that the plan is for; 0 before the first.</summary>
    internal int Rows { get; private set; }

    /// <summary>Rows that the objective evaluates at once: a block, or fewer where outputs are so wide that each row is evaluated alone.</summary>
    internal int ObjectiveRows { get; }

    /// <summary>Whether each row is evaluated alone.</summary>
    internal bool IsObjectiveCut => ObjectiveRows < BlockRows;

    /// <summary>Number of slices of the step.</summary>
    internal int Slices { get; private set; }

    /// <summary>The stages in order.</summary>
    internal ReadOnlySpan<Stage> Stages => _stages.AsSpan(0, _count);

    internal static int Blocks(int rows) => (rows + BlockRows - 1) / BlockRows;

    internal static int Shards(int rows) => Math.Min(MaxShards, (rows + RowsPerShard - 1) / RowsPerShard);

    /// <summary>Returns the first row of a shard, which begins a block.</summary>
    internal static int FirstRow(int rows, int shard) => Math.Min(rows, Blocks(rows) * shard / Shards(rows) * BlockRows);

    /// <summary>Whether dL/dinput of a layer is computed.</summary>
    internal bool NeedsInputGradient(int layer) => layer > 0 || _needsInputGradients;

    /// <summary>Returns the index of the stage that a slice belongs to.</summary>
    internal int StageOf(int slice)
    {
        Debug.Assert(slice >= 0 && slice < Slices, "A slice must belong to the step.");
        int stage = 0;
        while (slice >= _stages[stage].FirstSlice + _stages[stage].Slices)
        {
            stage++;
        }

        return stage;
    }

    /// <summary>Returns the number of units before a slice. For <see cref="Slices"/>, one past the last slice, returns the number of all units.</summary>
    internal int UnitsBefore(int slice)
    {
        if (slice == Slices)
        {
            return _stages[_count - 1].FirstUnit + _stages[_count - 1].Units;
        }

        ref readonly Stage stage = ref _stages[StageOf(slice)];
        return stage.FirstUnit + stage.UnitsBefore(slice - stage.FirstSlice);
    }

    /// <summary>Returns the largest cost of a slice of a stage, on one worker.</summary>
    internal SliceCost Cost(int stage)
    {
        ref readonly Stage s = ref _stages[stage];
        long units = Math.Min((s.Units + _workers - 1) / _workers, s.UnitsPerSlice / _workers);

        // Several units may lie on both sides of a border.
        return new SliceCost(s.Kind, units * s.Work, units * s.Bytes + Math.Min(units, 2) * s.SharedBytes);
    }

    /// <summary>Cuts a step over a number of rows.</summary>
    internal void Cut(int rows, bool hasSource)
    {
        if (rows == Rows && hasSource == _hasSource)
        {
            return;
        }

        (Rows, _hasSource, _count, _phase, Slices) = (rows, hasSource, 0, 0, 0);
        for (int layer = 0; layer < Layers; layer++)
        {
            int parts = NeedsInputGradient(layer) ? _network.Layers[layer].PreparationParts(_network.Width(layer)) : 0;
            if (parts > 0)
            {
                long bytes = 2L * sizeof(float) * _network.Layers[layer].ScratchLength(_network.Width(layer));
                Add(new Stage { Kind = StageKind.Prepare, Layer = layer, Units = parts, Bytes = (bytes + parts - 1) / parts }, 0, PreparedBytes);
            }
        }

        _phase++;
        bool isWhole = TryAddWholeRows();
        if (!isWhole)
        {
            AddForward();
            AddObjective();
            AddBackward();
        }

        if (_needsParameterGradients)
        {
            AddGradients(isWhole ? WorkBounds.Work / 4 : WorkBounds.Work);
        }
    }

    /// <summary>Adds the sums of the parameters' gradients. A slice has at most the given multiply-adds.</summary>
    private void AddGradients(long slice)
    {
        for (int shard = 0; shard < Shards(Rows); shard++)
        {
            for (int layer = 0; layer < Layers; layer++)
            {
                AddGradient(layer, shard, slice);
            }
        }

        _phase++;
        if (Shards(Rows) > 1)
        {
            int units = (_network.ParameterLength + ReducedValues - 1) / ReducedValues;
            long bytes = (long)sizeof(float) * Math.Min(ReducedValues, _network.ParameterLength) * (Shards(Rows) + 1);
            Add(new Stage { Kind = StageKind.Reduce, Units = units, Bytes = bytes }, 0, WorkBounds.CopiedBytes);
        }
    }

    private int Layers => _network.Layers.Count;

    private int Block => Math.Min(Rows, BlockRows);

    private long OutputWork => (long)WorkBounds.FunctionWork * _network.Outputs;

    private long OutputBytes => sizeof(float) * (2L * _network.Outputs + _targetColumns);

    /// <summary>Adds blocks of rows that pass forward and backward whole, if a block fits the bounds.</summary>
    private bool TryAddWholeRows()
    {
        long work = OutputWork, bytes = GroupBytes(0, Layers, 2 * Block);
        for (int layer = 0; layer < Layers; layer++)
        {
            work += ForwardWork(layer) + BackwardWork(layer);
        }

        if (Block * work > WorkBounds.Work || bytes > WorkBounds.Bytes || IsObjectiveCut)
        {
            return false;
        }

        AddRows(StageKind.Rows, 0, Layers, BlockRows, Block * work, bytes, isSingle: true);
        _phase++;
        return true;
    }

    /// <summary>Adds the forward pass: neighbouring layers together as long as they fit, and a wide one by columns.</summary>
    private void AddForward()
    {
        if (_hasSource)
        {
            long each = 2L * sizeof(float) * (_network.Inputs + _targetColumns);
            int rows = RowsWithin(0, each, WorkBounds.CopiedBytes);
            AddRows(StageKind.Fill, 0, 0, rows, 0, rows * each, isSingle: true);
            _phase++;
        }

        for (int layer = 0, end; layer < Layers; layer = end)
        {
            long work = 0;
            end = layer;
            while (end < Layers && Block * (work + ForwardWork(end)) <= WorkBounds.Work && GroupBytes(layer, end + 1, Block) <= WorkBounds.Bytes)
            {
                work += ForwardWork(end++);
            }

            if (end > layer)
            {
                AddRows(StageKind.Forward, layer, end, BlockRows, Block * work, GroupBytes(layer, end, Block));
            }
            else if (_network.Layers[end++] is Dense dense)
            {
                int inputs = _network.Width(layer);
                AddColumns(StageKind.ForwardColumns, layer, inputs, dense.ForwardWork(inputs) / dense.Units, dense.Units);
                if (dense.NeedsWholeRows)
                {
                    _phase++;
                    AddWideRows(StageKind.FinishForward, layer, (long)WorkBounds.FunctionWork * dense.Units, (long)sizeof(float) * dense.Units);
                }
            }
            else
            {
                AddWideRows(StageKind.Forward, layer, ForwardWork(layer), GroupBytes(layer, end, 1));
            }

            _phase++;
        }
    }

    private void AddObjective()
    {
        AddRows(StageKind.Objective, 0, 0, ObjectiveRows, ObjectiveRows * OutputWork, ObjectiveRows * OutputBytes);
        _phase++;
    }

    /// <summary>Adds the backward pass, cut as in <see cref="AddForward"/>.</summary>
    private void AddBackward()
    {
        for (int end = Layers, layer; end > 0; end = layer)
        {
            long work = 0;
            layer = end;
            while (layer > 0 && Block * (work + BackwardWork(layer - 1)) <= WorkBounds.Work && GroupBytes(layer - 1, end, 2 * Block) <= WorkBounds.Bytes)
            {
                work += BackwardWork(--layer);
            }

            if (layer < end)
            {
                AddRows(StageKind.Backward, layer, end, BlockRows, Block * work, GroupBytes(layer, end, 2 * Block));
            }
            else if (_network.Layers[--layer] is Dense dense)
            {
                AddDenseBackward(layer, dense);
            }
            else
            {
                AddWideRows(StageKind.Backward, layer, BackwardWork(layer), GroupBytes(layer, end, 2));
            }

            _phase++;
        }
    }

    private void AddDenseBackward(int layer, Dense dense)
    {
        int inputs = _network.Width(layer);
        long slope = dense.SlopeWork(inputs);
        if (dense.NeedsWholeRows)
        {
            AddWideRows(StageKind.SlopeColumns, layer, slope * dense.Units, 2L * sizeof(float) * dense.Units, dense.Units);
        }
        else
        {
            AddColumns(StageKind.SlopeColumns, layer, dense.Activation.NeedsInput ? inputs : 0, slope, dense.Units);
        }

        if (NeedsInputGradient(layer))
        {
            _phase++;
            AddColumns(StageKind.InputGradientColumns, layer, dense.Units, dense.Units, inputs);
        }
    }

    private void AddGradient(int layer, int shard, long slice)
    {
        int inputs = _network.Width(layer), rows = FirstRow(Rows, shard + 1) - FirstRow(Rows, shard);
        int parts = _network.Layers[layer].GradientParts(inputs, rows);
        if (parts > 0)
        {
            long work = _network.Layers[layer].GradientPartWork(inputs, rows);
            (long own, long shared) = _network.Layers[layer].GradientPartBytes(inputs, rows);
            Add(
                new Stage { Kind = StageKind.Gradient, Layer = layer, EndLayer = layer + 1, Shard = shard, Units = parts, Work = work, Bytes = own, SharedBytes = shared },
                slice, WorkBounds.Bytes - 2 * shared);
        }
    }

    /// <summary>Adds a product in blocks of rows and columns. Blocks consist of whole tiles. They have as many rows as possible, because rows share the columns' weights.</summary>
    /// <param name="kind">Kind of product.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inner">Number of values that each value of the product reads from its row, and also from its column; 0 if the stage computes no product.</param>
    /// <param name="work">Multiply-adds of a value.</param>
    /// <param name="columns">Columns of the product.</param>
    private void AddColumns(StageKind kind, int layer, int inner, long work, int columns)
    {
        int multiple = Matrix.StrideMultiple, rows = Block;
        long width = Math.Min(WorkBounds.Work / (work * rows), (WorkBounds.CopiedBytes / sizeof(float) - (long)rows * inner) / (inner + 3L * rows));
        if (width < 2 * multiple && columns > multiple)
        {
            width = work * 2 * multiple * TileRows <= WorkBounds.Work ? 2 * multiple : multiple;
            rows = RowsWithin(work * width, sizeof(float) * (inner + 3L * width), WorkBounds.Bytes - sizeof(float) * inner * width);
        }

        // Equal parts, in pairs of vectors where possible.
        multiple = width >= 2 * multiple ? 2 * multiple : multiple;
        int maxWidth = (int)Math.Min(width / multiple * multiple, (columns + multiple - 1) / multiple * multiple), across = (columns + maxWidth - 1) / maxWidth;
        int each = Math.Min(columns, ((columns + across - 1) / across + multiple - 1) / multiple * multiple);
        across = (columns + each - 1) / each;
        int down = (Rows + rows - 1) / rows;
        long bytes = sizeof(float) * ((long)rows * inner + (long)inner * each + 3L * rows * each);
        Add(
            new Stage { Kind = kind, Layer = layer, EndLayer = layer + 1, Rows = rows, Columns = each, Down = down, Units = down * across, Work = work * rows * each, Bytes = bytes },
            WorkBounds.Work, WorkBounds.Bytes);
    }

    /// <summary>Adds a pass of one layer over as many rows at once as fit the bounds.</summary>
    private void AddWideRows(StageKind kind, int layer, long workPerRow, long bytesPerRow, int columns = 0)
    {
        int rows = RowsWithin(workPerRow, bytesPerRow, WorkBounds.Bytes);
        AddRows(kind, layer, layer + 1, rows, rows * workPerRow, rows * bytesPerRow, columns: columns);
    }

    private void AddRows(StageKind kind, int layer, int end, int rows, long work, long bytes, bool isSingle = false, int columns = 0)
        => Add(
            new Stage { Kind = kind, Layer = layer, EndLayer = end, Rows = rows, Columns = columns, Down = (Rows + rows - 1) / rows, Units = (Rows + rows - 1) / rows, Work = work, Bytes = bytes },
            isSingle ? 0 : WorkBounds.Work, isSingle ? 0 : WorkBounds.Bytes);

    /// <summary>Appends a stage. Its slices hold as many units for each worker as fit the bounds, at least one.</summary>
    private void Add(Stage stage, long work, long bytes)
    {
        Debug.Assert(stage.Units >= 0 && _count < _stages.Length, "A stage must have units and room among the stages.");
        long each = stage.Units;
        each = stage.Work > 0 ? Math.Min(each, work / stage.Work) : each;
        each = stage.Bytes > 0 ? Math.Min(each, bytes / stage.Bytes) : each;
        stage.Phase = _phase;
        stage.UnitsPerSlice = (int)Math.Max(1, each) * _workers;
        stage.IsFirst = _count == 0;
        stage.FirstUnit = _count == 0 ? 0 : _stages[_count - 1].FirstUnit + _stages[_count - 1].Units;
        stage.FirstSlice = Slices;
        int rest = stage.Units - (stage.IsFirst ? 1 : 0);
        stage.Slices = (rest + stage.UnitsPerSlice - 1) / stage.UnitsPerSlice + (stage.IsFirst ? 1 : 0);
        Slices += stage.Slices;
        _stages[_count++] = stage;
    }

    /// <summary>Returns the rows of a unit within the bounds: at most a block, in whole tiles where possible.</summary>
    private int RowsWithin(long workPerRow, long bytesPerRow, long bytes)
    {
        long rows = Math.Min(Block, Math.Min(workPerRow == 0 ? BlockRows : WorkBounds.Work / workPerRow, bytes / bytesPerRow));
        return (int)Math.Max(1, rows >= TileRows ? rows / TileRows * TileRows : rows);
    }

    private long ForwardWork(int layer) => _network.Layers[layer].ForwardWork(_network.Width(layer));

    private long BackwardWork(int layer) => _network.Layers[layer].BackwardWork(_network.Width(layer), NeedsInputGradient(layer));

    /// <summary>Counts the bytes that some rows touch in some layers, including the parameters.</summary>
    private long GroupBytes(int layer, int end, int rows)
    {
        long values = 0;
        for (; layer < end; layer++)
        {
            values += (long)rows * (_network.Width(layer) + _network.Width(layer + 1)) + _network.SliceLength(layer);
        }

        return sizeof(float) * values;
    }
}

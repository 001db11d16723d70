using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Devices;

/// <summary>Value and gradient of an objective over a minibatch: forward through every layer, then the chain rule back (Rumelhart, Hinton, Williams 1986).</summary>
/// <remarks>
/// <para>A step has phases, each split over the workers. First the weights are transposed for the backward pass. Then rows pass all layers to the objective and back:
/// block by block while they are in cache, or, in a wide network, layer by layer. Then the parameters' gradients are summed, shard by shard of the rows and
/// part by part of the tensors, and last the shards are added up:</para>
/// <code>
/// Prepare → Rows                                                    → Gradient → Reduce      narrow
/// Prepare → Fill → Forward … → Objective → … Slope, InputGradient … → Gradient → Reduce      wide
/// </code>
/// <para>Invariants: no unit of a phase reads what another unit of the same phase writes; each value is one chain of multiply-adds in a fixed order; the shards and the blocks
/// whose losses are summed depend on shapes and rows alone. So neither the number of workers nor the cut into slices changes a bit.
/// A frame's budget takes a step slice by slice; <see cref="StepPlan"/> bounds each slice, whatever the network's width.</para>
/// <para>One thread calls it, for example through <see cref="CpuTrainer"/>; the workers execute the units of a phase and return before the call does.</para>
/// <para>Owns the minibatch, the activations and their gradients. <see cref="Run"/> does not allocate. One thread at a time.</para>
/// </remarks>
public sealed class Backpropagation
{
    /// <summary>Maximum bytes of a copying phase that the caller executes alone: waking the workers would take longer.</summary>
    private const long SmallBytes = 256 << 10;

    /// <summary>Maximum multiply-adds of a phase in a wide network that the caller executes alone.</summary>
    private const long SmallWork = 32 << 10;

    private readonly ParameterBuffer _parameters;
    private readonly ParameterBuffer _gradients;
    private readonly string _name;
    private readonly Workers? _workers;
    private readonly RandomSource[] _random;
    private readonly Matrix[] _outputs;
    private readonly Matrix[] _outputGradients;
    private readonly Matrix? _inputGradients;
    private readonly AlignedBuffer[] _scratch;
    private readonly Matrix?[] _rowScratch;
    private readonly AlignedBuffer[] _laterShards;
    private readonly double[] _sums;
    private readonly float[] _weights;
    private readonly StepPlan _plan;
    private readonly UnitWork _work;
    private bool _isWeighted;
    private IMinibatchSource? _source;
    private int _rows;
    private int _slice = -1;
    private int _firstUnit;
    private int _firstStage;
    private ExclusiveUse _use;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The program.</param>
    /// <param name="objective">The objective L, such as a <see cref="Loss"/>.</param>
    /// <param name="parameters">The parameters, which are only read.</param>
    /// <param name="gradients">A buffer of the same layout. Each run overwrites the network's slice.</param>
    /// <param name="name">The network's name in the layout.</param>
    /// <param name="batchCapacity">Maximum rows of a batch, at least 1.</param>
    /// <param name="workers">Workers that share the work; null for the caller alone.</param>
    /// <param name="random">Random source of layers such as <see cref="Dropout"/>; null if the network has no such layer.</param>
    /// <param name="needsInputGradients">Whether <see cref="InputGradients"/> are computed too. This costs one more product, and memory for the inputs' gradient and the first layer's transposed weights.</param>
    /// <param name="needsParameterGradients">Whether dL/dparameters are computed. Without them, <paramref name="gradients"/> stays unchanged and a run takes about a third less time.</param>
    /// <exception cref="ArgumentException">A buffer has no network of that name and length, or a layer draws random numbers and there is no source of them.</exception>
    public Backpropagation(
        Sequential network, IObjective objective, ParameterBuffer parameters, ParameterBuffer gradients, string name, int batchCapacity, Workers? workers = null,
        RandomSource? random = null, bool needsInputGradients = false, bool needsParameterGradients = true)
    {
        Require.NotNull(network);
        Require.NotNull(objective);
        Require.NotNull(parameters);
        Require.NotNull(gradients);
        Require.Positive(batchCapacity);
        Require.Length(parameters.Network(name).Length, network.ParameterLength, nameof(parameters));
        Require.Length(gradients.Network(name).Length, network.ParameterLength, nameof(gradients));
        if (random is null && network.Layers.FirstOrDefault(layer => layer.IsTrainingOnly) is { } layer)
        {
            throw new ArgumentException($"random: expected a source of random numbers for the layer {layer.Describe()}, received none.", nameof(random));
        }

        _random = [.. network.Layers.Select((_, i) => (random ?? default).Stream((ulong)i))];
        (Network, Objective, _parameters, _gradients, _name, _workers) = (network, objective, parameters, gradients, name, workers);
        TargetColumns = objective.TargetColumns(network.Outputs);
        Require.NotNegative(TargetColumns, nameof(objective));
        Inputs = new Matrix(batchCapacity, network.Inputs);
        Targets = new Matrix(batchCapacity, Math.Max(1, TargetColumns));
        _weights = new float[batchCapacity];
        int layers = network.Layers.Count;
        _outputs = [.. Enumerable.Range(1, layers).Select(boundary => new Matrix(batchCapacity, network.Width(boundary)))];
        _outputGradients = [.. Enumerable.Range(1, layers).Select(boundary => new Matrix(batchCapacity, network.Width(boundary)))];
        _inputGradients = needsInputGradients ? new Matrix(batchCapacity, network.Inputs) : null;
        _plan = new StepPlan(network, TargetColumns, workers?.Count ?? 1, needsInputGradients, needsParameterGradients);
        _scratch = [.. network.Layers.Select((each, i) => new AlignedBuffer(_plan.NeedsInputGradient(i) ? each.ScratchLength(network.Width(i)) : 0))];
        _rowScratch = [.. network.Layers.Select((each, i) => each.RowScratchWidth(network.Width(i)) is int width and > 0 ? new Matrix(batchCapacity, width) : null)];
        _sums = new double[_plan.IsObjectiveCut ? batchCapacity : StepPlan.Blocks(batchCapacity)];
        _laterShards = [.. Enumerable.Range(1, needsParameterGradients ? StepPlan.Shards(batchCapacity) - 1 : 0).Select(_ => new AlignedBuffer(network.ParameterLength))];
        _work = new UnitWork(this);
    }

    /// <summary>The program.</summary>
    public Sequential Network { get; }

    /// <summary>The objective L.</summary>
    public IObjective Objective { get; }

    /// <summary>Maximum rows of a batch.</summary>
    public int BatchCapacity => Inputs.Rows;

    /// <summary>The minibatch, [batch capacity, inputs]: fill the first rows before a run.</summary>
    public Matrix Inputs { get; }

    /// <summary>Target columns of the objective.</summary>
    internal int TargetColumns { get; }

    /// <summary>Targets of the outputs, [batch capacity, target columns of the objective]: fill the first rows before a run. One unused column if the objective has no targets.</summary>
    public Matrix Targets { get; }

    /// <summary>A weight for each row, [batch capacity]: fill the first rows before a run that is weighted.</summary>
    public Span<float> SampleWeights => _weights;

    /// <summary>Number of the next run, on which the layers' random numbers depend. Each run increments it. Set it to repeat the same numbers.</summary>
    public long Step { get; set; }

    /// <summary>Returns the output of a layer in the last run, [batch capacity, outputs], for overlays and tests.</summary>
    public ReadOnlyMatrixView Output(int layer) => _outputs[layer].View;

    /// <summary>dL/dinputs of the first rows in the last run, [batch capacity, inputs].</summary>
    /// <exception cref="InvalidOperationException">The gradient of the inputs was not requested at construction.</exception>
    public ReadOnlyMatrixView InputGradients => _inputGradients is { } gradients
        ? gradients.View
        : throw new InvalidOperationException("Backpropagation.InputGradients: expected needsInputGradients at construction, received false.");

    /// <summary>Writes dL/dparameters of the first rows of <see cref="Inputs"/> and <see cref="Targets"/> and returns L.</summary>
    /// <param name="rows">Size of the batch, 1 to <see cref="BatchCapacity"/>.</param>
    /// <param name="source">Source that fills the rows, block by block on the workers; null if the rows are filled already.</param>
    /// <param name="isWeighted">Whether <see cref="SampleWeights"/> count.</param>
    /// <returns>L of the batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or a weight is out of its range.</exception>
    public float Run(int rows, IMinibatchSource? source = null, bool isWeighted = false)
    {
        Begin(rows, source, isWeighted);
        while (!Advance(Slices))
        {
        }

        return Value;
    }

    /// <summary>Number of slices of the batch that was begun last.</summary>
    internal int Slices => _plan.Slices;

    /// <summary>Plan of the batch that was begun last.</summary>
    internal StepPlan Plan => _plan;

    /// <summary>L of the last batch that was finished.</summary>
    internal float Value { get; private set; }

    /// <summary>Whether a batch was begun and is not finished.</summary>
    internal bool IsBegun => _slice >= 0;

    /// <summary>Begins a batch, in place of an unfinished one. <see cref="Advance"/> then processes it in slices, with the bits of <see cref="Run"/>.</summary>
    internal void Begin(int rows, IMinibatchSource? source, bool isWeighted = false)
    {
        Require.InRange(rows, 1, BatchCapacity);
        _use.Enter("A backpropagation must be used by one thread at a time.");
        _plan.Cut(rows, source is not null);
        (_rows, _source, _isWeighted, _slice) = (rows, source, isWeighted, 0);
        _use.Leave();
    }

    /// <summary>Abandons the batch in progress.</summary>
    internal void Abandon() => _slice = -1;

    /// <summary>Processes the next slices, up to the end of the current phase. A batch is abandoned if one of its slices throws.</summary>
    /// <returns>Whether the batch is finished, with <see cref="Value"/> and the gradients.</returns>
    internal bool Advance(int slices)
    {
        Debug.Assert(IsBegun, "Advance must follow Begin.");
        Debug.Assert(slices > 0, "Advance must process at least one slice.");
        int last = _firstStage = _plan.StageOf(_slice);
        ReadOnlySpan<Stage> stages = _plan.Stages;
        while (last + 1 < stages.Length && stages[last + 1].Phase == stages[last].Phase)
        {
            last++;
        }

        int to = _slice + Math.Min(slices, stages[last].FirstSlice + stages[last].Slices - _slice);
        _firstUnit = _plan.UnitsBefore(_slice);
        _use.Enter("A backpropagation must be used by one thread at a time, and not by its own source or objective.");
        try
        {
            RunUnits(stages[_firstStage], _plan.UnitsBefore(to) - _firstUnit);
        }
        catch
        {
            Abandon();
            throw;
        }
        finally
        {
            _use.Leave();
        }

        _slice = to;
        if (to < Slices)
        {
            return false;
        }

        Finish();
        return true;
    }

    /// <summary>Returns the loss of one row of the last batch, as in a batch of this row alone. Overwrites the gradient of its outputs.</summary>
    internal float RowLoss(int row)
    {
        Debug.Assert(row >= 0 && row < _rows && !IsBegun, "A row's loss must belong to a finished batch with that row.");
        return (float)(Sum(row, 1, 1, isWeighted: false, 0) / Objective.Terms(1, Network.Outputs));
    }

    private void Finish()
    {
        double sum = 0;
        for (int block = 0; block < StepPlan.Blocks(_rows); block++)
        {
            sum += _plan.IsObjectiveCut ? Total(_sums.AsSpan(block * StepPlan.BlockRows, BlockRows(block))) : _sums[block];
        }

        Step++;
        _slice = -1;
        Value = (float)(sum / Objective.Terms(_rows, Network.Outputs));
    }

    private static double Total(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    private ReadOnlySpan<float> Parameters => _parameters.Network(_name);

    private int BlockRows(int block) => Math.Min(StepPlan.BlockRows, _rows - block * StepPlan.BlockRows);

    /// <summary>Returns the memory in which a shard's gradients are summed. The first shard uses that of the whole batch.</summary>
    private Span<float> Gradient(int shard)
    {
        Debug.Assert(shard >= 0 && shard < StepPlan.Shards(_rows), "A gradient must belong to a shard of the batch.");
        return shard == 0 ? _gradients.Network(_name) : _laterShards[shard - 1].Span;
    }

    private void RunUnits(in Stage first, int units)
    {
        bool isSmall = first.Kind switch
        {
            StageKind.Rows or StageKind.Gradient => false,
            StageKind.Prepare or StageKind.Reduce => units * first.Bytes <= SmallBytes,
            _ => units * (first.Work + first.Bytes / sizeof(float)) <= SmallWork,
        };
        if (_workers is null || isSmall)
        {
            _work.Execute(0, units, 0);
        }
        else
        {
            _workers.Run(_work, units, 1);
        }
    }

    /// <summary>Executes some units of a stage.</summary>
    private void Execute(in Stage stage, int first, int count, int worker)
    {
        Debug.Assert(first >= 0 && count > 0 && first + count <= stage.Units, "Units must belong to their stage.");
        Debug.Assert(worker >= 0 && worker < (_workers?.Count ?? 1), "A unit must run on one of the workers.");
        switch (stage.Kind)
        {
            case StageKind.Prepare:
                int layer = stage.Layer;
                Network.Layers[layer].PrepareBackward(Network.Slice(Parameters, layer), Network.Width(layer), _scratch[layer].Span, first, count);
                break;
            case StageKind.Gradient:
                int row = StepPlan.FirstRow(_rows, stage.Shard), rows = StepPlan.FirstRow(_rows, stage.Shard + 1) - row;
                Network.Layers[stage.Layer].ParameterGradient(Pass(stage.Layer, row, rows), Network.Slice(Gradient(stage.Shard), stage.Layer), first, count);
                break;
            case StageKind.Reduce:
                Reduce(first * StepPlan.ReducedValues, Math.Min(Network.ParameterLength, (first + count) * StepPlan.ReducedValues));
                break;
            default:
                for (int unit = first; unit < first + count; unit++)
                {
                    int start = unit % stage.Down * stage.Rows;
                    ExecuteRows(stage, start, Math.Min(stage.Rows, _rows - start), unit / stage.Down * stage.Columns, worker);
                }

                break;
        }
    }

    private void ExecuteRows(in Stage stage, int start, int rows, int column, int worker)
    {
        Debug.Assert(start >= 0 && rows > 0 && start + rows <= _rows, "A unit's rows must belong to the batch.");
        switch (stage.Kind)
        {
            case StageKind.Rows:
                Fill(start, rows, worker);
                Forward(0, stage.EndLayer, start, rows);
                _sums[start / StepPlan.BlockRows] = Sum(start, rows, _rows, _isWeighted, worker);
                Backward(0, stage.EndLayer, start, rows);
                break;
            case StageKind.Fill:
                Fill(start, rows, worker);
                break;
            case StageKind.Forward:
                Forward(stage.Layer, stage.EndLayer, start, rows);
                break;
            case StageKind.Objective:
                SumRows(start, rows, worker);
                break;
            case StageKind.Backward:
                Backward(stage.Layer, stage.EndLayer, start, rows);
                break;
            default:
                ExecuteColumns(stage, (Dense)Network.Layers[stage.Layer], Pass(stage.Layer, start, rows), _outputs[stage.Layer].View.Slice(start, rows), column);
                break;
        }
    }

    private static void ExecuteColumns(in Stage stage, Dense layer, in BackwardPass pass, MatrixView output, int column)
    {
        switch (stage.Kind)
        {
            case StageKind.ForwardColumns:
                layer.Forward(pass.Parameters, pass.Input, output, column, Math.Min(stage.Columns, layer.Units - column));
                break;
            case StageKind.FinishForward:
                layer.FinishForward(output);
                break;
            case StageKind.SlopeColumns:
                layer.Slope(pass, column, Math.Min(stage.Columns, layer.Units - column));
                break;
            default:
                layer.InputGradient(pass, column, Math.Min(stage.Columns, pass.Input.Columns - column));
                break;
        }
    }

    private void Fill(int first, int rows, int worker)
        => _source?.Fill(first, Inputs.View.Slice(first, rows), TargetRows(first, rows), worker);

    private void Forward(int layer, int end, int first, int rows)
        => ForwardLoop.Run(
            Network, Parameters, LayerInput(layer).View.Slice(first, rows), _outputs, layer, end, new TrainingDraw(_random, Step, first));

    private void Backward(int layer, int end, int first, int rows)
    {
        for (int i = end - 1; i >= layer; i--)
        {
            Network.Layers[i].Backward(Pass(i, first, rows));
        }
    }

    /// <summary>Evaluates the objective over a whole block, or row by row where rows are too wide for that.</summary>
    private void SumRows(int first, int rows, int worker)
    {
        if (!_plan.IsObjectiveCut)
        {
            _sums[first / StepPlan.BlockRows] = Sum(first, rows, _rows, _isWeighted, worker);
            return;
        }

        for (int row = first; row < first + rows; row++)
        {
            _sums[row] = Sum(row, 1, _rows, _isWeighted, worker);
        }
    }

    private double Sum(int first, int rows, int total, bool isWeighted, int worker) => Objective.Sum(new ObjectiveRows
    {
        Outputs = _outputs[^1].View.Slice(first, rows),
        Targets = TargetRows(first, rows),
        Gradients = _outputGradients[^1].View.Slice(first, rows),
        Weights = isWeighted ? _weights.AsSpan(first, rows) : default,
        FirstRow = first,
        TotalRows = total,
        Worker = worker,
    });

    /// <summary>Returns some rows of the targets, in the width of the objective.</summary>
    internal MatrixView TargetRows(int first, int rows)
    {
        MatrixView targets = Targets.View.Slice(first, rows);
        return TargetColumns == 0 ? targets.Part(0, 0) : targets;
    }

    private void Reduce(int start, int end)
    {
        Debug.Assert(start >= 0 && start < end && end <= Network.ParameterLength, "A range of the gradient must lie within it.");
        for (int shard = 1; shard < StepPlan.Shards(_rows); shard++)
        {
            VectorLoop.Combine<Sum>(Gradient(shard)[start..end], Gradient(0)[start..end]);
        }
    }

    private Matrix LayerInput(int layer) => layer == 0 ? Inputs : _outputs[layer - 1];

    /// <summary>Returns the memory that a layer's backward pass over some rows reads and writes.</summary>
    private BackwardPass Pass(int layer, int start, int rows) => new()
    {
        Parameters = Network.Slice(Parameters, layer),
        Input = LayerInput(layer).View.Slice(start, rows),
        Output = _outputs[layer].View.Slice(start, rows),
        OutputGradient = _outputGradients[layer].View.Slice(start, rows),
        InputGradient = _plan.NeedsInputGradient(layer) ? (layer == 0 ? _inputGradients! : _outputGradients[layer - 1]).View.Slice(start, rows) : default,
        NeedsInputGradient = _plan.NeedsInputGradient(layer),
        Scratch = _scratch[layer].Span,
        Random = Random(layer, start),
        RowScratch = _rowScratch[layer] is { } scratch ? scratch.View.Slice(start, rows) : default,
    };

    private StepRandom Random(int layer, int firstRow) => new(_random[layer], (ulong)Step, firstRow);

    /// <summary>Executes the units of the current phase, from the first unit of the slice on, stage by stage.</summary>
    private sealed class UnitWork(Backpropagation owner) : IParallelWork
    {
        public void Execute(int start, int count, int worker)
        {
            ReadOnlySpan<Stage> stages = owner._plan.Stages;
            int unit = owner._firstUnit + start, end = unit + count;
            for (int i = owner._firstStage; unit < end; i++)
            {
                ref readonly Stage stage = ref stages[i];
                int next = Math.Min(end, stage.FirstUnit + stage.Units);
                if (unit < next)
                {
                    owner.Execute(stage, unit - stage.FirstUnit, next - unit, worker);
                    unit = next;
                }
            }
        }
    }
}

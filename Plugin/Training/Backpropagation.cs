using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Training;

/// <summary>Loss and gradient of a minibatch: forward through every layer, then the chain rule back (Rumelhart, Hinton, Williams 1986).</summary>
/// <remarks>
/// <para>Two passes, each split over the workers. The first takes blocks of rows through all layers to the loss and back, while they are in cache.
/// The second sums the parameters' gradients, shard by shard of the rows and part by part of the tensors; whoever took rows there and back gets to sum
/// over the same ones if possible, for they are in its cache. What is summed in which order depends on the number of rows alone, so the bits are the
/// same for any number of workers.</para>
/// <para>Owns the minibatch, the activations and their gradients. <see cref="Run"/> does not allocate. One thread at a time.</para>
/// </remarks>
public sealed class Backpropagation
{
    private const int BlockRows = 48;

    /// <summary>Small minibatches stay whole; a large one is cut into so many shards at most, each with gradients of its own to add up.</summary>
    private const int RowsPerShard = 256;
    private const int MostShards = 8;
    private readonly ParameterBuffer _parameters;
    private readonly ParameterBuffer _gradients;
    private readonly string _name;
    private readonly Workers? _workers;
    private readonly RandomSource[] _random;
    private readonly Matrix[] _outputs;
    private readonly Matrix[] _outputGradients;
    private readonly AlignedBuffer[] _scratch;
    private readonly int[] _firstParts;
    private readonly double[] _blockLosses;
    private readonly AlignedBuffer[] _laterShards;
    private readonly RowsPass _rowsPass;
    private readonly GradientPass _gradientPass;
    private readonly Matrix?[] _rowScratch;
    private readonly float[] _weights;
    private bool _isWeighted;
    private IMinibatchSource? _source;
    private int _rows;
    private int _slice = -1;
    private int _from;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The program.</param>
    /// <param name="loss">L.</param>
    /// <param name="parameters">The parameters: read.</param>
    /// <param name="gradients">A buffer of the same layout: each run overwrites the network's slice.</param>
    /// <param name="name">The network's name in the layout.</param>
    /// <param name="batchCapacity">The largest batch, rows, at least 1.</param>
    /// <param name="workers">Who shares the work; null for the caller alone.</param>
    /// <param name="random">What layers such as <see cref="Dropout"/> draw from; null where there are none.</param>
    /// <exception cref="ArgumentException">A buffer has no network of that name and length, or a layer draws random numbers and there is no source of them.</exception>
    public Backpropagation(
        Sequential network, Loss loss, ParameterBuffer parameters, ParameterBuffer gradients, string name, int batchCapacity, Workers? workers = null,
        RandomSource? random = null)
    {
        Require.NotNull(network);
        Require.NotNull(loss);
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
        (Network, Loss, _parameters, _gradients, _name, _workers) = (network, loss, parameters, gradients, name, workers);
        Inputs = new Matrix(batchCapacity, network.Inputs);
        Targets = new Matrix(batchCapacity, loss.TargetColumns(network.Outputs));
        _weights = new float[batchCapacity];
        int layers = network.Layers.Count;
        _outputs = [.. Enumerable.Range(1, layers).Select(boundary => new Matrix(batchCapacity, network.Width(boundary)))];
        _outputGradients = [.. Enumerable.Range(1, layers).Select(boundary => new Matrix(batchCapacity, network.Width(boundary)))];
        _scratch = [.. network.Layers.Select((each, i) => new AlignedBuffer(each.ScratchLength(network.Width(i))))];
        _rowScratch = [.. network.Layers.Select((each, i) => each.RowScratchWidth(network.Width(i)) is int width and > 0 ? new Matrix(batchCapacity, width) : null)];
        _firstParts = new int[layers + 1];
        for (int i = 0; i < layers; i++)
        {
            _firstParts[i + 1] = _firstParts[i] + network.Layers[i].GradientParts(network.Width(i));
        }

        _blockLosses = new double[Blocks(batchCapacity)];
        _laterShards = [.. Enumerable.Range(1, Shards(batchCapacity) - 1).Select(_ => new AlignedBuffer(network.ParameterLength))];
        _rowsPass = new RowsPass(this);
        _gradientPass = new GradientPass(this);
    }

    /// <summary>The program.</summary>
    public Sequential Network { get; }

    /// <summary>L.</summary>
    public Loss Loss { get; }

    /// <summary>The largest batch, rows.</summary>
    public int BatchCapacity => Inputs.Rows;

    /// <summary>The minibatch, [batch capacity, inputs]: fill the first rows before a run.</summary>
    public Matrix Inputs { get; }

    /// <summary>What the outputs should be, [batch capacity, target columns of the loss]: fill the first rows before a run.</summary>
    public Matrix Targets { get; }

    /// <summary>A weight for each row, [batch capacity]: fill the first rows before a run that is weighted.</summary>
    public Span<float> SampleWeights => _weights;

    /// <summary>Number of the next run: what the layers' random numbers depend on. Each run counts it up; set it to have the same numbers again.</summary>
    public long Step { get; set; }

    /// <summary>What a layer wrote in the last run, [batch capacity, outputs]: for overlays and tests.</summary>
    public ReadOnlyMatrixView Output(int layer) => _outputs[layer].View;

    /// <summary>Writes dL/dparameters of the first rows of <see cref="Inputs"/> and <see cref="Targets"/> and returns L.</summary>
    /// <param name="rows">Size of the batch, 1 to <see cref="BatchCapacity"/>.</param>
    /// <param name="source">Who fills the rows, block by block on the workers; null where they are filled already.</param>
    /// <param name="isWeighted">Whether <see cref="SampleWeights"/> count.</param>
    /// <returns>The mean loss of the batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or a weight is out of its range.</exception>
    public float Run(int rows, IMinibatchSource? source = null, bool isWeighted = false)
    {
        Begin(rows, source, isWeighted);
        while (!Advance(Slices))
        {
        }

        return Value;
    }

    /// <summary>Number of slices that a batch of this size is cut into: as many blocks of rows as there are workers make one, then as many parts of the gradient.</summary>
    internal int Slices => 2 * RowSlices;

    /// <summary>L of the last batch that was finished.</summary>
    internal float Value { get; private set; }

    /// <summary>Whether a batch was begun and is not finished.</summary>
    internal bool IsBegun => _slice >= 0;

    /// <summary>Starts on a batch, in place of one that was begun. What <see cref="Run"/> does whole is then done in slices by <see cref="Advance"/>, with the same bits.</summary>
    internal void Begin(int rows, IMinibatchSource? source, bool isWeighted = false)
    {
        Require.InRange(rows, 1, BatchCapacity);
        Loss.CheckWeights(isWeighted ? _weights.AsSpan(0, rows) : default, rows);
        (_rows, _source, _isWeighted, _slice) = (rows, source, isWeighted, 0);
        for (int layer = 0; layer < _outputs.Length; layer++)
        {
            Network.Layers[layer].PrepareBackward(Network.Slice(Parameters, layer), Network.Width(layer), layer > 0, _scratch[layer].Span);
        }
    }

    /// <summary>Gives up the batch that was begun.</summary>
    internal void Abandon() => _slice = -1;

    /// <summary>Processes the next slices, up to the end of the current pass. A batch is abandoned if one of its slices throws.</summary>
    /// <returns>Whether that finished the batch: <see cref="Value"/> and the gradients are there.</returns>
    internal bool Advance(int slices)
    {
        bool isRows = _slice < RowSlices;
        int from = _slice, to = Math.Min(isRows ? RowSlices : Slices, from + slices);
        try
        {
            if (isRows)
            {
                Share(_rowsPass, Cut(Blocks(_rows), from), Cut(Blocks(_rows), to));
            }
            else
            {
                int parts = Shards(_rows) * _firstParts[^1];
                Share(_gradientPass, Cut(parts, from - RowSlices), Cut(parts, to - RowSlices));
            }
        }
        catch
        {
            Abandon();
            throw;
        }

        _slice = to;
        if (to < Slices)
        {
            return false;
        }

        Finish();
        return true;
    }

    /// <summary>The loss of one row of the last batch, as if it was alone. Overwrites the gradient of its outputs.</summary>
    internal float RowLoss(int row)
    {
        MatrixView gradient = _outputGradients[^1].View.Slice(row, 1);
        double sum = Loss.Sum(_outputs[^1].View.Slice(row, 1), Targets.View.Slice(row, 1), gradient, 1, default);
        return (float)(sum / Loss.Terms(1, Network.Outputs));
    }

    private int RowSlices => (Blocks(_rows) + BlocksPerSlice - 1) / BlocksPerSlice;

    private int BlocksPerSlice => _workers?.Count ?? 1;

    /// <summary>Where a slice begins among the items of a pass.</summary>
    private int Cut(int items, int slice) => (int)((long)items * slice / RowSlices);

    private void Finish()
    {
        for (int shard = 1; shard < Shards(_rows); shard++)
        {
            VectorLoop.Combine<Sum>(Gradient(shard), Gradient(0));
        }

        double sum = 0;
        foreach (double block in _blockLosses.AsSpan(0, Blocks(_rows)))
        {
            sum += block;
        }

        Step++;
        _slice = -1;
        Value = (float)(sum / Loss.Terms(_rows, Network.Outputs));
    }

    private ReadOnlySpan<float> Parameters => _parameters.Network(_name);

    private static int Blocks(int rows) => (rows + BlockRows - 1) / BlockRows;

    private static int Shards(int rows) => Math.Min(MostShards, (rows + RowsPerShard - 1) / RowsPerShard);

    /// <summary>The first row of a shard: the first of a block.</summary>
    private int FirstRow(int shard) => Math.Min(_rows, Blocks(_rows) * shard / Shards(_rows) * BlockRows);

    /// <summary>Where a shard's gradients are summed: the first one's where the whole batch's will stand.</summary>
    private Span<float> Gradient(int shard) => shard == 0 ? _gradients.Network(_name) : _laterShards[shard - 1].Span;

    private void Share(IParallelWork work, int from, int to)
    {
        _from = from;
        if (_workers is null)
        {
            work.Execute(0, to - from, 0);
        }
        else
        {
            _workers.Run(work, to - from, 1);
        }
    }

    /// <summary>What a layer's way back reads and writes, for some of the rows.</summary>
    private BackwardPass Pass(int layer, int start, int rows) => new()
    {
        Parameters = Network.Slice(Parameters, layer),
        Input = (layer == 0 ? Inputs : _outputs[layer - 1]).View.Slice(start, rows),
        Output = _outputs[layer].View.Slice(start, rows),
        OutputGradient = _outputGradients[layer].View.Slice(start, rows),
        InputGradient = layer == 0 ? default : _outputGradients[layer - 1].View.Slice(start, rows),
        NeedsInputGradient = layer > 0,
        Scratch = _scratch[layer].Span,
        Random = Random(layer, start),
        RowScratch = _rowScratch[layer] is { } scratch ? scratch.View.Slice(start, rows) : default,
    };

    private StepRandom Random(int layer, int firstRow) => new(_random[layer], (ulong)Step, firstRow);

    private sealed class RowsPass(Backpropagation owner) : IParallelWork
    {
        public void Execute(int start, int count, int worker)
        {
            for (int block = owner._from + start; block < owner._from + start + count; block++)
            {
                int first = block * BlockRows;
                Run(block, first, Math.Min(BlockRows, owner._rows - first));
            }
        }

        private void Run(int block, int first, int rows)
        {
            Sequential network = owner.Network;
            ReadOnlySpan<float> parameters = owner.Parameters;
            owner._source?.Fill(first, owner.Inputs.View.Slice(first, rows), owner.Targets.View.Slice(first, rows));
            ReadOnlyMatrixView values = owner.Inputs.View.Slice(first, rows);
            for (int layer = 0; layer < owner._outputs.Length; layer++)
            {
                MatrixView next = owner._outputs[layer].View.Slice(first, rows);
                network.Layers[layer].TrainingForward(network.Slice(parameters, layer), values, next, owner.Random(layer, first));
                values = next;
            }

            owner._blockLosses[block] = owner.Loss.Sum(
                values, owner.Targets.View.Slice(first, rows), owner._outputGradients[^1].View.Slice(first, rows),
                1 / owner.Loss.Terms(owner._rows, network.Outputs), owner._isWeighted ? owner._weights.AsSpan(first, rows) : default);
            for (int layer = owner._outputs.Length - 1; layer >= 0; layer--)
            {
                network.Layers[layer].Backward(owner.Pass(layer, first, rows));
            }
        }
    }

    private sealed class GradientPass(Backpropagation owner) : IParallelWork
    {
        public void Execute(int start, int count, int worker)
        {
            int parts = owner._firstParts[^1];
            start += owner._from;
            for (int shard = start / parts; shard * parts < start + count; shard++)
            {
                int offset = shard * parts;
                Run(shard, Math.Max(start - offset, 0), Math.Min(start + count - offset, parts));
            }
        }

        private void Run(int shard, int start, int end)
        {
            int row = owner.FirstRow(shard), rows = owner.FirstRow(shard + 1) - row;
            for (int layer = 0; layer < owner._outputs.Length; layer++)
            {
                int offset = owner._firstParts[layer];
                int first = Math.Max(start, offset), last = Math.Min(end, owner._firstParts[layer + 1]);
                if (first < last)
                {
                    Span<float> gradient = owner.Network.Slice(owner.Gradient(shard), layer);
                    owner.Network.Layers[layer].ParameterGradient(owner.Pass(layer, row, rows), gradient, first - offset, last - first);
                }
            }
        }
    }
}

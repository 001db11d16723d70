using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Training;

/// <summary>Forward passes over data in inference mode, without a gradient: predictions and their loss. The workers share blocks of rows.</summary>
/// <remarks>Allocates when data have more rows than any before. One thread at a time.</remarks>
internal sealed class Evaluator : IPredictionRows, IParallelWork
{
    /// <summary>Rows whose losses are summed together.</summary>
    private const int BlockRows = 96;
    private readonly Sequential _network;
    private readonly Loss _loss;
    private readonly ParameterSnapshot _parameters;
    private readonly string _name;
    private readonly IDevice _device;
    private readonly Workers? _workers;
    private readonly Scratch[] _scratch;
    private IDevicePredictor? _predictor;
    private double[] _blockLosses = [];
    private Matrix _outputs;
    private TrainingData? _data;

    internal Evaluator(Sequential network, Loss loss, ParameterBuffer parameters, string name, IDevice device, Workers? workers)
    {
        (_network, _loss, _parameters, _name, _device, _workers) = (network, loss, ParameterSnapshot.ViewOf(parameters), name, device, workers);
        _scratch = [.. Enumerable.Range(0, workers?.Count ?? 1).Select(_ => new Scratch(network, loss))];
        _outputs = new Matrix(0, network.Outputs);
    }

    /// <summary>Returns the mean loss and adds each row's prediction to the metrics.</summary>
    internal double Run(TrainingData data, ReadOnlySpan<Metric> metrics)
    {
        int blocks = (data.Rows + BlockRows - 1) / BlockRows;
        Reserve(blocks);
        _data = data;
        _predictor!.Use(_parameters);
        _predictor.Begin(data.Rows, this);
        while (!_predictor.TryEnd())
        {
        }

        if (_workers is null)
        {
            ((IParallelWork)this).Execute(0, blocks, 0);
        }
        else
        {
            _workers.Run(this, blocks, 1);
        }

        foreach (Metric metric in metrics)
        {
            for (int row = 0; row < data.Rows; row++)
            {
                metric.Add(_outputs.Row(row), data.Target(row));
            }
        }

        double sum = 0;
        foreach (double loss in _blockLosses.AsSpan(0, blocks))
        {
            sum += loss;
        }

        return sum / _loss.Terms(data.Rows, _network.Outputs);
    }

    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            _data!.Input(first + i).CopyTo(inputs.Row(i));
        }
    }

    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker) => outputs.CopyTo(_outputs.View.Slice(first, outputs.Rows));

    /// <summary>Sums the losses of each block in a range.</summary>
    void IParallelWork.Execute(int start, int count, int worker)
    {
        Debug.Assert(worker >= 0 && worker < _scratch.Length, "Each worker must have scratch memory of its own.");
        Scratch scratch = _scratch[worker];
        for (int block = start; block < start + count; block++)
        {
            int first = block * BlockRows, rows = Math.Min(BlockRows, _data!.Rows - first);
            for (int i = 0; i < rows; i++)
            {
                _data.Target(first + i).CopyTo(scratch.Targets.Row(i));
                scratch.Weights[i] = _data.Weight(first + i);
            }

            _blockLosses[block] = _loss.Sum(
                _outputs.View.Slice(first, rows), scratch.Targets.FirstRows(rows), scratch.Gradients.FirstRows(rows), 1,
                _data.IsWeighted ? scratch.Weights.AsSpan(0, rows) : default);
        }
    }

    private void Reserve(int blocks)
    {
        if (_predictor is null || _blockLosses.Length < blocks)
        {
            _predictor?.Dispose();
            _blockLosses = new double[blocks];
            _outputs = new Matrix(blocks * BlockRows, _network.Outputs);
            _predictor = _device.Create(new PredictorTask(_network, _parameters, _name, Math.Max(1, blocks) * BlockRows));
        }
    }

    private sealed class Scratch(Sequential network, Loss loss)
    {
        internal Matrix Targets { get; } = new(BlockRows, loss.TargetColumns(network.Outputs));

        internal Matrix Gradients { get; } = new(BlockRows, network.Outputs);

        internal float[] Weights { get; } = new float[BlockRows];
    }
}

using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Training;

/// <summary>The empirical loss L = 1/n · Σ ℓ(network(xᵣ), tᵣ) over any n rows of the data, and its gradient dL/dparameters.</summary>
/// <remarks>
/// The workers gather rows block by block. More than <see cref="ChunkRows"/> rows are split into chunks whose gradients are added up, so the workspace
/// doesn't grow with the data. The chunks depend on the number of rows alone. Does not allocate after construction. One thread at a time.
/// </remarks>
internal sealed class EmpiricalLoss : IMinibatchSource
{
    internal const int ChunkRows = 4096;
    private readonly IDeviceTrainer _trainer;
    private readonly ParameterBuffer _gradients;
    private readonly AlignedBuffer _sum;
    private readonly int[] _rows;
    private readonly float[] _weights;
    private TrainingData? _data;

    internal EmpiricalLoss(IDeviceTrainer trainer)
    {
        (_trainer, _gradients) = (trainer, trainer.Task.Gradients);
        int rows = trainer.Task.Rows;
        (_rows, _weights) = (new int[rows], new float[rows]);
        _sum = new AlignedBuffer(rows < ChunkRows ? 0 : _gradients.Values.Length);
    }

    internal int Capacity => _rows.Length < ChunkRows ? _rows.Length : int.MaxValue;

    /// <summary>Writes the gradient, adds each row's prediction to the metrics and returns L.</summary>
    internal double Run(TrainingData data, ReadOnlySpan<int> rows, ReadOnlySpan<Metric> metrics)
    {
        Require.InRange(rows.Length, 1, Capacity, nameof(rows));
        if (rows.Length <= _rows.Length)
        {
            return RunChunk(data, rows, rows.Length, metrics);
        }

        double loss = 0;
        _sum.Span.Clear();
        int chunks = (rows.Length + _rows.Length - 1) / _rows.Length;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            // Chunks have nearly equal sizes, because a small last chunk would leave workers idle.
            int start = (int)((long)rows.Length * chunk / chunks), end = (int)((long)rows.Length * (chunk + 1) / chunks);
            loss += RunChunk(data, rows[start..end], rows.Length, metrics);
            _trainer.Download(HostMemory.Gradients);
            VectorLoop.Combine<Sum>(_gradients.Values, _sum.Span);
        }

        _sum.Span.CopyTo(_gradients.Values);
        _trainer.Upload(HostMemory.Gradients);
        return loss;
    }

    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        Debug.Assert(first >= 0 && first + inputs.Rows <= _rows.Length && inputs.Rows == targets.Rows, "Filled rows must belong to the minibatch.");
        for (int i = 0; i < inputs.Rows; i++)
        {
            _data!.Input(_rows[first + i]).CopyTo(inputs.Row(i));
            _data.Target(_rows[first + i]).CopyTo(targets.Row(i));
        }
    }

    /// <summary>Computes the gradient of a chunk and returns the chunk's share of the mean loss over <paramref name="all"/> rows.</summary>
    private double RunChunk(TrainingData data, ReadOnlySpan<int> rows, int all, ReadOnlySpan<Metric> metrics)
    {
        Debug.Assert(rows.Length <= all && !_trainer.IsBegun, "A chunk must be part of its rows and begin when the last one is finished.");
        _data = data;
        rows.CopyTo(_rows);
        bool isWeighted = data.IsWeighted || rows.Length < all;
        float share = rows.Length == all ? 1 : (float)((double)rows.Length / all);
        for (int i = 0; isWeighted && i < rows.Length; i++)
        {
            _weights[i] = share * data.Weight(rows[i]);
        }

        _trainer.Begin(rows.Length, this, isWeighted ? _weights.AsSpan(0, rows.Length) : default);
        while (!_trainer.Advance(int.MaxValue))
        {
        }

        foreach (Metric metric in metrics)
        {
            ReadOnlyMatrixView outputs = _trainer.Outputs;
            for (int i = 0; i < rows.Length; i++)
            {
                metric.Add(outputs.Row(i), data.Target(rows[i]));
            }
        }

        return _trainer.Value;
    }
}

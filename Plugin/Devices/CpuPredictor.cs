using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>Forward passes on the processor: each worker fills a block of rows, runs it through the layers while it is in cache, and hands its outputs over.</summary>
internal sealed class CpuPredictor : IDevicePredictor, IParallelWork
{
    private const int BlockRows = ForwardWorkspace.BlockRows;
    private readonly Workers? _workers;
    private readonly Scratch[] _scratch;
    private ParameterSnapshot _parameters;
    private IPredictionRows? _work;
    private bool _isBegun;

    internal CpuPredictor(PredictorTask task, Workers? workers)
    {
        (Task, _workers, _parameters) = (task, workers, task.Parameters);
        _scratch = [.. Enumerable.Range(0, workers?.Count ?? 1).Select(_ => new Scratch(task.Network))];
    }

    public PredictorTask Task { get; }

    public void Use(ParameterSnapshot parameters)
    {
        Require.NotNull(parameters);
        Require.Length(parameters.Network(Task.Name).Length, Task.Network.ParameterLength, nameof(parameters));
        _parameters = parameters;
    }

    public void Begin(int rows, IPredictionRows work)
    {
        Require.NotNegative(rows);
        Require.NotNull(work);
        if (_isBegun)
        {
            throw new InvalidOperationException("IDevicePredictor.Begin: expected a call after TryEnd has ended the previous pass, received one before.");
        }

        _work = work;
        if (_workers is not null)
        {
            _workers.Run(this, rows, BlockRows);
        }
        else if (rows > 0)
        {
            ((IParallelWork)this).Execute(0, rows, 0);
        }

        (_work, _isBegun) = (null, true);
    }

    public bool TryEnd()
    {
        if (!_isBegun)
        {
            throw new InvalidOperationException("IDevicePredictor.TryEnd: expected a pass that Begin has begun, received a call without one.");
        }

        _isBegun = false;
        return true;
    }

    public void Dispose()
    {
        // All memory is managed.
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Debug.Assert(worker >= 0 && worker < _scratch.Length, "Each worker must have scratch memory of its own.");
        Scratch scratch = _scratch[worker];
        ReadOnlySpan<float> parameters = _parameters.Network(Task.Name);
        for (int first = start; first < start + count; first += BlockRows)
        {
            int rows = Math.Min(BlockRows, start + count - first);
            MatrixView inputs = scratch.Inputs.FirstRows(rows);
            _work!.Fill(first, inputs, worker);
            _work.Take(first, scratch.Forward.Run(parameters, inputs), worker);
        }
    }

    private sealed class Scratch(Sequential network)
    {
        internal Matrix Inputs { get; } = new(BlockRows, network.Inputs);

        internal ForwardWorkspace Forward { get; } = new(network);
    }
}

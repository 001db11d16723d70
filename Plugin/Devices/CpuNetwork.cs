using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Devices;

/// <summary>A network on the processor: each call does its work at once, so every ticket is ready.</summary>
internal sealed class CpuNetwork : IDeviceNetwork
{
    private readonly ParameterBuffer _parameters;
    private readonly ForwardWorkspace _forward;
    private readonly Matrix _outputs;
    private readonly AlignedBuffer _downloaded;
    private readonly Backpropagation? _backpropagation;
    private readonly ParameterBuffer? _gradients;
    private readonly Optimizer? _optimizer;
    private DeviceStep _step;
    private bool _isStepUnread;
    private long _tickets;
    private long _forwardTicket = -1;
    private long _downloadTicket = -1;
    private int _rows;

    internal CpuNetwork(NetworkTask task, Workers? workers)
    {
        Task = task;
        Sequential network = task.Network;
        _parameters = new ParameterBuffer(new ParameterLayout([new(task.Name, network)]));
        _forward = new ForwardWorkspace(network);
        _outputs = new Matrix(task.Rows, network.Outputs);
        _downloaded = new AlignedBuffer(network.ParameterLength);
        if (task.Objective is { } objective && task.Optimizer is { } options)
        {
            _gradients = new ParameterBuffer(_parameters.Layout);
            _backpropagation = new Backpropagation(network, objective, _parameters, _gradients, task.Name, task.Rows, workers, task.Random);
            _optimizer = options.Create(network.ParameterLength);
            _optimizer.SetTensors([.. network.Segments.Select(segment => segment.Offset)]);
        }
    }

    public NetworkTask Task { get; }

    public void Upload(ReadOnlySpan<float> parameters)
    {
        Require.Length(parameters.Length, _parameters.Values.Length, nameof(parameters));
        parameters.CopyTo(_parameters.Values);
    }

    public long BeginForward(ReadOnlyMatrixView inputs)
    {
        Require.InRange(inputs.Rows, 0, Task.Rows, nameof(inputs));
        Require.Columns(inputs.Columns, Task.Network.Inputs, nameof(inputs));
        _forward.Run(_parameters.Values, inputs, _outputs.FirstRows(inputs.Rows));
        _rows = inputs.Rows;
        return _forwardTicket = ++_tickets;
    }

    public bool TryEndForward(long ticket, MatrixView outputs)
    {
        RequireTicket(ticket, _forwardTicket);
        Require.Shape(outputs.Rows, outputs.Columns, _rows, Task.Network.Outputs, nameof(outputs));
        _outputs.FirstRows(_rows).CopyTo(outputs);
        _forwardTicket = -1;
        return true;
    }

    public long Step(ReadOnlyMatrixView inputs, ReadOnlyMatrixView targets, ReadOnlySpan<float> weights = default)
    {
        if (_backpropagation is null || _optimizer is null || _gradients is null)
        {
            throw new InvalidOperationException("IDeviceNetwork.Step: expected a task with an objective and an optimizer, received one for forward passes alone.");
        }

        Require.InRange(inputs.Rows, 1, Task.Rows, nameof(inputs));
        Require.Columns(inputs.Columns, Task.Network.Inputs, nameof(inputs));
        Require.Shape(targets.Rows, targets.Columns, inputs.Rows, _backpropagation.TargetColumns, nameof(targets));
        Require.Length(weights.Length, weights.IsEmpty ? 0 : inputs.Rows, nameof(weights));
        inputs.CopyTo(_backpropagation.Inputs.FirstRows(inputs.Rows));
        targets.CopyTo(_backpropagation.TargetRows(0, inputs.Rows));
        weights.CopyTo(_backpropagation.SampleWeights);
        float value = _backpropagation.Run(inputs.Rows, isWeighted: !weights.IsEmpty);
        Debug.Assert(_gradients.Values.Length == _parameters.Values.Length, "A device's gradients must have the length of its parameters.");
        bool isApplied = _optimizer.TryStep(_parameters.Values, _gradients.Values);
        (_step, _isStepUnread) = (new DeviceStep(_step.Number + 1, value, isApplied), true);
        return _step.Number;
    }

    public bool TryReadStep(out DeviceStep step)
    {
        (step, bool isUnread) = (_isStepUnread ? _step : default, _isStepUnread);
        _isStepUnread = false;
        return isUnread;
    }

    public long BeginDownload()
    {
        _parameters.Values.CopyTo(_downloaded.Span);
        return _downloadTicket = ++_tickets;
    }

    public bool TryEndDownload(long ticket, Span<float> parameters)
    {
        RequireTicket(ticket, _downloadTicket);
        Require.Length(parameters.Length, _downloaded.Length, nameof(parameters));
        _downloaded.Span.CopyTo(parameters);
        _downloadTicket = -1;
        return true;
    }

    public void Dispose()
    {
        // Managed memory alone.
    }

    private static void RequireTicket(long ticket, long expected)
    {
        if (ticket != expected)
        {
            string underWay = expected < 0 ? "one of work under way" : FormattableString.Invariant($"{expected}");
            throw new ArgumentException(FormattableString.Invariant($"ticket: expected {underWay}, received {ticket}."), nameof(ticket));
        }
    }
}

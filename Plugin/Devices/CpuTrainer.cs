using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Devices;

/// <summary>Training on the processor: backpropagation and the optimizer's step, in host memory.</summary>
internal sealed class CpuTrainer : IDeviceTrainer
{
    private readonly Backpropagation _backpropagation;
    private readonly OptimizerStep _update;

    internal CpuTrainer(TrainerTask task, Workers? workers)
    {
        Task = task;
        _backpropagation = new Backpropagation(
            task.Network, task.Objective, task.Parameters, task.Gradients, task.Name, task.Rows, workers, task.Random, task.NeedsInputGradients,
            task.NeedsParameterGradients);
        _update = new OptimizerStep(task.Optimizer);
    }

    public TrainerTask Task { get; }

    public long Step
    {
        get => _backpropagation.Step;
        set => _backpropagation.Step = value;
    }

    public bool IsBegun => _backpropagation.IsBegun;

    public float Value => _backpropagation.Value;

    public ReadOnlyMatrixView Outputs => _backpropagation.Output(Task.Network.Layers.Count - 1);

    public ReadOnlyMatrixView InputGradients => _backpropagation.InputGradients;

    public void Begin(int rows, IMinibatchSource source, ReadOnlySpan<float> weights = default)
    {
        Require.NotNull(source);
        Require.InRange(rows, 1, Task.Rows);
        Require.Length(weights.Length, weights.IsEmpty ? 0 : rows, nameof(weights));
        weights.CopyTo(_backpropagation.SampleWeights);
        _backpropagation.Begin(rows, source, isWeighted: !weights.IsEmpty);
    }

    public bool Advance(int slices) => _backpropagation.Advance(Math.Min(slices, _backpropagation.Slices));

    public void Abandon() => _backpropagation.Abandon();

    public float RowLoss(int row) => _backpropagation.RowLoss(row);

    public void BeginUpdate() => _update.Begin();

    public StepPhase AdvanceUpdate(int maxValues) => _update.Advance(Task.Parameters.Network(Task.Name), Task.Gradients.Network(Task.Name), maxValues);

    public void AbandonUpdate() => _update.Discard();

    public bool AreParametersFinite(int start, int end) => Bounds.AreFinite(Task.Parameters.Network(Task.Name)[start..end]);

    public void Upload(HostMemory parts)
    {
        // Host memory is the device's memory.
    }

    public void Download(HostMemory parts)
    {
        // Host memory is the device's memory.
    }

    public void Dispose()
    {
        // All memory is managed.
    }
}

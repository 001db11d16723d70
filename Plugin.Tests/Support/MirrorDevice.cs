using NeuroAgents.Devices;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Support;

/// <summary>A device with its own memory, like a GPU. Its steps can't be cut into slices, its outputs arrive late, and host memory that it owns is NaN until a download.</summary>
/// <remarks>Code that reads host memory without a download, or writes it without an upload, gets bits that differ from the processor's.</remarks>
internal sealed class MirrorDevice : IDevice
{
    public string Name => "mirror";

    public bool IsExact => true;

    /// <summary>Number of networks that were created and not disposed.</summary>
    internal int Networks { get; private set; }

    public string? UnsupportedReason(PredictorTask task) => null;

    public string? UnsupportedReason(TrainerTask task) => null;

    public IDevicePredictor Create(PredictorTask task)
    {
        Networks++;
        return new Predictor(this, task);
    }

    public IDeviceTrainer Create(TrainerTask task)
    {
        Networks++;
        return new Trainer(this, task);
    }

    private sealed class Predictor(MirrorDevice owner, PredictorTask task) : IDevicePredictor
    {
        private const int PartRows = 33;
        private readonly NeuroAgents.Inference.Predictor _predictor = new(task.Network, Copy(task.Parameters), task.Name);
        private IPredictionRows? _work;
        private Matrix _inputs = new(0, task.Network.Inputs);
        private int _polls;

        public PredictorTask Task => task;

        public void Use(ParameterSnapshot parameters) => _predictor.Snapshot = Copy(parameters);

        public void Begin(int rows, IPredictionRows work)
        {
            Assert(_work is null, "a second pass");
            (_work, _inputs, _polls) = (work, new Matrix(rows, task.Network.Inputs), 0);
            for (int part = (rows - 1) / PartRows; part >= 0 && rows > 0; part--)
            {
                work.Fill(part * PartRows, _inputs.View.Slice(part * PartRows, Math.Min(PartRows, rows - part * PartRows)), 0);
            }
        }

        public bool TryEnd()
        {
            Assert(_work is not null, "no pass");
            if (++_polls < 3)
            {
                return false;
            }

            Matrix outputs = new(_inputs.Rows, task.Network.Outputs);
            _predictor.Forward(_inputs.View, outputs.View);
            for (int first = 0; first < outputs.Rows; first += 2 * PartRows)
            {
                _work!.Take(first, outputs.View.Slice(first, Math.Min(2 * PartRows, outputs.Rows - first)), 0);
            }

            _work = null;
            return true;
        }

        public void Dispose() => owner.Networks--;

        private static ParameterSnapshot Copy(ParameterSnapshot source)
        {
            ParameterBuffer buffer = new(source.Layout);
            source.Values.CopyTo(buffer.Values);
            return new ParameterSnapshot(buffer);
        }
    }

    private sealed class Trainer : IDeviceTrainer
    {
        private readonly MirrorDevice _owner;
        private readonly ParameterBuffer _parameters;
        private readonly ParameterBuffer _gradients;
        private readonly OptimizerSnapshot _state;
        private readonly OptimizerSnapshot _hidden;
        private readonly IDeviceTrainer _inner;

        internal Trainer(MirrorDevice owner, TrainerTask task)
        {
            (_owner, Task) = (owner, task);
            (_parameters, _gradients) = (new ParameterBuffer(task.Parameters.Layout), new ParameterBuffer(task.Parameters.Layout));
            (_state, _hidden) = (task.Optimizer.CreateSnapshot(), task.Optimizer.CreateSnapshot());
            foreach (AlignedBuffer state in _hidden.States)
            {
                state.Span.Fill(float.NaN);
            }

            _inner = new CpuDevice().Create(
                new TrainerTask(task.Network, _parameters, _gradients, task.Name, task.Objective, task.Optimizer, task.Rows)
                {
                    Random = task.Random,
                    NeedsInputGradients = task.NeedsInputGradients,
                });
            Upload(HostMemory.All);
        }

        public TrainerTask Task { get; }

        public long Step
        {
            get => _inner.Step;
            set => _inner.Step = value;
        }

        public bool IsBegun => _inner.IsBegun;

        public float Value => _inner.Value;

        public ReadOnlyMatrixView Outputs => _inner.Outputs;

        public ReadOnlyMatrixView InputGradients => _inner.InputGradients;

        public void Begin(int rows, IMinibatchSource source, ReadOnlySpan<float> weights) => _inner.Begin(rows, source, weights);

        public bool Advance(int slices)
        {
            while (!_inner.Advance(int.MaxValue))
            {
            }

            Task.Gradients.Network(Task.Name).Fill(float.NaN);
            return true;
        }

        public void Abandon() => _inner.Abandon();

        public float RowLoss(int row) => _inner.RowLoss(row);

        public void BeginUpdate() => _inner.BeginUpdate();

        public StepPhase AdvanceUpdate(int maxValues)
        {
            Show();
            StepPhase phase = _inner.AdvanceUpdate(int.MaxValue);
            Task.Optimizer.CopyTo(_state);
            Hide();
            if (phase == StepPhase.Done)
            {
                Task.Parameters.Network(Task.Name).Fill(float.NaN);
            }

            return phase;
        }

        public void AbandonUpdate() => _inner.AbandonUpdate();

        public bool AreParametersFinite(int start, int end) => _inner.AreParametersFinite(start, end);

        public void Upload(HostMemory parts)
        {
            if (parts.HasFlag(HostMemory.Parameters))
            {
                Task.Parameters.Network(Task.Name).CopyTo(_parameters.Network(Task.Name));
            }

            if (parts.HasFlag(HostMemory.Gradients))
            {
                Task.Gradients.Network(Task.Name).CopyTo(_gradients.Network(Task.Name));
            }

            if (parts.HasFlag(HostMemory.OptimizerState))
            {
                Task.Optimizer.CopyTo(_state);
            }
        }

        public void Download(HostMemory parts)
        {
            if (parts.HasFlag(HostMemory.Parameters))
            {
                _parameters.Network(Task.Name).CopyTo(Task.Parameters.Network(Task.Name));
            }

            if (parts.HasFlag(HostMemory.Gradients))
            {
                _gradients.Network(Task.Name).CopyTo(Task.Gradients.Network(Task.Name));
            }

            if (parts.HasFlag(HostMemory.OptimizerState))
            {
                Show();
            }
        }

        public void Dispose() => _owner.Networks--;

        /// <summary>Writes the device's state to the optimizer, whose number of steps and scalars exist only in host memory.</summary>
        private void Show() => Write(_state);

        private void Hide() => Write(_hidden);

        private void Write(OptimizerSnapshot state)
        {
            OptimizerSnapshot now = Task.Optimizer.CreateSnapshot();
            Task.Optimizer.CopyTo(now);
            state.Steps = now.Steps;
            now.Scalars.CopyTo(state.Scalars, 0);
            Task.Optimizer.CopyFrom(state);
        }
    }

    private static void Assert(bool condition, string received) => Xunit.Assert.True(condition, $"MirrorDevice: {received}");
}

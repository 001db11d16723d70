using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Devices;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Allocation;

/// <summary>Tests that members of the hot path allocate nothing, as their remark "Does not allocate." states.</summary>
[Collection(RunsAlone.Name)]
public sealed class PartAllocationTests
{
    private readonly Workbench _bench = new(Sequential.Perceptrons(5, [33, 17], 3, Activation.Tanh), 97);
    private readonly Matrix _x = Matrices.Normal(97, 5, 1);
    private readonly Matrix _y = Matrices.Normal(97, 3, 2);

    /// <summary>The probe must count a known allocation.</summary>
    [Fact]
    public void TheProbeCountsAnAllocation()
    {
        object? kept = null;
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AllocationProbe.AssertNone(() => kept = new object()));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AllocationProbe.AssertNoneInTheProcess(() => kept = new object()));
        Assert.NotNull(kept);
    }

    [Fact]
    public void PredictorForward()
    {
        Predictor predictor = new(_bench.Network, new ParameterSnapshot(_bench.Parameters), Workbench.Name);
        AllocationProbe.AssertNone(() => predictor.Forward(_x.View, _y.View));
    }

    [Fact]
    public void ADevicesForwardPassStepAndDownload()
    {
        Optimizer optimizer = new AdamOptions { GlobalClipNorm = 1 }.Create(_bench.Layout.Length);
        CpuDevice device = new();
        DeviceRows rows = new(_x, _y);
        using IDeviceTrainer trainer = device.Create(
            new TrainerTask(_bench.Network, _bench.Parameters, _bench.Gradients, Workbench.Name, new MeanSquaredError(), optimizer, 97));
        using IDevicePredictor predictor = device.Create(new PredictorTask(_bench.Network, new ParameterSnapshot(_bench.Parameters), Workbench.Name, 97));
        AllocationProbe.AssertNone(() =>
        {
            predictor.Begin(97, rows);
            predictor.TryEnd();
            trainer.Begin(97, rows);
            while (!trainer.Advance(int.MaxValue))
            {
            }

            trainer.BeginUpdate();
            while (trainer.AdvanceUpdate(int.MaxValue) != StepPhase.Done)
            {
            }

            trainer.Download(HostMemory.All);
        });
    }

    [Fact]
    public void StepsInSlices()
    {
        Workbench bench = new(Sequential.Perceptrons(5, [333, 317], 3, Activation.Tanh), 97, needsInputGradients: true);
        OptimizerStep step = new(new AdamOptions { GlobalClipNorm = 1 }.Create(bench.Layout.Length));
        ParameterSnapshot snapshot = new(bench.Parameters);
        int rows = 97;
        AllocationProbe.AssertNone(() =>
        {
            rows = 98 - (rows == 97 ? 2 : 1);
            bench.Backpropagation.Begin(rows, null);
            while (!bench.Backpropagation.Advance(1))
            {
            }

            step.Begin();
            while (step.Advance(bench.Parameters.Values, bench.Gradients.Values) != StepPhase.Done)
            {
            }

            snapshot.CopyFrom(bench.Parameters, 16, 160);
        });
    }

    [Fact]
    public void ActivationsAndUnitStates()
    {
        LayerActivations activations = new(_bench.Network, 97);
        UnitState[] states = new UnitState[33];
        AllocationProbe.AssertNone(() =>
        {
            activations.Forward(_bench.Parameters.Network(Workbench.Name), 97);
            UnitStates.Find(Activation.Tanh, activations[0], states);
        });
    }

    [Fact]
    public void WritingAParameter()
    {
        using Game game = new();
        game.Frames(0, 5);
        AllocationProbe.AssertNone(() => game.Brain.Weights.Set(game.Brain.Parameters.Layout.Segments[0], 1, 1, 0.5f));
    }

    /// <summary>Setting the batch size allocates. The first step of the new size must not, as it once did.</summary>
    [Fact]
    public void TheFirstStepOfAnotherBatchSize()
    {
        using Game game = new();
        game.Frames(0, 60);
        long steps = game.Brain.Statistics.LearnSteps;
        for (int rows = 24; rows < 56; rows++)
        {
            game.Brain.Hyperparameters.BatchSize = rows;
            long before = GC.GetAllocatedBytesForCurrentThread();
            game.Plugin.LateUpdate();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(32, game.Brain.Statistics.LearnSteps - steps);
    }

    [Fact]
    public void DropoutAndLayerNormalization()
    {
        Workbench bench = new(new Sequential(5, [new LayerNormalization(), new Dense(33, Activation.Relu), new Dropout(0.5f), new Dense(3)]), 97);
        Predictor predictor = new(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name);
        AllocationProbe.AssertNone(() => bench.Backward(_x.View, _y.View));
        AllocationProbe.AssertNone(() => predictor.Forward(_x.View, _y.View));
    }

    [Fact]
    public void BackpropagationAndEveryOptimizer()
    {
        OptimizerOptions[] rules = [.. Optimizers.OptimizerTests.Rules.Select(row => row.Data), new SgdOptions { GlobalClipNorm = 1, L1 = 0.1 }];
        foreach (Optimizer optimizer in rules.Select(rule => rule.Create(_bench.Layout.Length)))
        {
            AllocationProbe.AssertNone(() =>
            {
                _bench.Backward(_x.View, _y.View);
                optimizer.Step(_bench.Parameters.Values, _bench.Gradients.Values);
            });
        }
    }

    [Fact]
    public void EveryActivation()
    {
        foreach (Activation activation in Activation.All)
        {
            AllocationProbe.AssertNone(() =>
            {
                activation.Forward(_y.View);
                activation.Backward(_y.View, _y.View, _y.View);
            });
        }
    }

    [Fact]
    public void SnapshotsAndTheirExchange()
    {
        ParameterSnapshot snapshot = new(_bench.Parameters);
        Predictor predictor = new(_bench.Network, snapshot, Workbench.Name);
        AllocationProbe.AssertNone(() =>
        {
            snapshot.CopyFrom(_bench.Parameters);
            predictor.Snapshot = snapshot;
        });
    }

    [Fact]
    public void RandomSource()
    {
        RandomSource random = new(1, 2);
        double sum = 0;
        ulong id = 0;
        AllocationProbe.AssertNone(() =>
        {
            id++;
            sum += random.Uniform(id, 0) + random.Uniform(id, 0, 2, 3) + random.Normal(id, 1) + random.Below(7, id, 2)
                + random.Stream(id).UniformPair(id, 3).Y + random.Bits(id, 4);
        });
        Assert.True(sum > 0);
    }

    [Fact]
    public void VectorFunctions()
    {
        float[] x = new float[1003], y = new float[1003];
        AllocationProbe.AssertNone(() =>
        {
            VectorMath.Exp(x, y);
            VectorMath.Tanh(x, y);
            VectorMath.Sigmoid(x, y);
            VectorMath.Sin(x, y);
            VectorMath.Cos(x, y);
            VectorMath.Log(x, y);
            VectorMath.Erf(x, y);
            VectorMath.Gelu(x, y);
            VectorMath.Silu(x, y);
            VectorMath.Softplus(x, y);
            VectorMath.Softmax(x, y);
            y[0] = VectorMath.Sin(x[0]) + VectorMath.Cos(x[1]) + (float)VectorMath.Log(2 + x[2]);
        });
    }

    [Fact]
    public void LearnerStepAndRecord()
    {
        using Game game = new();
        game.Frames(0, 5);
        LearnerCalls.OneRow row = new() { Observation = [0.5f, 50, 0], Label = [0, 0] };
        AllocationProbe.AssertNone(() =>
        {
            game.Learner.Record(row);
            game.Learner.Step();
        });
    }

    [Fact]
    public void CopyingABrain()
    {
        using Game game = new(), twin = new(seed: 2);
        AllocationProbe.AssertNone(() => game.Brain.Weights.CopyFrom(twin.Brain.Parameters));
    }

    [Fact]
    public void SpawnAndDespawnWithinTheCapacity()
    {
        using Game game = new(agents: 0);
        AgentHandle[] handles = new AgentHandle[64];
        AllocationProbe.AssertNone(() =>
        {
            for (int i = 0; i < handles.Length; i++)
            {
                handles[i] = game.Brain.Spawn();
            }

            foreach (AgentHandle handle in handles)
            {
                game.Brain.Despawn(handle);
            }
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void WorkersRun(int count)
    {
        using Workers workers = new(count);
        Nothing job = new();
        AllocationProbe.AssertNoneInTheProcess(() => workers.Run(job, 1000, 1));
    }

    private sealed class Nothing : IParallelWork
    {
        public void Execute(int start, int count, int worker)
        {
        }
    }
}

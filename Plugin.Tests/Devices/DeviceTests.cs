using NeuroAgents.Activations;
using NeuroAgents.Devices;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Devices;

/// <summary>The contract of <see cref="IDevice"/>, tested on every device in <see cref="Devices"/>.</summary>
public sealed class DeviceTests : IDisposable
{
    private const string Name = "policy";
    private readonly Workers _workers = new(3);

    public static TheoryData<int[], int, string> Shapes => new()
    {
        { [3, 2], 1, "identity" }, { [5, 33, 17, 3], 97, "tanh" }, { [32, 64, 64, 8], 300, "relu" }, { [9, 40, 4], 50, "gelu" }, { [7, 300, 400, 5], 130, "silu" },
    };

    private IDevice[] Devices => [new CpuDevice(), new CpuDevice(_workers), new MirrorDevice()];

    public void Dispose() => _workers.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AForwardPassMatchesNaiveLoops(int[] widths, int rows, string activation)
    {
        Sequential network = Sequential.Perceptrons(widths[0], widths[1..^1], widths[^1], Activation.FromName(activation));
        ParameterBuffer parameters = Parameters(network);
        DeviceRows work = new(Matrices.Normal(rows, widths[0], 1), new Matrix(rows, widths[^1]));
        Matrix x = Matrices.Normal(rows, widths[0], 1), predicted = new(rows, widths[^1]);
        ParameterSnapshot snapshot = new(parameters);
        new Predictor(network, snapshot, Name).Forward(x.View, predicted.View);
        double[,] naive = NaiveNetwork.From(network, parameters.Network(Name)).Forward(Matrices.ToDouble(x.View));
        foreach (IDevice device in Devices)
        {
            using IDevicePredictor on = device.Create(new PredictorTask(network, snapshot, Name, rows));
            Predict(on, rows, work);
            Tolerance.AssertWithin(1e-5, [.. Matrices.ToDouble(work.Outputs.View).Cast<double>()], [.. naive.Cast<double>()], "outputs");
            if (device.IsExact)
            {
                Matrices.AssertSameBits(predicted.View, work.Outputs.View, device.Name);
            }
        }
    }

    [Fact]
    public void AForwardPassReadsTheParametersThatWereSetLast()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        ParameterBuffer parameters = Parameters(network);
        ParameterSnapshot first = new(parameters);
        parameters.Network(Name).Clear();
        ParameterSnapshot second = new(parameters);
        DeviceRows work = new(Matrices.Normal(8, 4, 1), new Matrix(8, 3));
        foreach (IDevice device in Devices)
        {
            using IDevicePredictor on = device.Create(new PredictorTask(network, first, Name, 8));
            Predict(on, 8, work);
            Assert.NotEqual(0, work.Outputs.Row(7)[0]);
            on.Use(second);
            Predict(on, 8, work);
            Assert.Equal(0, work.Outputs.Row(7)[0]);
            Predict(on, 0, work);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void StepsHaveTheBitsOfBackpropagationAndOptimizer(int[] widths, int rows, string activation)
    {
        Sequential network = new(
            widths[0], [.. widths[1..^1].SelectMany(width => (Layer[])[new Dense(width, Activation.FromName(activation)), new Dropout(0.2f)]), new Dense(widths[^1])]);
        Matrix x = Matrices.Normal(rows, widths[0], 1), y = Matrices.Normal(rows, widths[^1], 2);
        float[] weights = [.. Enumerable.Range(0, rows).Select(row => row % 4 * 0.5f)];
        foreach (IDevice device in Devices)
        {
            ParameterBuffer parameters = Parameters(network), own = Parameters(network), gradients = new(parameters.Layout), ownGradients = new(parameters.Layout);
            float[] others = parameters.Network("other").ToArray();
            Backpropagation backpropagation = new(network, new Huber(), parameters, gradients, Name, rows, null, new RandomSource(5, 1));
            Optimizer optimizer = Optimizer(network), ownOptimizer = Optimizer(network);
            using IDeviceTrainer on = device.Create(
                new TrainerTask(network, own, ownGradients, Name, new Huber(), ownOptimizer, rows) { Random = new RandomSource(5, 1) });
            x.View.CopyTo(backpropagation.Inputs.View);
            y.View.CopyTo(backpropagation.Targets.View);
            weights.CopyTo(backpropagation.SampleWeights);
            for (int step = 1; step <= 20; step++)
            {
                float value = backpropagation.Run(rows, isWeighted: step % 2 == 0);
                Assert.Equal(step - 1, on.Step);
                Gradient(on, rows, new DeviceRows(x, y), step % 2 == 0 ? weights : []);
                Assert.True(!device.IsExact || on.Value == value, $"{device.Name}: {on.Value}, not {value}");
                Matrices.AssertSameBits(backpropagation.Output(network.Layers.Count - 1), on.Outputs, device.Name);
                on.Download(HostMemory.Gradients);
                Assert.True(!device.IsExact || Matrices.SameBits(gradients.Values, ownGradients.Values), device.Name);
                Assert.True(optimizer.TryStep(parameters.Network(Name), gradients.Network(Name)));
                Assert.Equal(StepPhase.Done, Update(on, step % 3 == 0 ? 64 : int.MaxValue));
                Assert.True(on.AreParametersFinite(0, network.ParameterLength));
            }

            on.Download(HostMemory.Parameters);
            Assert.True(!device.IsExact || Matrices.SameBits(parameters.Values, own.Values), device.Name);
            Assert.True(Matrices.SameBits(others, own.Network("other")));
        }
    }

    [Fact]
    public void ARefusedGradientChangesNothing()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        Matrix x = Matrices.Normal(8, 4, 1), y = Matrices.Normal(8, 3, 2);
        y.Row(3)[1] = float.NaN;
        foreach (IDevice device in Devices)
        {
            ParameterBuffer parameters = Parameters(network);
            float[] before = parameters.Values.ToArray();
            Optimizer optimizer = Optimizer(network);
            using IDeviceTrainer on = device.Create(new TrainerTask(network, parameters, new ParameterBuffer(parameters.Layout), Name, new MeanSquaredError(), optimizer, 8));
            Gradient(on, 8, new DeviceRows(x, y), []);
            Assert.True(float.IsNaN(on.Value));
            Assert.Equal(StepPhase.Refused, Update(on, int.MaxValue));
            on.AbandonUpdate();
            on.Download(HostMemory.All);
            Assert.True(Matrices.SameBits(before, parameters.Values));
            Assert.Equal(0, optimizer.Steps);
            y.Row(3)[1] = 0;
            Gradient(on, 8, new DeviceRows(x, y), []);
            Assert.Equal(StepPhase.Done, Update(on, int.MaxValue));
            y.Row(3)[1] = float.NaN;
        }
    }

    [Fact]
    public void InputGradientsAreComputedWhenRequested()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        Matrix x = Matrices.Normal(8, 4, 1), y = Matrices.Normal(8, 3, 2);
        Workbench bench = new(network, 8, needsInputGradients: true);
        bench.Backward(x.View, y.View);
        foreach (IDevice device in Devices)
        {
            TrainerTask task = new(network, bench.Parameters, new ParameterBuffer(bench.Layout), Workbench.Name, new MeanSquaredError(), Optimizer(network), 8);
            using IDeviceTrainer on = device.Create(task with { NeedsInputGradients = true });
            Gradient(on, 8, new DeviceRows(x, y), []);
            Matrices.AssertSameBits(bench.Backpropagation.InputGradients, on.InputGradients, device.Name);
            using IDeviceTrainer without = device.Create(task);
            Assert.Throws<InvalidOperationException>(() => _ = without.InputGradients);
        }
    }

    [Fact]
    public void WrongCallsAreRefused()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        ParameterBuffer parameters = Parameters(network), gradients = new(parameters.Layout);
        ParameterSnapshot snapshot = new(parameters);
        Assert.Throws<ArgumentException>(() => new PredictorTask(network, snapshot, "critic", 8));
        Assert.Throws<ArgumentException>(() => new PredictorTask(network, snapshot, "other", 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PredictorTask(network, snapshot, Name, 0));
        Assert.Throws<ArgumentException>(() => new TrainerTask(network, parameters, gradients, "other", new MeanSquaredError(), Optimizer(network), 8));
        Assert.Throws<ArgumentException>(() => new TrainerTask(network, parameters, gradients, Name, new MeanSquaredError(), new SgdOptions().Create(16), 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerTask(network, parameters, gradients, Name, new MeanSquaredError(), Optimizer(network), 0));
        DeviceRows work = new(new Matrix(9, 4), new Matrix(9, 3));
        PredictorTask prediction = new(network, snapshot, Name, 8);
        TrainerTask training = new(network, parameters, gradients, Name, new MeanSquaredError(), Optimizer(network), 8);
        foreach (CpuDevice device in (CpuDevice[])[new(), new(_workers)])
        {
            Assert.Null(device.UnsupportedReason(prediction));
            Assert.Null(device.UnsupportedReason(training));
            Assert.NotEmpty(device.Name);
            using IDevicePredictor predictor = device.Create(prediction);
            Assert.ThrowsAny<ArgumentException>(() => predictor.Begin(-1, work));
            Assert.Throws<InvalidOperationException>(() => predictor.TryEnd());
            predictor.Begin(9, work);
            Assert.Throws<InvalidOperationException>(() => predictor.Begin(9, work));
            Assert.True(predictor.TryEnd());
            Assert.Throws<InvalidOperationException>(() => predictor.TryEnd());
            using IDeviceTrainer trainer = device.Create(training);
            Assert.ThrowsAny<ArgumentException>(() => trainer.Begin(9, work));
            Assert.ThrowsAny<ArgumentException>(() => trainer.Begin(0, work));
            Assert.ThrowsAny<ArgumentException>(() => trainer.Begin(3, work, new float[2]));
            Assert.ThrowsAny<ArgumentException>(() => trainer.Begin(3, null!));
        }
    }

    [Fact]
    public void PredictionEvaluationActivationsAndTrainingHaveTheSameBits()
    {
        Sequential network = new(6, [new Dropout(0), new LayerNormalization(), new Dense(40, Activation.Gelu), new Dropout(0), new Dense(5, Activation.Softmax)]);
        Trainer trainer = new(network);
        Matrix x = Matrices.Normal(203, 6, 1), predicted = new(203, 5);
        new Predictor(network, new ParameterSnapshot(trainer.Parameters), Trainer.NetworkName).Forward(x.View, predicted.View);
        Matrices.AssertSameBits(predicted.View, trainer.Predict(x.View).View, "evaluation");
        LayerActivations activations = new(network, 203);
        x.View.CopyTo(activations.Inputs.View);
        activations.Forward(trainer.Parameters.Values, 203);
        Matrices.AssertSameBits(predicted.View, activations[4], "activations");
        Matrices.AssertSameBits(x.View, activations[0], "the first layer, of training alone");
        Matrices.AssertSameBits(activations[2], activations[3], "a layer of training alone");
        Backpropagation backpropagation = new(network, new MeanSquaredError(), trainer.Parameters, new ParameterBuffer(trainer.Parameters.Layout), Trainer.NetworkName, 203, null, default(RandomSource));
        x.View.CopyTo(backpropagation.Inputs.View);
        backpropagation.Run(203);
        Matrices.AssertSameBits(predicted.View, backpropagation.Output(4), "training");
    }

    private static Optimizer Optimizer(Sequential network)
    {
        Optimizer optimizer = new AdamWOptions { LearningRate = 0.01, ClipNorm = 0.5 }.Create(network.ParameterLength);
        optimizer.SetTensors([.. network.Segments.Select(segment => segment.Offset)]);
        return optimizer;
    }

    /// <summary>Creates parameters in which another network precedes the tested one.</summary>
    private static ParameterBuffer Parameters(Sequential network)
    {
        ParameterBuffer parameters = new(new ParameterLayout([new("other", Sequential.Perceptrons(3, [], 2, Activation.Tanh)), new(Name, network)]));
        parameters.Initialize(new RandomSource(3, 0));
        return parameters;
    }

    private static void Predict(IDevicePredictor predictor, int rows, IPredictionRows work)
    {
        predictor.Begin(rows, work);
        Assert.True(SpinWait.SpinUntil(predictor.TryEnd, 10_000));
    }

    private static void Gradient(IDeviceTrainer trainer, int rows, IMinibatchSource source, ReadOnlySpan<float> weights)
    {
        trainer.Begin(rows, source, weights);
        while (!trainer.Advance(2))
        {
        }
    }

    private static StepPhase Update(IDeviceTrainer trainer, int maxValues)
    {
        trainer.BeginUpdate();
        StepPhase phase = StepPhase.Checking;
        while (phase is not (StepPhase.Done or StepPhase.Refused))
        {
            phase = trainer.AdvanceUpdate(maxValues);
        }

        return phase;
    }
}

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

/// <summary>The contract of a device, over the one that all others are compared with. A new device joins <see cref="Devices"/>.</summary>
public sealed class CpuDeviceTests
{
    private const string Name = "policy";

    public static TheoryData<int[], int, string> Shapes => new()
    {
        { [3, 2], 1, "identity" }, { [5, 33, 17, 3], 97, "tanh" }, { [32, 64, 64, 8], 300, "relu" }, { [9, 40, 4], 50, "gelu" }, { [7, 300, 400, 5], 130, "silu" },
    };

    private static IDevice[] Devices => [new CpuDevice()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AForwardPassIsThatOfNaiveLoops(int[] widths, int rows, string activation)
    {
        Sequential network = Sequential.Perceptrons(widths[0], widths[1..^1], widths[^1], Activation.FromName(activation));
        (ParameterLayout layout, ParameterBuffer parameters) = Parameters(network);
        Matrix x = Matrices.Normal(rows, widths[0], 1), y = new(rows, widths[^1]), predicted = new(rows, widths[^1]);
        new Predictor(network, new ParameterSnapshot(parameters), Name).Forward(x.View, predicted.View);
        double[,] naive = NaiveNetwork.From(network, parameters.Network(Name)).Forward(Matrices.ToDouble(x.View));
        foreach (IDevice device in Devices)
        {
            using IDeviceNetwork on = device.Create(new NetworkTask(layout, Name, network, rows));
            on.Upload(parameters.Network(Name));
            Wait(() => on.BeginForward(x.View), ticket => on.TryEndForward(ticket, y.View));
            Tolerance.AssertWithin(1e-5, [.. Matrices.ToDouble(y.View).Cast<double>()], [.. naive.Cast<double>()], "outputs");
            if (device.IsExact)
            {
                Matrices.AssertSameBits(predicted.View, y.View, device.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void StepsHaveTheBitsOfBackpropagationAndOptimizer(int[] widths, int rows, string activation)
    {
        Sequential network = new(
            widths[0], [.. widths[1..^1].SelectMany(width => (Layer[])[new Dense(width, Activation.FromName(activation)), new Dropout(0.2f)]), new Dense(widths[^1])]);
        OptimizerOptions options = new AdamWOptions { LearningRate = 0.01, ClipNorm = 0.5 };
        Matrix x = Matrices.Normal(rows, widths[0], 1), y = Matrices.Normal(rows, widths[^1], 2);
        float[] weights = [.. Enumerable.Range(0, rows).Select(row => row % 4 * 0.5f)];
        using Workers workers = new(3);
        foreach (IDevice device in (IDevice[])[.. Devices, new CpuDevice(workers)])
        {
            (ParameterLayout layout, ParameterBuffer parameters) = Parameters(network);
            float[] others = parameters.Network("other").ToArray();
            ParameterBuffer gradients = new(layout);
            Backpropagation backpropagation = new(network, new Huber(), parameters, gradients, Name, rows, null, new RandomSource(5, 1));
            Optimizer optimizer = options.Create(network.ParameterLength);
            optimizer.SetTensors([.. network.Segments.Select(segment => segment.Offset)]);
            using IDeviceNetwork on = device.Create(
                new NetworkTask(layout, Name, network, rows) { Objective = new Huber(), Optimizer = options, Random = new RandomSource(5, 1) });
            on.Upload(parameters.Network(Name));
            Assert.False(on.TryReadStep(out _));
            x.View.CopyTo(backpropagation.Inputs.View);
            y.View.CopyTo(backpropagation.Targets.View);
            weights.CopyTo(backpropagation.SampleWeights);
            for (int step = 1; step <= 20; step++)
            {
                float value = backpropagation.Run(rows, isWeighted: step % 2 == 0);
                Assert.True(optimizer.TryStep(parameters.Network(Name), gradients.Network(Name)));
                Assert.Equal(step, on.Step(x.View, y.View, step % 2 == 0 ? weights : default));
                DeviceStep read = default;
                Wait(() => 0, _ => on.TryReadStep(out read));
                Assert.Equal((step, true), (read.Number, read.IsApplied));
                Assert.True(!device.IsExact || read.Value == value, $"{device.Name}: {read.Value}, not {value}");
            }

            float[] downloaded = new float[network.ParameterLength];
            Wait(on.BeginDownload, ticket => on.TryEndDownload(ticket, downloaded));
            Assert.True(!device.IsExact || Matrices.SameBits(parameters.Network(Name), downloaded), device.Name);
            Assert.True(Matrices.SameBits(others, parameters.Network("other")));
        }
    }

    /// <summary>Work is done in the order of the calls: what comes after a download doesn't show in it.</summary>
    [Fact]
    public void ResultsAreThoseOfTheMomentTheyWereBegun()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        (ParameterLayout layout, ParameterBuffer parameters) = Parameters(network);
        Matrix x = Matrices.Normal(8, 4, 1), y = Matrices.Normal(8, 3, 2), before = new(8, 3), after = new(8, 3);
        foreach (IDevice device in Devices)
        {
            using IDeviceNetwork on = device.Create(new NetworkTask(layout, Name, network, 8) { Objective = new MeanSquaredError(), Optimizer = new SgdOptions { LearningRate = 0.5 } });
            on.Upload(parameters.Network(Name));
            Wait(() => on.BeginForward(x.View), ticket => on.TryEndForward(ticket, before.View));
            long forward = on.BeginForward(x.View), download = on.BeginDownload();
            x.View.Clear();
            on.Step(x.View, y.View);
            float[] downloaded = new float[network.ParameterLength];
            Wait(() => download, ticket => on.TryEndDownload(ticket, downloaded));
            Assert.True(Matrices.SameBits(parameters.Network(Name), downloaded));
            Wait(() => forward, ticket => on.TryEndForward(ticket, after.View));
            Matrices.AssertSameBits(before.View, after.View, device.Name);
            x = Matrices.Normal(8, 4, 1);
            Wait(() => on.BeginForward(x.View), ticket => on.TryEndForward(ticket, after.View));
            Assert.NotEqual(before.Row(0)[0], after.Row(0)[0]);
        }
    }

    [Fact]
    public void ARefusedGradientChangesNothing()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        (ParameterLayout layout, ParameterBuffer parameters) = Parameters(network);
        Matrix x = Matrices.Normal(8, 4, 1), y = Matrices.Normal(8, 3, 2);
        y.Row(3)[1] = float.NaN;
        foreach (IDevice device in Devices)
        {
            using IDeviceNetwork on = device.Create(new NetworkTask(layout, Name, network, 8) { Objective = new MeanSquaredError(), Optimizer = new AdamOptions() });
            on.Upload(parameters.Network(Name));
            Assert.Equal(1, on.Step(x.View, y.View));
            DeviceStep step = default;
            Wait(() => 0, _ => on.TryReadStep(out step));
            Assert.Equal((1L, false, true), (step.Number, step.IsApplied, float.IsNaN(step.Value)));
            float[] downloaded = new float[network.ParameterLength];
            Wait(on.BeginDownload, ticket => on.TryEndDownload(ticket, downloaded));
            Assert.True(Matrices.SameBits(parameters.Network(Name), downloaded));
        }
    }

    [Fact]
    public void WrongCallsAreRefused()
    {
        Sequential network = Sequential.Perceptrons(4, [9], 3, Activation.Tanh);
        (ParameterLayout layout, _) = Parameters(network);
        Assert.Throws<ArgumentException>(() => new NetworkTask(layout, "critic", network, 8));
        Assert.Throws<ArgumentException>(() => new NetworkTask(layout, "other", network, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkTask(layout, Name, network, 0));
        NetworkTask task = new(layout, Name, network, 8);
        foreach (IDevice device in Devices)
        {
            Assert.Null(device.WhyNot(task));
            Assert.NotEmpty(device.Name);
            using IDeviceNetwork on = device.Create(task);
            Matrix x = new(9, 4), y = new(9, 3);
            Assert.Throws<ArgumentException>(() => on.Upload(new float[3]));
            Assert.ThrowsAny<ArgumentException>(() => on.BeginForward(x.View));
            Assert.ThrowsAny<ArgumentException>(() => on.BeginForward(y.FirstRows(3)));
            Assert.Throws<InvalidOperationException>(() => on.Step(x.FirstRows(3), y.FirstRows(3)));
            Assert.Throws<ArgumentException>(() => on.TryEndForward(0, y.FirstRows(3)));
            long first = on.BeginForward(x.FirstRows(3)), second = on.BeginForward(x.FirstRows(2));
            Assert.Throws<ArgumentException>(() => on.TryEndForward(first, y.FirstRows(3)));
            Assert.Throws<ArgumentException>(() => on.TryEndForward(second, y.FirstRows(3)));
            Wait(() => second, ticket => on.TryEndForward(ticket, y.FirstRows(2)));
            Assert.Throws<ArgumentException>(() => on.TryEndForward(second, y.FirstRows(2)));
            Assert.Throws<ArgumentException>(() => on.TryEndDownload(second, new float[network.ParameterLength]));
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

    /// <summary>A layout with another network in front of the one at test.</summary>
    private static (ParameterLayout Layout, ParameterBuffer Parameters) Parameters(Sequential network)
    {
        ParameterLayout layout = new([new("other", Sequential.Perceptrons(3, [], 2, Activation.Tanh)), new(Name, network)]);
        ParameterBuffer parameters = new(layout);
        parameters.Initialize(new RandomSource(3, 0));
        return (layout, parameters);
    }

    private static void Wait(Func<long> begin, Func<long, bool> tryEnd)
    {
        long ticket = begin();
        Assert.True(SpinWait.SpinUntil(() => tryEnd(ticket), 10_000));
    }
}

using NeuroAgents.Activations;
using NeuroAgents.Devices;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>An updater without a brain: the networks that it can be created for, and the values that can be set.</summary>
public sealed class NetworkUpdaterTests
{
    private static readonly UpdaterOptions s_options = new(new SgdOptions(), 8);

    /// <summary>Two updaters of one network would write the same gradients and the same names in a file.</summary>
    [Fact]
    public void ASecondUpdaterOfANetworkIsRefused()
    {
        LearnerContext context = Context(new Sequential(3, [new Dense(2)]));
        Create(context, "value");
        Create(context, NetworkNames.Policy);
        Assert.Equal(
            "network: expected a network without an updater, received \"value\", which has one already. (Parameter 'network')",
            Assert.Throws<ArgumentException>(() => Create(context, "value")).Message);
        Assert.Throws<ArgumentException>(() => Create(context with { ReplayReserve = 1 }, NetworkNames.Policy));
        Create(Context(new Sequential(3, [new Dense(2)])), "value");
    }

    [Fact]
    public void ANetworkWhoseUpdaterWasRefusedCanStillGetOne()
    {
        LearnerContext context = Context(new Sequential(3, [new Dense(2)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkUpdater(context, "value", new MeanSquaredError(), s_options with { BatchSize = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Create(context, "nothing"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkUpdater(context, "value", new MeanSquaredError(), s_options with { Optimizer = new SgdOptions { LearningRate = -1 } }));
        Create(context, "value");
    }

    /// <summary>An update whose loss is not finite ends at once. Its step is still reported, even if a budget cuts it into slices.</summary>
    [Theory]
    [InlineData(StepPart.Rest)]
    [InlineData(StepPart.Slice)]
    public void AStepWhoseLossIsNotFiniteIsReported(StepPart part)
    {
        LearnerContext context = Context(new Sequential(3, [new Dense(2)]));
        NetworkUpdater updater = Create(context, NetworkNames.Policy);
        context.Parameters.Network(NetworkNames.Policy)[0] = float.NaN;
        updater.Begin(new Ones());
        LearningStep step;
        while (!updater.Advance(part, out step))
        {
            Assert.True(updater.IsMidStep);
        }

        Assert.Equal(StepFault.LossNotFinite, step.Fault);
        Assert.False(updater.IsMidStep);
    }

    /// <summary>One dropout rate can't replace several. Setting one used to give every layer the same rate silently.</summary>
    [Fact]
    public void OneRateIsNotSetWhereAProgramHasSeveral()
    {
        Sequential mixed = Dropping(0.5f, 0.1f);
        NetworkUpdater updater = Create(Context(mixed), NetworkNames.Policy);
        const string Refusal = "dropout: expected one rate after each Dense except the last, or no dropout, received \"dense, dropout 0.5, dense, dropout 0.1, dense\".";
        Assert.Equal(Refusal, Assert.Throws<InvalidOperationException>(() => updater.Dropout = 0.3f).Message);
        Assert.Equal(Refusal, Assert.Throws<InvalidOperationException>(() => updater.Dropout = 0).Message);
        Assert.Equal(Refusal, Assert.Throws<InvalidOperationException>(() => mixed.WithDropout(0.3f)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => updater.Dropout = float.NaN);
        updater.BatchSize = 4;
        Assert.Equal((0.5f, 4), (updater.Dropout, updater.BatchSize));
        using TensorArchive run = new();
        updater.Save(run);
        updater.SaveRun(run);
        NetworkUpdater resumed = Create(Context(mixed), NetworkNames.Policy);
        resumed.LoadRun(run);
        Assert.Equal(4, resumed.BatchSize);
    }

    /// <summary>A layer in another place used to be moved behind the Dense layers.</summary>
    [Fact]
    public void DropoutInAnotherPlaceIsNotMoved()
    {
        Assert.Throws<InvalidOperationException>(() => new Sequential(3, [new Dropout(0.2f), new Dense(4), new Dense(2)]).WithDropout(0.3f));
        Assert.Throws<InvalidOperationException>(() => new Sequential(3, [new Dense(4), new Dropout(0.2f), new Dense(4), new Dense(2)]).WithDropout(0.3f));
        Assert.Throws<InvalidOperationException>(() => new Sequential(3, [new Dense(4), new LayerNormalization(), new Dropout(0.2f), new Dense(2)]).WithDropout(0.3f));
        Sequential even = Dropping(0.2f, 0.2f);
        Assert.Equal([0.3f, 0.3f], even.WithDropout(0.3f).Layers.OfType<Dropout>().Select(layer => layer.Rate));
        Assert.Equal(3, even.WithDropout(0).Layers.Count);
    }

    /// <summary>A run saved with another rate can't be resumed, because the layer of that rate is unknown.</summary>
    [Fact]
    public void ASavedRunWithAnotherRateIsRefusedWhereAProgramHasSeveral()
    {
        NetworkUpdater saved = Create(Context(Dropping(0.3f, 0.3f)), NetworkNames.Policy), mixed = Create(Context(Dropping(0.5f, 0.1f)), NetworkNames.Policy);
        using TensorArchive run = new();
        saved.SaveRun(run);
        Assert.Contains("workspace", Assert.Throws<ArchiveFormatException>(() => mixed.LoadRun(run)).Message, StringComparison.Ordinal);
        Assert.Equal(0.5f, mixed.Dropout);
    }

    private static Sequential Dropping(float first, float second)
        => new(3, [new Dense(4, Activation.Relu), new Dropout(first), new Dense(4, Activation.Relu), new Dropout(second), new Dense(2)]);

    private static NetworkUpdater Create(LearnerContext context, string network) => new(context, network, new MeanSquaredError(), s_options);

    private static LearnerContext Context(Sequential policy)
    {
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy), new("value", new Sequential(3, [new Dense(1)]))]));
        return new LearnerContext(parameters, new ObservationNormalizer([0, 0, 0], [1, 1, 1]), new ContinuousHead(2), new RandomSource(1, 0));
    }

    /// <summary>Rows of ones with targets of ones.</summary>
    private sealed class Ones : IMinibatchSource
    {
        public void Fill(int first, MatrixView inputs, MatrixView targets, int worker)
        {
            for (int row = 0; row < inputs.Rows; row++)
            {
                inputs.Row(row).Fill(1);
                targets.Row(row).Fill(1);
            }
        }
    }
}

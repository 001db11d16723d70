using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>An updater alone, without a brain: which networks it may be created for, and what of it can be set.</summary>
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
            "network: expected one without an updater, received \"value\", which has one already. (Parameter 'network')",
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

    private static NetworkUpdater Create(LearnerContext context, string network) => new(context, network, new MeanSquaredError(), s_options);

    private static LearnerContext Context(Sequential policy)
    {
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy), new("value", new Sequential(3, [new Dense(1)]))]));
        return new LearnerContext(parameters, new ObservationNormalizer([0, 0, 0], [1, 1, 1]), new ContinuousHead(2), new RandomSource(1, 0));
    }
}

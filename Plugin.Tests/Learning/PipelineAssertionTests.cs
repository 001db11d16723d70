using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Tests.Allocation;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>Misuse inside the learning pipeline is asserted in a debug build.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PipelineAssertionTests
{
    [Fact]
    public void ACopySliceWithoutACopyIsAsserted()
    {
        using Game game = new();
        ParameterPublisher publisher = new(game.Brain.Parameters);
        Assert.StartsWith("A slice belongs to a copy that was begun", Asserted.By(publisher.CopySlice), StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalWithoutAFaultIsAsserted()
        => Assert.StartsWith("A refused step has a fault.", Asserted.By(() => new StepGuard(new GuardOptions()).OnRefused(StepFault.None)), StringComparison.Ordinal);

    [Fact]
    public void AnEvictionFromAnEmptyRingIsAsserted()
        => Assert.StartsWith("Rows are evicted from a ring that has rows", Asserted.By(() => new ReplayBuffer(4, [new("value", 1)]).Evict(0)), StringComparison.Ordinal);

    [Fact]
    public void ASecondStepBeforeTheFirstEndsIsAsserted()
    {
        using Game game = new();
        game.Frames(0, 5);
        game.Learner.Updaters[0].StepByGradients(1);
        game.Learner.Updaters[0].BeginByGradients(1);
        Assert.StartsWith("A step begins where the one before has ended.", Asserted.By(() => game.Learner.Updaters[0].BeginByGradients(1)), StringComparison.Ordinal);
    }
}

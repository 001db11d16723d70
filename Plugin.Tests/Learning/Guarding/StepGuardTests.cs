using NeuroAgents.Devices;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.Guarding;

public sealed class StepGuardTests
{
    private static readonly GuardOptions s_options = new() { RollbackAfter = 3, SnapshotInterval = 4, Backoff = 0.5, Recovery = 1.5 };
    private readonly ParameterBuffer _parameters;
    private readonly ParameterBuffer _gradients;
    private readonly Optimizer _optimizer;
    private readonly GuardedOptimizer _steps;

    public StepGuardTests()
    {
        Sequential network = Sequential.Perceptrons(3, [5], 2, NeuroAgents.Activations.Activation.Relu);
        ParameterLayout layout = new([new("policy", network)]);
        _parameters = new ParameterBuffer(layout);
        _parameters.Initialize(new RandomSource(3, 0));
        _gradients = new ParameterBuffer(layout);
        _steps = Create(network, _parameters, _gradients);
        _optimizer = _steps.Optimizer;
    }

    [Theory]
    [InlineData(float.NaN, 0.1f, StepFault.LossNotFinite)]
    [InlineData(float.PositiveInfinity, 0.1f, StepFault.LossNotFinite)]
    [InlineData(1, float.NaN, StepFault.GradientNotFinite)]
    [InlineData(1, float.NegativeInfinity, StepFault.GradientNotFinite)]
    [InlineData(1, 1e20f, StepFault.GradientTooLarge)]
    [InlineData(10.5f, 0.1f, StepFault.LossExploded)]
    public void ABadStepChangesNothing(float loss, float gradient, StepFault fault)
    {
        Good(30);
        float[] before = _parameters.Values.ToArray();
        Assert.Equal(fault, Step(loss, gradient));
        Assert.True(Matrices.SameBits(before, _parameters.Values));
        Assert.Equal((30, 0, 1), (_optimizer.Steps, _steps.Guard!.Rollbacks, _optimizer.LearningRateScale));
        Assert.Equal(StepFault.None, Step(1, 0.1f));
    }

    [Fact]
    public void NoisyLossesRaiseTheThreshold()
    {
        for (int i = 0; i < 100; i++)
        {
            Step(i % 2 == 0 ? 0.01f : 1, 0.1f);
        }

        Assert.Equal(StepFault.None, Step(15, 0.1f));
    }

    /// <summary>Noise may multiply a negligible loss without an explosion. A rise to the initial losses is an explosion.</summary>
    [Fact]
    public void ANegligibleLossMayMultiply()
    {
        Good(30);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(StepFault.None, Step(1e-6f, 0.1f));
        }

        Assert.Equal(StepFault.None, Step(5e-3f, 0.1f));
        Assert.Equal(StepFault.LossExploded, Step(0.5f, 0.1f));
        Assert.Equal(0, _steps.Guard!.Rollbacks);
    }

    [Fact]
    public void SeveralBadStepsRestoreTheLastGoodWeightsAndState()
    {
        // Copies are made after the 4th, 8th and 12th step. That of the 8th step counts as good since the 12th.
        Good(8);
        float[] good = _parameters.Values.ToArray();
        Good(5);
        Assert.Equal(StepFault.LossNotFinite, Step(float.NaN, 1));
        Assert.Equal(StepFault.LossNotFinite, Step(float.NaN, 1));
        Assert.Equal(13, _optimizer.Steps);
        Step(float.NaN, 1);
        Assert.Equal((1, 8, 0.5), (_steps.Guard!.Rollbacks, _optimizer.Steps, _optimizer.LearningRateScale));
        Assert.True(Matrices.SameBits(good, _parameters.Values));
    }

    /// <summary>Steps after a rollback equal the steps without the bad ones, except for the lowered rate.</summary>
    [Fact]
    public void TheOptimizerContinuesFromItsRestoredState()
    {
        StepGuardTests other = new();
        Good(8);
        other.Good(8);
        Good(4);
        for (int i = 0; i < 3; i++)
        {
            Step(float.NaN, 1);
        }

        other._optimizer.LearningRateScale = 0.5;
        Assert.Equal(StepFault.None, Step(1, 0.3f));
        other.Step(1, 0.3f);
        Assert.True(Matrices.SameBits(other._parameters.Values, _parameters.Values));
    }

    [Fact]
    public void TheRateRecoversWithGoodSteps()
    {
        Good(12);
        for (int i = 0; i < 6; i++)
        {
            Step(float.NaN, 1);
        }

        Assert.Equal(0.25, _optimizer.LearningRateScale);
        Good(1);
        Assert.Equal(0.375, _optimizer.LearningRateScale);
        Good(10);
        Assert.Equal(1, _optimizer.LearningRateScale);
    }

    /// <summary>A step with a normal loss ruins the weights when a copy is due. They never become the good ones.</summary>
    [Fact]
    public void RuinedWeightsAreNeverRestored()
    {
        Good(11);
        _optimizer.LearningRate = 1e6;
        Assert.Equal(StepFault.None, Step(1, 0.1f));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(StepFault.LossNotFinite, Step(float.NaN, 0.1f));
        }

        Assert.All(_parameters.Values.ToArray(), weight => Assert.InRange(Math.Abs(weight), 0, 5));
    }

    [Fact]
    public void AWeightThatIsNotFiniteRollsBackAtOnce()
    {
        Good(12);
        _optimizer.LearningRate = float.MaxValue;
        _optimizer.LearningRateScale = 1;
        StepFault fault = StepFault.None;
        for (int i = 0; i < 3 && fault == StepFault.None; i++)
        {
            fault = Step(1, 0.1f);
        }

        Assert.Equal((StepFault.WeightNotFinite, 1), (fault, _steps.Guard!.Rollbacks));
        Assert.All(_parameters.Values.ToArray(), weight => Assert.True(float.IsFinite(weight)));
    }

    /// <summary>The task changes and raises the losses. After two rollbacks in a row the loss level is reset.</summary>
    [Fact]
    public void ALossThatStaysHighResetsTheLevel()
    {
        Good(30);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(StepFault.LossExploded, Step(100, 0.1f));
        }

        Assert.Equal(2, _steps.Guard!.Rollbacks);
        Assert.Equal(StepFault.None, Step(100, 0.1f));
    }

    /// <summary>A slice touches a bounded number of values, even in a refused step or in a rollback that resets the optimizer. Slices give the same bits as a whole step.</summary>
    [Fact]
    public void EveryPartOfABadStepIsCutIntoSlices()
    {
        GuardedOptimizer whole = Wide(out ParameterBuffer wholeParameters, out ParameterBuffer wholeGradients), sliced = Wide(out ParameterBuffer parameters, out ParameterBuffer gradients);
        Assert.True(parameters.Values.Length > 4 * OptimizerStep.SliceValues);
        int refused = 0, reset = 0;
        for (int step = 0; step < 60; step++)
        {
            // Good steps, then bad ones until the third rollback to the same parameters, whose optimizer is reset, then good ones.
            float bad = step is >= 20 and < 50 ? step % 2 == 0 ? 1e20f : float.NaN : 0.1f;
            foreach ((GuardedOptimizer steps, ParameterBuffer values) in ((GuardedOptimizer, ParameterBuffer)[])[(whole, wholeGradients), (sliced, gradients)])
            {
                values.Values.Fill(0.1f);
                values.Values[^1] = bad;
                steps.Begin(1);
            }

            long rollbacks = sliced.Guard!.Rollbacks;
            whole.Advance(StepPart.Rest);
            int slices = 1;
            while (!sliced.Advance(StepPart.Slice))
            {
                slices++;
            }

            Assert.Equal((whole.Fault, whole.IsRolledBack, whole.Guard!.Rollbacks), (sliced.Fault, sliced.IsRolledBack, sliced.Guard.Rollbacks));
            if (sliced.Fault != StepFault.None)
            {
                Assert.Equal(step % 2 == 0 ? StepFault.GradientTooLarge : StepFault.GradientNotFinite, sliced.Fault);
                bool isRolledBack = sliced.Guard.Rollbacks > rollbacks;
                bool isReset = isRolledBack && sliced.Guard.Rollbacks % StepGuard.MaxRollbacks == 0;

                // The check of the gradient, the search for its fault, a rollback, a new copy.
                int values = (2 + (isRolledBack ? 1 : 0) + (isReset ? 1 : 0)) * parameters.Values.Length;
                Assert.InRange(slices, values / OptimizerStep.SliceValues, values / OptimizerStep.SliceValues + 2);
                (refused, reset) = (refused + 1, reset + (isReset ? 1 : 0));
            }

            Assert.True(Matrices.SameBits(wholeParameters.Values, parameters.Values));
        }

        Assert.Equal((30, 3), (refused, reset));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuardOptions { ExplosionFactor = 1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuardOptions { RollbackAfter = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuardOptions { Backoff = double.NaN }.Validate());
    }

    private static GuardedOptimizer Create(Sequential network, ParameterBuffer parameters, ParameterBuffer gradients)
    {
        GuardedOptimizer steps = new(parameters, gradients, NetworkNames.Policy, new AdamOptions { LearningRate = 0.01 }, s_options);
        steps.Trainer = new CpuDevice().Create(new TrainerTask(network, parameters, gradients, NetworkNames.Policy, new MeanSquaredError(), steps.Optimizer, 1));
        return steps;
    }

    private static GuardedOptimizer Wide(out ParameterBuffer parameters, out ParameterBuffer gradients)
    {
        Sequential network = Sequential.Perceptrons(300, [400], 64, NeuroAgents.Activations.Activation.Relu);
        ParameterLayout layout = new([new("policy", network)]);
        (parameters, gradients) = (new ParameterBuffer(layout), new ParameterBuffer(layout));
        parameters.Initialize(new RandomSource(3, 0));
        return Create(network, parameters, gradients);
    }

    private void Good(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Assert.Equal(StepFault.None, Step(1, 0.1f));
        }
    }

    private StepFault Step(float loss, float gradient)
    {
        _gradients.Values.Fill(0.1f);
        _gradients.Values[0] = gradient;
        _steps.Begin(loss);
        _steps.Advance(StepPart.Rest);
        return _steps.Fault;
    }
}

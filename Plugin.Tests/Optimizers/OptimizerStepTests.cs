using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Activations;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Optimizers;

/// <summary>A step in slices has the bits of a whole one, and changes nothing before its update.</summary>
public sealed class OptimizerStepTests
{
    private const int Length = 160;
    private static readonly int[] s_tensors = [0, 48, 64, 144];

    [Theory]
    [MemberData(nameof(OptimizerTests.Rules), MemberType = typeof(OptimizerTests))]
    public void SlicesHaveTheBitsOfTheWhole(OptimizerOptions options)
    {
        foreach (OptimizerOptions each in (OptimizerOptions[])[options, options with { ClipValue = 0.3 }, options with { ClipNorm = 0.5 },
            options with { GlobalClipNorm = 0.5 }, options with { GlobalClipNorm = 1e6 }, options with { L1 = 0.01, L2 = 0.02, WeightDecay = 0.1, ClipNorm = 2 }])
        {
            foreach (int values in (int[])[16, 40, 96, 1000])
            {
                Optimizer whole = Create(each), sliced = Create(each);
                OptimizerStep step = new(sliced);
                float[] a = Values(1), b = Values(1);
                for (int i = 0; i < 4; i++)
                {
                    float[] gradients = Values(10 + i);
                    whole.Step(a, gradients);
                    step.Begin();
                    int calls = 0;
                    while (step.Advance(b, gradients, values) != StepPhase.Done)
                    {
                        calls++;
                    }

                    int perPass = (Length + values / 16 * 16 - 1) / (values / 16 * 16);
                    Assert.Equal(2 * perPass - 1, calls);
                    Assert.True(Matrices.SameBits(a, b), $"{each}, {values} values, step {i}");
                }

                Assert.Equal(whole.Steps, sliced.Steps);
                OptimizerSnapshot expected = whole.CreateSnapshot(), state = sliced.CreateSnapshot();
                whole.CopyTo(expected);
                for (int start = 0; start < Length; start += 48)
                {
                    sliced.CopyTo(state, start, Math.Min(Length, start + 48));
                }

                Assert.Equal(expected.Scalars, state.Scalars);
                Assert.Equal(expected.Steps, state.Steps);
                Assert.All(expected.States.Zip(state.States), pair => Assert.True(Matrices.SameBits(pair.First.Span, pair.Second.Span)));
            }
        }
    }

    [Fact]
    public void NothingChangesBeforeTheUpdate()
    {
        Optimizer optimizer = Create(new AdamOptions { GlobalClipNorm = 1, Schedule = new ExponentialDecay { InitialLearningRate = 0.5, DecaySteps = 1, DecayRate = 0.5 } });
        OptimizerStep step = new(optimizer);
        float[] weights = Values(1), before = Values(1), gradients = Values(2);
        double rate = optimizer.LearningRate;
        Assert.Equal(StepPhase.Idle, step.Phase);
        for (int calls = 1; calls <= 10; calls++)
        {
            step.Begin();
            for (int i = 0; i < calls; i++)
            {
                step.Advance(weights, gradients, 16);
            }

            Assert.Equal(calls < 10 ? StepPhase.Checking : StepPhase.Accepted, step.Phase);
            step.Abandon();
            Assert.Equal((0L, rate, StepPhase.Idle), (optimizer.Steps, optimizer.LearningRate, step.Phase));
            Assert.True(Matrices.SameBits(before, weights));
        }

        gradients[130] = float.NaN;
        step.Begin();
        while (step.Advance(weights, gradients, 64) == StepPhase.Checking)
        {
        }

        Assert.Equal((StepPhase.Refused, 0L), (step.Phase, optimizer.Steps));
        Assert.True(Matrices.SameBits(before, weights));
        gradients[130] = 1;
        step.Begin();
        while (step.Advance(weights, gradients, 64) != StepPhase.Updating)
        {
        }

        Assert.Throws<InvalidOperationException>(step.Abandon);
        Assert.Throws<InvalidOperationException>(step.Begin);
        Assert.Equal(1L, optimizer.Steps);
        step.Discard();
        step.Begin();
        Assert.Equal(StepPhase.Checking, step.Phase);
    }

    [Fact]
    public void NormsOfUnknownTensorsAreRefusedAtTheBeginning()
    {
        OptimizerStep step = new(new SgdOptions { ClipNorm = 1 }.Create(32));
        Assert.Throws<InvalidOperationException>(step.Begin);
        Assert.Equal(StepPhase.Idle, step.Phase);
    }

    [Fact]
    public void ASnapshotIsCopiedInRanges()
    {
        ParameterBuffer source = new(new ParameterLayout([new("policy", Sequential.Perceptrons(5, [20], 3, Activation.Tanh))]));
        ParameterSnapshot snapshot = new(source);
        source.Initialize(new NeuroAgents.Numerics.RandomSource(1, 0));
        for (int start = 0; start < source.Values.Length; start += 100)
        {
            snapshot.CopyFrom(source, start, Math.Min(source.Values.Length, start + 100));
        }

        Assert.True(Matrices.SameBits(source.Values, snapshot.Values));
    }

    private static Optimizer Create(OptimizerOptions options)
    {
        Optimizer optimizer = options.Create(Length);
        optimizer.SetTensors(s_tensors);
        return optimizer;
    }

    private static float[] Values(int seed) => [.. Enumerable.Range(0, Length).Select(i => (float)Math.Sin(i * 1.7 + seed))];
}

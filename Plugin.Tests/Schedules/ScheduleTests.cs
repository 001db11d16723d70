using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Schedules;

/// <summary>Values by hand from the formulas of Keras 3.</summary>
public sealed class ScheduleTests
{
    /// <summary>If periods hardly grow, there are many of them. Iterating over all of them would take minutes for one step.</summary>
    [Fact]
    public void NearlyEqualPeriodsAreNotIteratedOver()
    {
        CosineDecayRestarts schedule = new() { FirstDecaySteps = 1, PeriodFactor = 1 + 1e-8 };
        Assert.InRange(schedule.Rate(1L << 53), 0, schedule.InitialLearningRate);
    }

    public static TheoryData<LearningRateSchedule, long, double> Values => new()
    {
        { new ConstantSchedule { InitialLearningRate = 0.3 }, 1_000_000, 0.3 },
        { new ExponentialDecay { InitialLearningRate = 0.1, DecaySteps = 10, DecayRate = 0.5 }, 0, 0.1 },
        { new ExponentialDecay { InitialLearningRate = 0.1, DecaySteps = 10, DecayRate = 0.5 }, 15, 0.1 * 0.35355339059327 },
        { new ExponentialDecay { InitialLearningRate = 0.1, DecaySteps = 10, DecayRate = 0.5, Staircase = true }, 19, 0.05 },
        { new ExponentialDecay { InitialLearningRate = 0.1, DecayRate = 0 }, 5, 0 },
        { new PiecewiseConstantDecay { Boundaries = [10, 20], Values = [1, 0.5, 0.25] }, 10, 1 },
        { new PiecewiseConstantDecay { Boundaries = [10, 20], Values = [1, 0.5, 0.25] }, 11, 0.5 },
        { new PiecewiseConstantDecay { Boundaries = [10, 20], Values = [1, 0.5, 0.25] }, 21, 0.25 },
        { new PolynomialDecay { InitialLearningRate = 1, DecaySteps = 10, EndLearningRate = 0.2 }, 5, 0.6 },
        { new PolynomialDecay { InitialLearningRate = 1, DecaySteps = 10, EndLearningRate = 0.2, Power = 2 }, 5, 0.4 },
        { new PolynomialDecay { InitialLearningRate = 1, DecaySteps = 10, EndLearningRate = 0.2 }, 50, 0.2 },
        { new PolynomialDecay { InitialLearningRate = 1, DecaySteps = 10, EndLearningRate = 0, Cycle = true }, 15, 0.25 },
        { new CosineDecayRestarts { InitialLearningRate = 1, FirstDecaySteps = 10 }, 0, 1 },
        { new CosineDecayRestarts { InitialLearningRate = 1, FirstDecaySteps = 10 }, 5, 0.5 },
        { new CosineDecayRestarts { InitialLearningRate = 1, FirstDecaySteps = 10, RateFactor = 0.5 }, 10, 0.5 },
        { new CosineDecayRestarts { InitialLearningRate = 1, FirstDecaySteps = 10, Alpha = 0.1 }, 20, 0.55 },
        { new CosineDecayRestarts { InitialLearningRate = 1, FirstDecaySteps = 10, PeriodFactor = 1, RateFactor = 0.5 }, 25, 0.125 },
        { new LinearWarmup { WarmupSteps = 10, Then = new ConstantSchedule { InitialLearningRate = 1 } }, 0, 0 },
        { new LinearWarmup { WarmupSteps = 10, StartFactor = 0.5, Then = new ConstantSchedule { InitialLearningRate = 1 } }, 5, 0.75 },
        { new LinearWarmup { WarmupSteps = 10, Then = new PolynomialDecay { InitialLearningRate = 1, DecaySteps = 10, EndLearningRate = 0 } }, 15, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void TheRateIsThatOfTheFormula(LearningRateSchedule schedule, long step, double rate)
    {
        schedule.Validate();
        Assert.Equal(rate, schedule.Rate(step), 2e-7);
        AllocationProbe.AssertNone(() => schedule.Rate(step));
        Assert.InRange(schedule.Rate(long.MaxValue / 4), 0, 1);
    }

    [Fact]
    public void AnOptimizerFollowsItsScheduleFromTheFirstStepOn()
    {
        Optimizer optimizer = new SgdOptions { Schedule = new PiecewiseConstantDecay { Boundaries = [0], Values = [1, 0.25] } }.Create(16);
        float[] weights = new float[16], gradients = new float[16];
        gradients[0] = 1;
        optimizer.Step(weights, gradients);
        optimizer.Step(weights, gradients);
        optimizer.Step(weights, gradients);
        Assert.Equal((-1.5f, 0.25), (weights[0], optimizer.LearningRate));
    }

    [Fact]
    public void JsonNamesThem()
    {
        BrainOptions read = StrictJson.Read("""
            { "learner": { "type": "imitation", "optimizer": { "type": "lion", "schedule": { "type": "linear_warmup", "warmup_steps": 5,
              "then": { "type": "cosine_decay_restarts", "initial_learning_rate": 0.5 } } } } }
            """, OptionsJson.Brain, "test");
        LinearWarmup warmup = Assert.IsType<LinearWarmup>(((ImitationOptions)read.Learner!).Optimizer.Schedule);
        Assert.Equal(new CosineDecayRestarts { InitialLearningRate = 0.5 }, warmup.Then);
        Assert.Equal(5, warmup.WarmupSteps);
    }

    [Fact]
    public void WhatIsOutOfRangeIsRefused()
    {
        LearningRateSchedule[] wrong =
        [
            new ConstantSchedule { InitialLearningRate = double.NaN }, new ExponentialDecay { DecaySteps = 0 }, new ExponentialDecay { DecayRate = 2 },
            new PiecewiseConstantDecay { Values = [] }, new PiecewiseConstantDecay { Boundaries = [5, 5], Values = [1, 1, 1] },
            new PolynomialDecay { Power = 0 }, new CosineDecayRestarts { PeriodFactor = 0.5 }, new LinearWarmup { Then = null! },
        ];
        Assert.All(wrong, schedule => Assert.ThrowsAny<ArgumentException>(schedule.Validate));
        Assert.ThrowsAny<ArgumentException>(() => new SgdOptions { Schedule = wrong[0] }.Create(16));
    }
}

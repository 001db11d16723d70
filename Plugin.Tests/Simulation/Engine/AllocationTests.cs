using System.Text.Json;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Allocation;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Frames allocate nothing.</summary>
[Collection(RunsAlone.Name)]
public sealed class AllocationTests
{
    // A field, because the compiler would remove an array in a local variable.
    private byte[] _kept = [];

    /// <summary>Little food and many hazards, so that many agents die.</summary>
    private static readonly RunOptions s_deadly = new() { Agents = 256, Seed = 8, Set = { ["food"] = "0.05", ["hazards"] = "0.2" } };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FramesThatLearnWithDeathsAndBirthsDoNotAllocate(int workers)
    {
        using SimulationRun run = WarmedUp(s_deadly with { Workers = workers });
        uint generations = Generations(run);
        AssertNothingAllocated(run);
        Assert.True(Generations(run) > generations + 50, "Too few were born.");
        Assert.True(run.Session.Brain.Statistics.LearnSteps >= 400);
    }

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void FramesOfEveryScenarioDoNotAllocate(string scenario)
    {
        using SimulationRun run = WarmedUp(new RunOptions { Scenario = scenario, Agents = 256, Seed = 8, Workers = 2 });
        AssertNothingAllocated(run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FramesThatLearnFromRewardsWithDeathsAndBirthsDoNotAllocate(int workers)
    {
        using SimulationRun run = WarmedUp(s_deadly with { Workers = workers, Learner = RunOptions.Ppo });
        uint generations = Generations(run);
        AssertNothingAllocated(run);
        Assert.True(Generations(run) > generations + 50, "Too few were born.");
        Assert.True(run.Session.Brain.Statistics.LearnSteps > 0);
    }

    [Fact]
    public void MeasuringOnHeldOutPointsWithDropoutAndPatienceDoesNotAllocate()
    {
        using SimulationRun run = WarmedUp(new RunOptions
        {
            Scenario = "separate", Agents = 256, Seed = 8, Workers = 2,
            Set = { ["samples"] = "60", ["noise"] = "0.1", ["dropout"] = "0.3", ["patience"] = "1000000" },
        });
        AssertNothingAllocated(run);
        Assert.Equal(run.Frame.Number - 1, run.Session.Feature<IHeldOutValidation>()!.Record.Frame);
    }

    /// <summary>The last lesson draws for each episode, and the other one compares returns in every frame.</summary>
    [Fact]
    public void FramesOfACurriculumDoNotAllocate()
    {
        using SimulationRun run = WarmedUp(CurriculumRunTests.Options(
            "cartpole", """{ "pole-length": [ { "sampler": { "type": "uniform", "minimum": 0.4, "maximum": 0.6 } } ], "start": [ { "value": 0.05, "threshold": 500 }, { "value": 0.1 } ] }""") with { Workers = 2 });
        AssertNothingAllocated(run);
        Assert.True(run.Session.Brain.Statistics.Episodes.Count > 100);
    }

    private static SimulationRun WarmedUp(RunOptions options)
    {
        SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Plugin.Awake();
        run.Play(300);

        return run;
    }

    private static void AssertNothingAllocated(SimulationRun run)
    {
        (long Bytes, int Collections) least = (long.MaxValue, 0);

        // The test platform allocates now and then in the background. Allocations of a frame would appear in every attempt.
        for (int attempt = 0; attempt < 5 && least.Bytes > 0; attempt++)
        {
            least = Measure(run, frames: 400);
        }

        Assert.Equal((0, 0), least);
    }

    private static (long Bytes, int Collections) Measure(SimulationRun run, int frames)
    {
        AllocationMeter meter = new();
        meter.Resume();
        for (int frame = 0; frame < 300; frame++)
        {
            meter.CountFrame();
        }

        for (int frame = 0; frame < frames; frame++)
        {
            run.Frame.Run();
            meter.CountFrame();
        }

        meter.Pause();
        return (meter.Bytes!.Value, meter.Collections!.Value);
    }

    [Fact]
    public void TheMeterCountsFromFrame300BetweenResumeAndPause()
    {
        AllocationMeter meter = new();
        meter.Resume();
        _kept = new byte[100_000];
        for (int frame = 1; frame <= 300; frame++)
        {
            meter.CountFrame();
        }

        Assert.Equal((null, null), (meter.Bytes, meter.Collections));
        _kept = new byte[10_000];
        meter.CountFrame();
        meter.Pause();
        long counted = meter.Bytes!.Value;
        Assert.InRange(counted, 10_000, 90_000);
        _kept = new byte[100_000];
        meter.Pause();
        Assert.Equal(counted, meter.Bytes);
        meter.Resume();
        GC.Collect();
        _kept = new byte[1000];
        meter.Pause();
        Assert.True(meter.Collections >= 1);
        Assert.InRange(meter.Bytes!.Value - counted, _kept.Length, 90_000);
    }

    [Fact]
    public void AReportSaysThatNothingWasAllocated()
    {
        using var report = JsonDocument.Parse(
            SimulationProcess.RunAlone("run", "--agents", "64", "--frames", "360", "--seed", "8", "--workers", "2", "--json", "-").Output);
        Assert.Equal(0, report.RootElement.GetProperty("allocated_bytes").GetInt64());
        Assert.Equal(0, report.RootElement.GetProperty("gc_collections").GetInt32());
    }

    /// <summary>The first update of PPO comes long after frame 300, with figures that were not reported before.</summary>
    [Fact]
    public void ALateFirstUpdateDoesNotAllocate()
    {
        using var report = JsonDocument.Parse(
            SimulationProcess.RunAlone("run", "--scenario", "simple", "--learner", "ppo", "--agents", "16", "--frames", "1200", "--workers", "1", "--json", "-").Output);
        Assert.True(report.RootElement.GetProperty("learn_steps").GetInt64() > 40);
        Assert.Equal(0, report.RootElement.GetProperty("allocated_bytes").GetInt64());
    }

    private static uint Generations(SimulationRun run)
    {
        uint sum = 0;
        foreach (NeuroAgents.Agents.AgentHandle handle in run.Session.Roster.Handles)
        {
            sum += (uint)handle.Generation;
        }

        return sum;
    }
}

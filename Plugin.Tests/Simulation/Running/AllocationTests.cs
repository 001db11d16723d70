using NeuroAgents.Simulation.Running;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Allocation;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Running;

/// <summary>Frames make no garbage.</summary>
[Collection(RunsAlone.Name)]
public sealed class AllocationTests
{
    // A field, or the compiler does without the array.
    private byte[] _kept = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FramesThatLearnWithDeathsAndBirthsDoNotAllocate(int workers)
    {
        // Little food and many hazards: enough die.
        RunOptions options = new() { Agents = 256, Seed = 8, Workers = workers, Set = { ["food"] = "0.05", ["hazards"] = "0.2" } };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Plugin.Awake();
        AllocationMeter meter = new();
        meter.Resume();
        uint generations = 0;
        long steps = 0;
        for (int frame = 0; frame < 700; frame++)
        {
            if (frame == 300)
            {
                generations = Generations(run);
                steps = run.Session.Brain.LearnSteps;
            }

            run.Frame.Run();
            meter.CountFrame();
        }

        meter.Pause();
        Assert.True(Generations(run) > generations + 50, "Too few were born.");
        Assert.Equal(400, run.Session.Brain.LearnSteps - steps);
        Assert.Equal((0, 0), (meter.Bytes, meter.Collections));
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
        Assert.InRange(counted, 10_000, 20_000);
        _kept = new byte[100_000];
        meter.Pause();
        Assert.Equal(counted, meter.Bytes);
        meter.Resume();
        GC.Collect();
        _kept = new byte[1000];
        meter.Pause();
        Assert.Equal(1, meter.Collections);
        Assert.InRange(meter.Bytes!.Value - counted, _kept.Length, 5000);
    }

    [Fact]
    public void AReportSaysThatNothingWasAllocated()
    {
        RunOptions options = new() { Agents = 64, Frames = 360, Seed = 8, Workers = 2 };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (report.AllocatedBytes, report.GcCollections));
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

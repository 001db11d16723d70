using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Application;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

/// <summary>A brain where a run is expected, and the other way round.</summary>
public sealed class SavedFileTests
{
    [Fact]
    public void ItIsSaidWhichOptionTakesTheFile()
    {
        RunOptions options = new() { Scenario = "forage", Agents = 8, Seed = 1, Workers = 1, Set = new() { ["hidden"] = "8" } };
        using TemporaryFolder folder = new();
        using SimulationRun run = OpenViewer.Headless(options, 2);
        string brain = folder["f.brain"], night = folder["night.run"];
        run.Session.Kinds[0].Brain.Save(brain);
        SavedRun.Save(run, options, night);
        Assert.Equal($"--resume: expected a run that --save wrote, given the brain \"{brain}\": --brain of the viewer and eval take it.", Refusal("--resume", brain));
        Assert.Equal($"--brain: expected a brain that --save-brain wrote, given the saved run \"{night}\": --resume goes on from it.", Refusal("--brain", night));
        Assert.NotNull(ViewerProgram.Read(["--resume", night]).Resumed);
        Assert.NotNull(ViewerProgram.Read(["--brain", brain]).Brain);
    }

    private static string Refusal(params string[] arguments) => Assert.Throws<UsageException>(() => ViewerProgram.Read(arguments)).Message;
}

using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Application;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

/// <summary>A brain given for a run, and a run given for a brain.</summary>
public sealed class SavedFileTests
{
    [Fact]
    public void TheErrorNamesTheOptionForTheFile()
    {
        RunOptions options = new() { Scenario = "forage", Agents = 8, Seed = 1, Workers = 1, Set = new() { ["hidden"] = "8" } };
        using TemporaryFolder folder = new();
        using SimulationRun run = OpenViewer.Headless(options, 2);
        string brain = folder["f.brain"], night = folder["night.run"];
        run.Session.Kinds[0].Brain.Save(brain);
        SavedRun.Save(run, options, night);
        Assert.Equal($"--resume: expected a run written by --save, received the brain \"{brain}\". Use eval, or --brain of the viewer.", Refusal("--resume", brain));
        Assert.Equal($"--brain: expected a brain written by --save-brain, received the saved run \"{night}\". Use --resume.", Refusal("--brain", night));
        Assert.NotNull(ViewerProgram.Read(["--resume", night]).Resumed);
        Assert.NotNull(ViewerProgram.Read(["--brain", brain]).Brain);
    }

    private static string Refusal(params string[] arguments) => Assert.Throws<UsageException>(() => ViewerProgram.Read(arguments)).Message;
}

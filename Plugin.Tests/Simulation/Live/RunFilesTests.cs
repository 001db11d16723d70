using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Live;

/// <summary>Brains and runs saved and opened while a run is live.</summary>
public sealed class RunFilesTests
{
    private static readonly RunOptions s_forage = new() { Agents = 50, Seed = 9, Workers = 1 };

    [Fact]
    public void ASavedBrainContinuesInAnotherRun()
    {
        using TemporaryFolder folder = new();
        using LiveRun live = new(s_forage, lastFrame: 30);
        live.WaitForRest();
        Assert.Equal("saved neuroagents-forage-30.brain", live.Post(new SaveBrains { Folder = folder.Path }));
        string hash = live.BrainHash;

        using LiveRun other = new(s_forage with { Seed = 10 }, lastFrame: 0);
        Assert.Equal("loaded neuroagents-forage-30.brain, trained on 25 minibatches", other.Post(new OpenFile { File = folder["neuroagents-forage-30.brain"] }));
        Assert.Equal(hash, other.BrainHash);
    }

    [Fact]
    public void EachOfTwoBrainsHasAFileAndGoesToItsKind()
    {
        using TemporaryFolder folder = new();
        RunOptions options = s_forage with { Scenario = "pursuit" };
        using LiveRun live = new(options, lastFrame: 20), other = new(options with { Seed = 10 }, lastFrame: 0);
        live.WaitForRest();
        Assert.Equal("saved neuroagents-pursuit-20-pursuers.brain, neuroagents-pursuit-20-evaders.brain", live.Post(new SaveBrains { Folder = folder.Path }));
        foreach (string path in Directory.GetFiles(folder.Path))
        {
            Assert.StartsWith("loaded ", other.Post(new OpenFile { File = path }));
        }

        Assert.Equal(live.BrainHash, other.BrainHash);
    }

    /// <summary>The opened run also replaces the old one at a restart.</summary>
    [Fact]
    public void AnOpenedRunReplacesTheCurrentOne()
    {
        using TemporaryFolder folder = new();
        using SimulationRun straight = new(s_forage with { Seed = 4 }, Driver.Brain, isLabelled: true);
        Play(straight, 25);
        SavedRun.Save(straight, s_forage with { Seed = 4 }, folder["a.run"]);
        Play(straight, 15);
        using LiveRun live = new(s_forage, lastFrame: 40);
        live.WaitForRest();
        live.Post(new OpenFile { File = folder["a.run"] });
        for (int time = 0; time < 2; time++)
        {
            live.WaitForRest();
            Assert.Equal((25, 40), (live.BegunAt, live.Frame));
            Assert.Equal((straight.StateHash(), straight.BrainHash()), (live.StateHash, live.BrainHash));
            live.Runner.Restart();
        }

        Assert.Null(live.Runner.Failure);
    }

    [Fact]
    public void ARunnerCanBeginWithASavedRunOrBrain()
    {
        using TemporaryFolder folder = new();
        using SimulationRun straight = new(s_forage, Driver.Brain, isLabelled: true);
        Play(straight, 25);
        SavedRun.Save(straight, s_forage, folder["a.run"]);
        straight.Session.Brain.Save(folder["a.brain"]);
        using LiveRun brain = new(s_forage, lastFrame: 0, brain: SavedBrain.Load(folder["a.brain"]));
        brain.Inspect(_ => { });
        Assert.Equal(straight.BrainHash(), brain.BrainHash);
        Play(straight, 15);
        using LiveRun run = new(s_forage, lastFrame: 40, resumed: SavedRun.Load(folder["a.run"]));
        run.WaitForRest();
        Assert.Equal((straight.StateHash(), straight.BrainHash()), (run.StateHash, run.BrainHash));
    }

    /// <summary>The refusal is one line, and the run continues with unchanged bits.</summary>
    [Fact]
    public void ABadFileChangesNothing()
    {
        using TemporaryFolder folder = new();
        using SimulationRun other = new(s_forage with { Set = new() { ["hidden"] = "8" } }, Driver.Brain, isLabelled: true);
        other.Session.Brain.Save(folder["narrow.brain"]);
        using SimulationRun flock = new(s_forage with { Scenario = "separate" }, Driver.Brain, isLabelled: true);
        flock.Session.Brain.Save(folder["stranger.brain"]);
        SavedRun.Save(other, s_forage with { Set = new() { ["hidden"] = "8" }, Agents = 49 }, folder["torn.run"], generations: 1);
        byte[] whole = File.ReadAllBytes(folder["torn.run"]);
        File.WriteAllBytes(folder["cut.run"], whole[..(whole.Length / 2)]);
        whole[^9] ^= 1;
        File.WriteAllBytes(folder["flipped.run"], whole);
        folder.Write("text.brain", "no brain at all");
        File.WriteAllBytes(folder["empty"], []);

        using LiveRun live = new(s_forage, lastFrame: 60), undisturbed = new(s_forage, lastFrame: 60);
        foreach (string name in (string[])["narrow.brain", "stranger.brain", "torn.run", "cut.run", "flipped.run", "text.brain", "empty", "missing"])
        {
            string told = live.Post(new OpenFile { File = folder[name] });
            Assert.StartsWith($"open {name}: ", told);
            Assert.DoesNotContain('\n', told);
        }

        live.WaitForRest();
        undisturbed.WaitForRest();
        Assert.Equal((undisturbed.StateHash, undisturbed.BrainHash), (live.StateHash, live.BrainHash));
        Assert.Null(live.Runner.Failure);
        Assert.StartsWith("save the brain: ", live.Post(new SaveBrains { Folder = folder["no folder"] }));
    }

    [Fact]
    public void AnOlderFileIsOpenedWithANote()
    {
        using TemporaryFolder folder = new();
        using SimulationRun straight = new(s_forage, Driver.Brain, isLabelled: true);
        for (int time = 0; time < 2; time++)
        {
            SavedRun.Save(straight, s_forage, folder["a.run"]);
            straight.Session.Brain.Save(folder["a.brain"]);
        }

        File.Delete(folder["a.brain"]);
        using LiveRun live = new(s_forage, lastFrame: 0);
        Assert.Equal($"loaded a.brain.1, trained on 0 minibatches; {folder["a.brain"]}: expected a file, received none", live.Post(new OpenFile { File = folder["a.brain"] }));
        Assert.Equal($"{folder["a.brain"]}: expected a file, received none.", Assert.Single(straight.Session.Brain.Load(folder["a.brain"]).SkippedFiles));
        folder.Write("a.run", "damaged");
        SavedRun saved = SavedRun.Load(folder["a.run"]);
        Assert.StartsWith($"opened a.run.1; {folder["a.run"]}: file: expected a saved brain", RunFiles.Describe(saved), StringComparison.Ordinal);
        using LiveRun resumed = new(s_forage, lastFrame: 0, resumed: saved);
        resumed.Inspect(_ => { });
        Assert.Null(resumed.Runner.Failure);
    }

    private static void Play(SimulationRun run, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            run.Frame.Run();
        }
    }
}

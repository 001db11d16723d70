using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Saving;

/// <summary>A resumed run has the bits of a run that was never interrupted.</summary>
public sealed class SavedRunTests
{
    private static readonly RunOptions s_small = new() { Agents = 200, Seed = 5, Workers = 1, Set = { ["batch"] = "64" } };

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void AResumedRunOfEveryScenarioHasTheBitsOfAnUninterruptedOne(string scenario)
    {
        RunOptions options = s_small with { Scenario = scenario };
        using SimulationRun straight = options.Play(300);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, options, folder["run"]);
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options with { Workers = 2 });
        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
        straight.Play(300);
        resumed.Play(300);

        Assert.Equal(600, resumed.Frame.Number);
        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
    }

    /// <summary>The settings make many agents die, so that others are born into their slots.</summary>
    [Theory]
    [InlineData("forage", 1100, "food=0.02", "shuffle-labels=true")]
    [InlineData("forage", 1100, "food=0.02", "normalization=running")]
    [InlineData("flock", 300, "life=2", "shuffle-labels=true")]
    [InlineData("pursuit", 300, "area=2", "pursuers=0.5")]
    public void DeathsAndBirthsContinueInAResumedRun(string scenario, int savedAt, params string[] settings)
    {
        RunOptions options = s_small with { Scenario = scenario, Set = settings.Append("batch=64").ToDictionary(text => text.Split('=')[0], text => text.Split('=')[1]) };
        using SimulationRun straight = options.Play(savedAt);
        Assert.Contains(straight.Session.Kinds.SelectMany(kind => kind.Roster.Handles.ToArray()), handle => handle.Generation > 1);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, options, folder["run"]);
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options);
        straight.Play(300);
        resumed.Play(300);

        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
    }

    /// <summary>A resumed run keeps the state of early stopping: the best weights and the steps since they were found.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public void EarlyStoppingContinuesInAResumedRun(int savedAt)
    {
        RunOptions options = s_small with { Scenario = "separate", Set = new() { ["samples"] = "40", ["noise"] = "0.2", ["patience"] = "100", ["hidden"] = "64", ["learning-rate"] = "0.01" } };
        using SimulationRun straight = options.Play(savedAt);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, options, folder["run"]);
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options);
        for (int frame = savedAt; frame < 700; frame++)
        {
            straight.Frame.Run();
            resumed.Frame.Run();
        }

        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
        Assert.NotNull(straight.Session.Feature<IHeldOutValidation>()!.Record.StoppedAt);
        Assert.Equal(straight.Session.Feature<IHeldOutValidation>()!.Record.StoppedAt, resumed.Session.Feature<IHeldOutValidation>()!.Record.StoppedAt);
        Assert.Equal(straight.Session.Feature<IHeldOutValidation>()!.Record.LowestLoss, resumed.Session.Feature<IHeldOutValidation>()!.Record.LowestLoss);
    }

    [Fact]
    public void SavingChangesNothing()
    {
        using SimulationRun straight = s_small.Play(40), saved = s_small.Play(0);
        using TemporaryFolder folder = new();
        string last = "";
        for (int frame = 0; frame < 40; frame++)
        {
            saved.Frame.Run();
            last = SavedRun.Save(saved, s_small, folder["run"]);
        }

        Assert.Equal(Fingerprint(straight), Fingerprint(saved));
        Assert.Equal(last, SavedRun.Load(folder["run"]).Sha256);
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(folder["run"])!).Length);
    }

    /// <summary>Finished learning that is not due yet is saved in the file. The saved run and the saving run publish it in the same frame.</summary>
    [Theory]
    [InlineData(1, 60)]
    [InlineData(3, 60)]
    [InlineData(5, 2)]
    public void AResumedLockstepRunHasTheBitsOfAnUninterruptedOne(int delay, int savedAt)
    {
        RunOptions options = s_small with { LearnMode = LearnMode.Lockstep, PublishDelay = delay };
        using SimulationRun straight = options.Play(savedAt), saving = options.Play(savedAt);
        using TemporaryFolder folder = new();
        SavedRun.Save(saving, options, folder["run"]);
        saving.Session.Brain.ToArchive();
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options);
        SimulationRun[] runs = [straight, saving, resumed];
        for (int frame = 0; frame < 60; frame++)
        {
            Array.ForEach(runs, run => run.Frame.Run());
            Assert.Equal(straight.Session.Brain.Statistics.LearnSteps, resumed.Session.Brain.Statistics.LearnSteps);
            Assert.True(Matrices.SameBits(straight.Session.Brain.Published.Values, saving.Session.Brain.Published.Values));
            Assert.True(Matrices.SameBits(straight.Session.Brain.Published.Values, resumed.Session.Brain.Published.Values));
        }

        Array.ForEach(runs, run => run.Plugin.FinishLearning());
        Assert.Equal(Fingerprint(straight), Fingerprint(saving));
        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
    }

    [Fact]
    public void ALockstepRunCanBeResumedInOtherModes()
    {
        RunOptions options = s_small with { LearnMode = LearnMode.Lockstep, PublishDelay = 3 };
        using SimulationRun straight = options.Play(20);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, options, folder["run"]);
        foreach (RunOptions other in (RunOptions[])[options with { LearnMode = LearnMode.Inline }, options with { PublishDelay = 1 }])
        {
            using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(other);
            Assert.True(Matrices.SameBits(resumed.Session.Brain.Parameters.Values, resumed.Session.Brain.Published.Values));
        }

        straight.Plugin.FinishLearning();
        using SimulationRun inline = SavedRun.Load(folder["run"]).Resume(options with { LearnMode = LearnMode.Inline });
        Assert.Equal(straight.BrainHash(), inline.BrainHash());
    }

    [Fact]
    public void TheFileKnowsItsRun()
    {
        using TemporaryFolder folder = new();
        using (SimulationRun run = s_small.Play(7))
        {
            SavedRun.Save(run, s_small, folder["run"]);
        }

        SavedRun saved = SavedRun.Load(folder["run"]);
        Assert.Equal((7, 200, 5ul, "64"), (saved.Frame, saved.Options.Agents, saved.Options.Seed, saved.Options.Set["batch"]));
    }

    [Fact]
    public void AnOlderFileIsReadInPlaceOfADamagedOne()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = s_small.Play(5);
        SavedRun.Save(run, s_small, folder["run"]);
        run.Frame.Run();
        SavedRun.Save(run, s_small, folder["run"]);
        byte[] bytes = File.ReadAllBytes(folder["run"]);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(folder["run"], bytes);
        SavedRun saved = SavedRun.Load(folder["run"]);
        Assert.Equal((5, folder["run"] + ".1"), (saved.Frame, saved.Origin));
        Assert.Single(saved.SkippedFiles);
    }

    [Fact]
    public void WhatDoesNotFitTogetherIsRefused()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = s_small.Play(20);
        SavedRun.Save(run, s_small, folder["run"], generations: 1);
        SavedRun saved = SavedRun.Load(folder["run"]);
        Assert.Throws<ArchiveFormatException>(() => saved.Resume(s_small with { Agents = 100 }));
        Assert.Throws<ArchiveFormatException>(() => saved.Resume(s_small with { Set = new() { ["hidden"] = "8" } }));
        Assert.Throws<ArchiveFormatException>(() => saved.Resume(s_small with { Scenario = "flock" }));
        TensorArchive archive = TensorArchive.Load(folder["run"]);
        archive.Metadata["options"] = """{ "agents": 0 }""";
        Assert.Throws<ArchiveFormatException>(() => Resealed(archive));
        archive.Metadata.Remove("options");
        Assert.Throws<ArchiveFormatException>(() => Resealed(archive));

        SavedRun Resealed(TensorArchive changed)
        {
            changed.Seal();
            changed.Save(folder["run"]);
            return SavedRun.Load(folder["run"]);
        }
    }

    /// <summary>Experience of the largest size takes more than a gigabyte.</summary>
    [Theory]
    [InlineData("ppo", """{ "type": "ppo", "rollout_rows": 4194304 }""")]
    [InlineData("pqn", """{ "type": "pqn", "rollout_rows": 4194304 }""")]
    [InlineData("dqn", """{ "type": "dqn", "replay_capacity": 8388608 }""")]
    [InlineData("sac", """{ "type": "sac", "replay_capacity": 8388608 }""")]
    public void ExperienceThatTheFileDoesNotHaveIsRefused(string learner, string learnerOptions)
    {
        using TemporaryFolder folder = new();
        RunOptions small = new() { Scenario = learner == "sac" ? "pendulum" : "cartpole", Learner = learner, Agents = 4, Workers = 1 };
        using SimulationRun run = small.Play(2);
        SavedRun.Save(run, small, folder["run"], generations: 1);
        TensorArchive archive = TensorArchive.Load(folder["run"]);
        archive.Metadata["options"] = System.Text.Json.JsonSerializer.Serialize(
            small with { LearnerOptions = System.Text.Json.JsonElement.Parse(learnerOptions) }, RunOptionsJson.Default.RunOptions);
        archive.Seal();
        archive.Save(folder["run"]);
        SavedRun saved = SavedRun.Load(folder["run"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("expected a run of at most ", Assert.Throws<ArchiveFormatException>(() => saved.Resume(saved.Options)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>A run's file is small compared with the memory its options can ask for: many agents, wide layers, large minibatches.</summary>
    [Theory]
    [InlineData("hidden", "4096,4096,4096")]
    [InlineData("batch", "65536")]
    public void MemoryThatTheFileDoesNotHaveIsRefused(string setting, string value)
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = s_small.Play(2);
        SavedRun.Save(run, s_small, folder["run"], generations: 1);
        TensorArchive archive = TensorArchive.Load(folder["run"]);
        RunOptions options = s_small with { Set = new(s_small.Set) { ["hidden"] = "4096", [setting] = value } };
        archive.Metadata["options"] = System.Text.Json.JsonSerializer.Serialize(options, RunOptionsJson.Default.RunOptions);
        archive.Seal();
        archive.Save(folder["run"]);
        SavedRun saved = SavedRun.Load(folder["run"]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => saved.Resume(saved.Options));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("expected a run of at most ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A value that no run has is refused in one line when the file is read, so the older generation is tried.</summary>
    [Theory]
    [InlineData("world/position", float.NaN)]
    [InlineData("world/position", -1f)]
    [InlineData("world/heading", 7f)]
    [InlineData("world/velocity", 1e30f)]
    [InlineData("world/steering", 2f)]
    [InlineData("world/food", -1)]
    [InlineData("world/hazard", -1)]
    [InlineData("world/meals", -1)]
    [InlineData("run/frame", long.MaxValue)]
    [InlineData("scenario/meals", -1L)]
    [InlineData("scenario/births", long.MaxValue)]
    [InlineData("scenario/agent_seconds", -1L)]
    [InlineData("plugin/step", long.MaxValue)]
    public void AValueThatNoRunHasIsRefused(string tensor, object value)
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = s_small.Play(3);
        SavedRun.Save(run, s_small, folder["run.1"], generations: 1);
        TensorArchive good = TensorArchive.Load(folder["run.1"]);
        TensorArchive bad = good.Select("", (found, into) =>
        {
            if (found.Name == tensor && value is float number)
            {
                into.Add<float>(tensor, found.Shape, [.. Enumerable.Repeat(number, found.ElementCount)]);
            }
            else if (found.Name == tensor && value is int whole)
            {
                into.Add<int>(tensor, found.Shape, [.. Enumerable.Repeat(whole, found.ElementCount)]);
            }
            else if (found.Name == tensor)
            {
                into.AddScalar(tensor, (long)value);
            }

            return found.Name == tensor;
        });
        bad.Seal();
        bad.Save(folder["run"]);
        SavedRun saved = SavedRun.Load(folder["run"]);
        Assert.Equal(folder["run.1"], saved.Origin);
        Assert.Contains($"tensor \"{tensor}\"", Assert.Single(saved.SkippedFiles), StringComparison.Ordinal);
        File.Delete(folder["run.1"]);
        Assert.DoesNotContain('\n', Assert.Throws<ArchiveFormatException>(() => SavedRun.Load(folder["run"])).Message);
    }

    /// <summary>A brain that became NaN can't be saved. The fault is reported, and the run continues.</summary>
    [Fact]
    public void ABrainThatCannotBeSavedIsReported()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = s_small.Play(3);
        run.Session.Brain.Parameters.Values[0] = float.NaN;
        List<string> told = [];
        RunSaver saver = new(s_small, new SaveOptions { Run = folder["run"], Brain = folder["brain"] }, told.Add);
        saver.Save(run);
        Assert.Equal(2, told.Count);
        Assert.All(told, line => Assert.Contains("expected finite numbers to save, received NaN in \"policy/dense_0/weights\"", line, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static (string State, string Brain, double Score, long Steps, long Backlog, double Time) Fingerprint(SimulationRun run)
        => (run.StateHash(), run.BrainHash(), run.Session.Score, run.Session.Kinds.Sum(kind => kind.Brain.Statistics.LearnSteps), run.Session.Kinds.Sum(kind => kind.Brain.Statistics.Backlog), run.Plugin.Time);
}

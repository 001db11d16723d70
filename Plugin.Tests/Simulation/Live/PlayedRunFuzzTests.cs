using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Tests.Agents;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Live;

/// <summary>Mutated saved runs and table models, almost all with valid checksums. Loading and playing them throws only the documented exception types, weights stay finite, and their own saves load.</summary>
public sealed class PlayedRunFuzzTests
{
    private const int Frames = 40;

    [Fact]
    public void MutatedRunsArePlayed()
    {
        using TemporaryFolder folder = new();
        RunOptions[] options = [.. ScenarioCatalogue.Standard.All.Select(scenario => new RunOptions
        {
            Scenario = scenario.Name,
            Agents = 24,
            Workers = 1,
            Set = scenario.Name == "separate" ? new() { ["batch"] = "16", ["hidden"] = "6", ["patience"] = "20" } : new() { ["batch"] = "16", ["hidden"] = "6" },
        })];
        byte[][] files = [.. options.Select(each => Saved(each, folder["good"]))];
        int taken = 0;
        for (int number = PlayedFuzzTests.First; number < PlayedFuzzTests.First + PlayedFuzzTests.Cases; number++)
        {
            ArchiveMutation mutation = new(number);
            try
            {
                taken += Play(mutation.Of(TensorArchive.Read(files[number % files.Length])), folder["bad"]) ? 1 : 0;
            }
            catch (Exception error) when (error is not ArchiveFormatException)
            {
                Assert.Fail($"case {number}, {string.Join("; ", mutation.Edits)}: {error}");
            }
        }

        Assert.InRange(taken, 1, PlayedFuzzTests.Cases);
    }

    [Fact]
    public void MutatedModelsPredict()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["data.csv"], "x,kind,y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i % 7},{(i % 3 == 0 ? "a" : "b")},{i % 7 + i % 3 * 0.5}")));
        TableFit fit = new(CsvTable.Read(folder["data.csv"]), new TableFitOptions { Target = "y", Hidden = [4], Epochs = 2 });
        fit.Run(_ => { }, CancellationToken.None);
        fit.Model!.Save(folder["good"]);
        byte[] good = File.ReadAllBytes(folder["good"]);
        CsvTable table = CsvTable.ReadForPrediction(folder["data.csv"]);
        int taken = 0;
        for (int number = PlayedFuzzTests.First; number < PlayedFuzzTests.First + PlayedFuzzTests.Cases; number++)
        {
            ArchiveMutation mutation = new(number);
            File.WriteAllBytes(folder["bad"], mutation.Of(TensorArchive.Read(good)));
            try
            {
                TableModel model = TableModel.Load(folder["bad"]);
                model.Save(folder["again"]);
                TableModel.Load(folder["again"]);
                Assert.All(model.Predict(table).Rows, row => Assert.True(double.IsFinite(row.Value ?? row.Probability!.Value)));
                taken++;
            }
            catch (Exception error) when (error is ArchiveFormatException or TableException)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
            catch (Exception error)
            {
                Assert.Fail($"case {number}, {string.Join("; ", mutation.Edits)}: {error}");
            }
        }

        Assert.InRange(taken, 1, PlayedFuzzTests.Cases);
    }

    private static byte[] Saved(RunOptions options, string path)
    {
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 30; frame++)
        {
            run.Frame.Run();
        }

        SavedRun.Save(run, options, path, generations: 1);
        return File.ReadAllBytes(path);
    }

    private static bool Play(byte[] file, string path)
    {
        File.WriteAllBytes(path, file);
        SavedRun saved;
        SimulationRun resumed;
        RunOptions options;
        try
        {
            saved = SavedRun.Load(path);
            options = saved.Options with { Workers = 1, LearnSteps = Math.Min(saved.Options.LearnSteps, 2) };
            resumed = saved.Resume(options);
        }
        catch (ArchiveFormatException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            return false;
        }

        using SimulationRun run = resumed;
        for (int frame = 0; frame < Frames; frame++)
        {
            run.Frame.Run();
        }

        run.Plugin.FinishLearning();
        Assert.All(run.Session.Kinds, kind => Assert.All(kind.Brain.Parameters.Values.ToArray(), weight => Assert.True(float.IsFinite(weight))));
        Assert.True(run.Session.Score >= 0);
        SavedRun.Save(run, options, path, generations: 1);
        SavedRun.Load(path).Resume(options).Dispose();
        return true;
    }
}

using System.Globalization;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Tables;

/// <summary>Options that are not set are chosen by the loss on rows that a network was not trained on.</summary>
public sealed class TableSearchTests
{
    private static readonly bool s_isLong = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1";

    /// <summary>Two layers of 64 without decay overfit 128 noisy rows of Friedman's first table.</summary>
    [Fact]
    public void ASmallNoisyTableIsNotOverfitted()
    {
        string table = Friedman(200, 1);
        double searched = (double)Fit(table, new TableFitOptions()).TestR2!, plain = (double)Fit(table, new TableFitOptions { Search = false }).TestR2!;
        Assert.InRange(searched, 0.78, 0.96);
        Assert.True(plain < searched - 0.1, $"{plain}, {searched}");
    }

    [Theory]
    [InlineData(200, 0.72)]
    [InlineData(1000, 0.90)]
    [InlineData(5000, 0.94)]
    public void FriedmansTablesAreLearnedWithoutAnOption(int rows, double score)
    {
        Assert.SkipUnless(s_isLong || rows == 1000, "Takes long: NEUROAGENTS_LONG=1.");
        List<double> scores = [];
        foreach (int table in Enumerable.Range(1, s_isLong ? 5 : 1))
        {
            string text = Friedman(rows, (ulong)table);
            scores.AddRange(Enumerable.Range(1, s_isLong ? 3 : 1).Select(seed => (double)Fit(text, new TableFitOptions { Seed = (ulong)seed }).TestR2!));
        }

        Assert.InRange(scores.Average(), score, 0.97);
    }

    [Fact]
    public void ALineIsLearnedWithoutHiddenLayers()
    {
        RandomNumbers random = new(3);
        string table = "a,b,c,y\n" + Rows(120, _ =>
        {
            double a = random.Next(), b = random.Next(), c = random.Next();
            return [a, b, c, 1e9 + 1e7 * (3 * a - 2 * b + c + 0.5 * random.Next())];
        });
        TableFitReport report = Fit(table, new TableFitOptions());
        Assert.Equal((0, 10, 5), (report.Chosen.Hidden.Count, report.Chosen.Candidates, report.Chosen.Folds));
        Assert.InRange((double)report.TestR2!, 0.9, 1);
    }

    [Fact]
    public void NoiseIsHardlyLearned()
    {
        RandomNumbers random = new(4);
        string table = "a,b,c,d,e,f,g,h,y\n" + Rows(150, _ => [.. Enumerable.Range(0, 9).Select(_ => random.Next())]);
        Assert.InRange((double)Fit(table, new TableFitOptions()).TestR2!, -0.3, 0.2);
    }

    [Fact]
    public void TheChoiceAndTheWeightsHaveTheSameBitsForAnyNumberOfWorkers()
    {
        string table = Friedman(100, 2);
        byte[] one = Model(table, new TableFitOptions { Workers = 1 }), two = Model(table, new TableFitOptions { Workers = 3 });
        Assert.Equal(one, two);
        Assert.NotEqual(one, Model(table, new TableFitOptions { Seed = 2 }));
    }

    [Fact]
    public void GivenOptionsAreKept()
    {
        TableChoice hidden = Fit(Friedman(60, 1), new TableFitOptions { Hidden = [7], Epochs = 5 }).Chosen;
        Assert.Equal([7], hidden.Hidden);
        Assert.InRange(hidden.Candidates, 2, 10);
        TableFitOptions all = new() { Hidden = [7], Activation = "tanh", LearningRate = 0.02, WeightDecay = 0.1, Epochs = 5 };
        TableChoice given = Fit(Friedman(60, 1), all).Chosen;
        Assert.Equal(("tanh", 0.02, 0.1, 1, 0), (given.Activation, given.LearningRate, given.WeightDecay, given.Candidates, given.Folds));
        TableChoice off = Fit(Friedman(60, 1), new TableFitOptions { Search = false, Epochs = 5 }).Chosen;
        Assert.Equal([64, 64], off.Hidden);
        Assert.Equal(("relu", 0.001, 0.0, 1, 0), (off.Activation, off.LearningRate, off.WeightDecay, off.Candidates, off.Folds));
    }

    [Theory]
    [InlineData("adam", 10)]
    [InlineData("sgd", 10)]
    public void EachCandidateIsListedOnce(string optimizer, int count)
    {
        TableCandidate[] candidates = TableCandidate.Of(new TableFitOptions { Optimizer = optimizer });
        Assert.Equal(count, candidates.Length);
        Assert.Equal(optimizer == "sgd", Array.TrueForAll(candidates, candidate => candidate.LearningRate is null));
        Assert.Equal(6, TableCandidate.Of(new TableFitOptions { Hidden = [], LearningRate = 0.1 }).Length);
        Assert.Single(TableCandidate.Of(new TableFitOptions { Hidden = [], LearningRate = 0.1, WeightDecay = 0 }));
    }

    /// <summary>With too few rows for validation, the folds decide when to stop.</summary>
    [Fact]
    public void ATinyTableStopsAtTheEpochOfItsFolds()
    {
        RandomNumbers random = new(5);
        string table = "a,b,y\n" + Rows(20, _ =>
        {
            double a = random.Next(), b = random.Next();
            return [a, b, a + b + 0.1 * random.Next()];
        });
        TableFitReport report = Fit(table, new TableFitOptions());
        Assert.Null(report.ValidationLoss);
        Assert.InRange(report.Epochs, 2, 600);
        Assert.Equal(5, report.Chosen.Folds);
        Assert.Contains("cross-validation decides when to stop", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.InRange((double)report.TestR2!, 0.8, 1);
    }

    /// <summary>A large table is searched on a part of its rows; more rows need less decay.</summary>
    [Fact]
    public void WorkIsBoundedByMultiplyAdds()
    {
        Assert.Equal(1, TableSearch.EpochsWithin(1, 1000, 32, 5000));
        Assert.InRange(TableSearch.EpochsWithin(1e11, 68_000, 32, 7489), 50, 500);
        Assert.InRange(TableSearch.EpochsWithin(1e11, 1000, 32, 5000), 1000, int.MaxValue);
        Assert.Equal(TableSearch.EpochsWithin(1e10, 640, 640, 100), TableSearch.EpochsWithin(1e10, 640, 0, 100));
    }

    private static TableFitReport Fit(string table, TableFitOptions options)
    {
        using TemporaryFolder folder = new();
        return new TableFit(CsvTable.Read(folder.Write("data.csv", table)), options with { Target = "y" }).Run(_ => { }, TestContext.Current.CancellationToken);
    }

    private static byte[] Model(string table, TableFitOptions options)
    {
        using TemporaryFolder folder = new();
        TableFit fit = new(CsvTable.Read(folder.Write("data.csv", table)), options with { Target = "y" });
        fit.Run(_ => { }, TestContext.Current.CancellationToken);
        using MemoryStream stream = new();
        fit.Model!.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Friedman 1991, the first of his tables: five of ten inputs have an effect, and the noise has deviation 1.</summary>
    private static string Friedman(int rows, ulong seed)
    {
        RandomNumbers random = new(seed);
        return "x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,y\n" + Rows(rows, _ =>
        {
            double[] x = [.. Enumerable.Range(0, 10).Select(_ => random.NextUniform())];
            return [.. x, 10 * Math.Sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4] + random.Next()];
        });
    }

    private static string Rows(int count, Func<int, double[]> row) => string.Concat(Enumerable.Range(0, count).Select(
        i => string.Join(',', row(i).Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "\n"));

    /// <summary>A generator of normal and uniform numbers.</summary>
    private sealed class RandomNumbers(ulong seed)
    {
        private readonly NeuroAgents.Numerics.RandomSource _source = new(seed, 99);
        private ulong _next;

        internal double Next() => _source.Normal(_next++, 0);

        internal double NextUniform() => _source.Uniform(_next++, 0);
    }
}

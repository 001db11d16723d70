using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>The verb compare: its output and exit codes. ComparisonTests checks its measurements.</summary>
public sealed class CompareTests
{
    private static readonly string[] s_reportKeys =
    [
        "machine", "rows", "rows_in_file", "features", "task", "network", "seed", "workers", "loss_constant", "loss_start", "loss_target", "batches",
        "optimizers", "seconds",
    ];

    private static readonly string[] s_batchKeys =
        ["name", "batch_size", "mean_cosine", "largest_stable_rate", "rate", "steps", "epochs", "seconds", "step_us", "step_us_workers", "speedup"];

    private static readonly string[] s_optimizerKeys = ["name", "default_rate", "steps_at_default", "best_rate", "steps_at_best", "seconds"];

    [Theory]
    [InlineData("class", "classification", "2-8-2")]
    [InlineData("value", "regression", "2-8-1")]
    public void JsonHasTheAgreedShape(string target, string task, string network)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "data.csv");
        File.WriteAllText(path, Table(target));
        ProcessResult result = SimulationProcess.Run("compare", path, "--target", target, "--hidden", "8", "--json", "-");
        JsonNode report = result.Report();
        Assert.Equal(s_reportKeys, report.AsObject().Select(each => each.Key));
        Assert.Equal((task, network), ((string)report["task"]!, (string)report["network"]!));
        Assert.Equal(["gradient descent", "SGD, single points", "minibatch 8", "minibatch 32"], report["batches"]!.AsArray().Select(each => (string)each!["name"]!));
        Assert.All(report["batches"]!.AsArray(), each => Assert.Equal(s_batchKeys, each!.AsObject().Select(pair => pair.Key)));
        Assert.All(report["optimizers"]!.AsArray(), each => Assert.Equal(s_optimizerKeys, each!.AsObject().Select(pair => pair.Key)));
        Assert.Contains("largest stable rate", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,2\n", "b", "column b: expected at least two different values to learn, received \"2\" in all 2 rows")]
    [InlineData("a,b\n1,0\nx,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n9,0\n10,1\n11,1\n", "b", "row 3, column a: expected a number as in 10 other rows, received \"x\"")]
    [InlineData("a,b\n1,0\n2\n", "b", "row 3: expected 2 values as in the header, received 1")]
    [InlineData("a,b\n1,0\n2,1\n", "c", "--target: expected one of a, b, received \"c\"")]
    [InlineData("", "c", "expected a header and rows, received an empty file")]
    public void DataThatCannotBeComparedGiveAOneLineError(string table, string target, string expected)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "data.csv");
        File.WriteAllText(path, table);
        ProcessResult result = SimulationProcess.Run("compare", path, "--target", target);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target: expected the name of a column, received nothing.", "compare", "no.csv")]
    [InlineData("received \"no.csv\"", "compare", "no.csv", "--target", "a")]
    [InlineData("--hidden: expected whole numbers", "compare", "no.csv", "--target", "a", "--hidden", "8,x")]
    public void WrongUsageIsOneLine(string expected, params string[] arguments)
    {
        ProcessResult result = SimulationProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>Sixty points on a grid; the class is the side of a line, the value the distance from it.</summary>
    private static string Table(string target)
        => $"x,y,{target}\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
        {
            double x = i % 10, y = i / 10, distance = 0.31 * x - 0.57 * y;
            string last = target == "class" ? distance > 0 ? "right" : "left" : distance.ToString("F3", CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{x},{y},{last}\n");
        }));
}

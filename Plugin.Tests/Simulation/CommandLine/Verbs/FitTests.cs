using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>The verb fit, with tables as users have them.</summary>
public sealed class FitTests
{
    private static readonly string[] s_keys =
    [
        "rows", "features", "task", "classes", "epochs", "best_epoch", "stopped_early", "train_loss", "validation_loss", "test_loss", "test_accuracy",
        "chosen", "seconds", "notes",
    ];

    private static readonly string[] s_colours = ["red", "green", "yellow"];

    [Fact]
    public void WordsAndNumbersMakeAClassification()
    {
        JsonNode report = Fit(Fruits(300), "kind");
        Assert.Equal(s_keys, report.AsObject().Select(each => each.Key));
        Assert.Equal((300, 4, "classification", 2), ((int)report["rows"]!, (int)report["features"]!, (string)report["task"]!, (int)report["classes"]!));
        Assert.InRange((double)report["test_accuracy"]!, 0.95, 1);
        Assert.Empty(report["notes"]!.AsArray());
        Assert.Equal(["hidden", "activation", "learning_rate", "weight_decay", "candidates", "folds"], report["chosen"]!.AsObject().Select(each => each.Key));
    }

    [Fact]
    public void ManyDifferentNumbersMakeARegression()
    {
        JsonNode report = Fit("x;y\n" + Rows(200, i => FormattableString.Invariant($"{i % 20};{0.5 * (i % 20) * (i % 20) + 0.01 * i}").Replace('.', ',')), "y");
        Assert.Equal(("regression", null), ((string)report["task"]!, report["classes"]));
        Assert.InRange((double)report["test_r2"]!, 0.95, 1);
        Assert.InRange((double)report["test_mean_absolute_error"]!, 0, 10);
    }

    /// <summary>Two numbers such as 0 and 1 are usual names of classes, and so are codes with leading zeros: they need no note.</summary>
    [Theory]
    [InlineData("", 3, "", "column y: 3 different whole numbers are read as classes; --task regression reads them as numbers")]
    [InlineData("", 2, "")]
    [InlineData("0", 3, "")]
    [InlineData("", 3, "classification")]
    [InlineData("", 3, "regression")]
    public void WholeNumbersThatBecomeClassesAreNoted(string zero, int values, string task, params string[] notes)
    {
        string table = "x,y\n" + Rows(60, i => FormattableString.Invariant($"{i % 7}.5,{zero}{i % values}"));
        Assert.Equal(notes, Fit(table, "y", 3, task.Length == 0 ? [] : ["--task", task])["notes"]!.AsArray().Select(note => (string)note!));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void LineEndsAndMarksChangeNothing(string lineEnd)
    {
        JsonNode plain = Fit(Fruits(60), "kind"), other = Fit("\uFEFF" + Fruits(60).Replace("\n", lineEnd, StringComparison.Ordinal), "kind");
        Assert.Equal((double)plain["test_loss"]!, (double)other["test_loss"]!);
    }

    [Fact]
    public void ColumnsWithoutInformationAreLeftOutWithANote()
    {
        string table = "name,constant,gap,x,kind\n" + Rows(40, i => FormattableString.Invariant($"\"no, {i}\",5,{(i % 4 == 0 ? "" : $"{i}")},{i},{(i < 20 ? "low" : "high")}"));
        string[] notes = [.. Fit(table, "kind")["notes"]!.AsArray().Select(note => (string)note!)];
        Assert.Equal(3, notes.Length);
        Assert.StartsWith("column name is left out: it has ", notes[0]);
        Assert.Equal("column constant is left out: it has the same value in all training rows", notes[1]);
        Assert.StartsWith("column gap: ", notes[2]);
    }

    /// <summary>All rows decide a column's type, not only the ones that the seed left for training.</summary>
    [Fact]
    public void TheSeedDoesNotDecideWhatAColumnIs()
    {
        string table = "k,y\n" + Rows(60, i => FormattableString.Invariant($"{(i == 30 ? "x" : $"{i % 5}")},{i % 5}"));
        Assert.All(Enumerable.Range(1, 6), seed => Assert.InRange((int)Fit(table, "y", seed)["features"]!, 5, 6));
    }

    [Fact]
    public void NoneIsAWordAmongWordsAndMissingAmongNumbers()
    {
        JsonNode report = Fit("x,y\n" + Rows(60, i => FormattableString.Invariant($"{(i % 6 == 0 ? "None" : $"{i}")},{(i < 30 ? "None" : "Some")}")), "y");
        Assert.Equal(2, (int)report["classes"]!);
        Assert.StartsWith("column x: ", (string)report["notes"]![0]!);
    }

    [Fact]
    public void ThreeRowsAreFew()
    {
        JsonNode report = Fit("x,y\n1,0\n2,1\n3,0\n", "y");
        Assert.Null(report["validation_loss"]);
        Assert.Single(report["notes"]!.AsArray());
    }

    [Fact]
    public void BlankLinesAreSkippedAndCounted()
    {
        JsonNode plain = Fit(Fruits(60), "kind"), spaced = Fit("\n" + Fruits(60).Replace("\n", "\n\n", StringComparison.Ordinal) + "\n\n", "kind");
        Assert.Equal((double)plain["test_loss"]!, (double)spaced["test_loss"]!);
    }

    [Fact]
    public void BytesThatAreNotUtf8AreNoted()
    {
        using TemporaryFolder folder = new();
        string path = folder["data.csv"];
        File.WriteAllText(path, Fruits(60).Replace("pear", "p\u00EAche", StringComparison.Ordinal), System.Text.Encoding.Latin1);
        Assert.Contains("note: bytes that are not UTF-8 are read as \uFFFD\n", SimulationProcess.Run("fit", path, "--target", "kind").Output);
    }

    /// <summary>The table is valid, but the job fails: exit code 1.</summary>
    [Fact]
    public void ALossThatIsNotFiniteIsAFailureOfOneLine()
    {
        using TemporaryFolder folder = new();
        string data = folder.Write("data.csv", "x,y\n" + Rows(80, i => $"{i},{i * i}"));
        ProcessResult result = SimulationProcess.Run("fit", data, "--target", "y", "--optimizer", "sgd", "--learning-rate", "100", "--json", "-");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error: epoch ", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Theory]
    [InlineData("", "expected a header and rows, received an empty file.")]
    [InlineData("x,y\n", "expected at least 2 rows below the header, received 0.")]
    [InlineData("y\n1\n2\n", "row 1: expected a target and at least one other column, received only the column \"y\".")]
    [InlineData("x,y,x\n1,2,3\n", "row 1: expected different column names, received \"x\" 2 times.")]
    [InlineData("x,y\n1,2\n3\n4,5\n", "row 3: expected 2 values as in the header, received 1.")]
    [InlineData("x,y\n1,2\n3,4,5\n", "row 3: expected 2 values as in the header, received 3.")]
    [InlineData("x,y\n1,2\n\n3\n4,5\n", "row 4: expected 2 values as in the header, received 1.")]
    [InlineData("x,y\n1,2\n\n3,a\n\n4,\n", "row 6, column y: expected a value to learn, received \"\".")]
    [InlineData("\n\n", "expected a header and rows, received an empty file.")]
    [InlineData("x,y\n1,\0\n", "expected a text file, received a file with NUL bytes.")]
    [InlineData("x,y\n1,2\n\"3,4\n5,6\n", "row 3: expected closed quotes, received a row that cannot be read: A quoted field at the end of the input ends without a closing quote.")]
    [InlineData("x,y\n1,1.5\n2,2.5\n3,1e300\n", "row 4, column y: expected numbers or repeated classes, received 3 different values in 3 rows, here \"1e300\".")]
    [InlineData("x,why\n1,2\n3,4\n", "--target: expected one of x, why, received \"y\".")]
    [InlineData("x,y\n1,a\n3,a\n", "column y: expected at least two different values to learn, received \"a\" in all 2 rows.")]
    [InlineData("x,y\n1,a\n3,\n4,b\n", "row 3, column y: expected a value to learn, received \"\".")]
    [InlineData("x,y\n1,a\n3,b\n4,c\n5,d\n", "row 2, column y: expected numbers or repeated classes, received 4 different values in 4 rows, here \"a\".")]
    [InlineData("x,y\n1,a\n1,b\n1,a\n1,b\n", "expected a usable column besides y, received none: column x is left out: it has the same value in all training rows.")]
    public void DataThatCannotBeLearnedGiveAOneLineError(string table, string expected)
    {
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.Run("fit", folder.Write("data.csv", table), "--target", "y");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.EndsWith(expected, Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target: expected the name of a column, received nothing.")]
    [InlineData("--optimizer: expected one of sgd, rmsprop, adagrad, adadelta, adam, adamw, adamax, nadam, ftrl, lion, received \"adma\". Did you mean \"adam\"?", "--target", "y", "--optimizer", "adma")]
    [InlineData("--activation: expected one of identity, relu, leaky_relu, elu, gelu, gelu_tanh, silu, softplus, tanh, sigmoid, softmax, received \"relo\". Did you mean \"relu\"?", "--target", "y", "--activation", "relo")]
    [InlineData("--test: expected a number above 0 and below 1, received 1.", "--target", "y", "--test", "1")]
    [InlineData("--batch: expected all, or a whole number from 1 to 65536, received \"0\".", "--target", "y", "--batch", "0")]
    [InlineData("--weight-decay: expected a number from 0 to 1000, received -1.", "--target", "y", "--weight-decay", "-1")]
    [InlineData("--search: expected on or off, received \"maybe\".", "--target", "y", "--search", "maybe")]
    [InlineData("--dropout: expected a number from 0 to below 1, received 1.", "--target", "y", "--dropout", "1")]
    [InlineData("--task: expected classification or regression, received \"both\".", "--target", "y", "--task", "both")]
    [InlineData("--thousands: expected another sign than --decimal, received \".\" for both.", "--target", "y", "--decimal", ".", "--thousands", ".")]
    [InlineData("unknown option: ", "--target", "y", "--learnrate", "1")]
    public void WrongUsageIsOneLine(string expected, params string[] arguments)
    {
        ProcessResult result = SimulationProcess.Run(["fit", "data.csv", .. arguments]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: " + expected, Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsComeFromTheFileAndTheCommandLineWins()
    {
        using TemporaryFolder folder = new();
        string data = folder.Write("data.csv", Fruits(60));
        string config = folder.Write("config.json", """{ "target": "colour", "hidden": [3], "epochs": 2, "batch": 0, "dropout": 0.1, "optimizer": "sgd" }""");
        ProcessResult result = SimulationProcess.Run("fit", data, "--config", config, "--target", "kind", "--epochs", "4");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("epochs    4; best epoch ", result.Output);
        Assert.Matches("\nnetwork   hidden 3 (relu|gelu), learning rate 0\\.01, weight decay [0-9.]+: best of [0-9]+ in 5-fold cross-validation\n", result.Output);
        Assert.Contains("test accuracy ", result.Output);
        Assert.Contains("apple", result.Output);
    }

    private static JsonNode Fit(string table, string target, int seed = 3, params string[] options)
    {
        using TemporaryFolder folder = new();
        return SimulationProcess.Run(["fit", folder.Write("data.csv", table), "--target", target, "--json", "-", "--seed", seed.ToString(CultureInfo.InvariantCulture), .. options]).Report();
    }

    /// <summary>Apples are round, pears long, whatever their colour.</summary>
    private static string Fruits(int rows) => "length,colour,kind\n" + Rows(
        rows, i => string.Create(CultureInfo.InvariantCulture, $"{i * 7 % 50 / 50.0},{s_colours[i % 3]},{(i * 7 % 50 < 25 ? "apple" : "pear")}"));

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));
}

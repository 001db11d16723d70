using System.Globalization;
using System.Text.Json.Nodes;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Tables;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

/// <summary>Networks that fit saved, used on other tables.</summary>
public sealed class PredictTests
{
    [Fact]
    public void ASavedClassifierReadsOtherTables()
    {
        using TemporaryFolder folder = new();
        JsonNode fit = Fit(folder, Fruits(300), "kind");
        string unknown = folder.Write("unknown.csv", "sweetness,note,colour,size\n1,x,red,0.5\n9,,\"green\",20\n5,,violet,\n");
        ProcessResult result = SimulationProcess.Run("predict", folder["model"], unknown);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("note: column colour: \"violet\" (row 4) is not a word ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nkind: 3 rows\n", result.Error, StringComparison.Ordinal);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["kind,probability", "\"berry, small\"", "melon"], lines[..3].Select(line => line.StartsWith('"') ? line[..(line.LastIndexOf('"') + 1)] : line == lines[0] ? line : line.Split(',')[0]));
        Assert.All(lines[1..], line => Assert.InRange(double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture), 0.5, 1));

        // If the table has the target, the accuracy over all rows is reported. It is close to that of the test rows.
        JsonNode known = Predict(folder, folder["data.csv"]);
        Assert.Equal((300, "classification", "kind"), ((int)known["rows"]!, (string)known["task"]!, (string)known["target"]!));
        Assert.Equal((double)fit["test_accuracy"]!, (double)known["accuracy"]!, 0.06);
        Assert.Null(known["r2"]);
    }

    [Fact]
    public void ARegressionIsInTheTargetsUnit()
    {
        using TemporaryFolder folder = new();
        Fit(folder, "x;y\n" + Rows(200, i => FormattableString.Invariant($"{i % 20};{1000 + 50 * (i % 20) + 0.01 * i}").Replace('.', ',')), "y");
        JsonNode found = Predict(folder, folder.Write("new.csv", "x\n10\n"));
        Assert.Equal(1501, (double)found["predictions"]![0]!["value"]!, 30.0);
        JsonNode known = Predict(folder, folder["data.csv"]);
        Assert.InRange((double)known["r2"]!, 0.95, 1);
        ProcessResult csv = SimulationProcess.Run("predict", folder["model"], folder["new.csv"], "--out", folder["out.csv"]);
        Assert.Equal((0, "y: 1 row\n", ""), (csv.ExitCode, csv.Output, csv.Error));
        Assert.Equal("y", File.ReadAllLines(folder["out.csv"])[0]);
    }

    [Fact]
    public void AModelFromItsFileIsTheFittedOne()
    {
        using TemporaryFolder folder = new();
        CsvTable table = CsvTable.Read(folder.Write("data.csv", Fruits(120)));
        TableFit fit = new(table, new TableFitOptions { Target = "kind", Hidden = [8, 8], Dropout = 0.2, Activation = "tanh", Epochs = 20 });
        fit.Run(_ => { }, TestContext.Current.CancellationToken);
        fit.Model!.Save(folder["model"]);
        Assert.Equal(fit.Model.Predict(table).Rows, TableModel.Load(folder["model"]).Predict(table).Rows);
    }

    [Fact]
    public void DamagedAndHostileFilesAreRefused()
    {
        using TemporaryFolder folder = new();
        TableFit fit = new(CsvTable.Read(folder.Write("data.csv", Fruits(60))), new TableFitOptions { Target = "kind", Hidden = [4], Activation = "relu", Epochs = 2 });
        fit.Run(_ => { }, TestContext.Current.CancellationToken);
        fit.Model!.Save(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model"]);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder["model"], whole[..length]);
            Assert.Throws<ArchiveFormatException>(() => TableModel.Load(folder["model"]));
        }

        File.WriteAllBytes(folder["model"], whole);
        TensorArchive archive = TensorArchive.Load(folder["model"]);
        string good = archive.Metadata["table"];
        foreach ((string from, string to) in ((string, string)[])
            [("\"hidden\":[4]", "\"hidden\":[4096,4096]"), ("\"hidden\":[4]", "\"hidden\":[0]"), ("relu", "rulu"), ("\"melon\"", "\"berry, small\""), ("\"size\"", "\"colour\""), ("\"words\":[\"", "\"words\":[\"~\",\"")])
        {
            Assert.Contains(from, good, StringComparison.Ordinal);
            archive.Metadata["table"] = good.Replace(from, to, StringComparison.Ordinal);
            archive.Seal();
            archive.Save(folder["model"]);
            ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => TableModel.Load(folder["model"]));
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void UnsuitableTablesGiveAOneLineError()
    {
        using TemporaryFolder folder = new();
        Fit(folder, Fruits(100), "kind");
        Refused($"{folder.Write("a.csv", "size,color,sweetness\n1,red,2\n")}: expected the model's column colour, received no column of that name. Did you mean \"color\"?", "a.csv");
        Refused($"{folder.Write("b.csv", "size,colour,sweetness\nbig,red,2\n")}, row 2, column size: expected a number as in the other rows, received \"big\".", "b.csv");
        Refused($"{folder.Write("c.csv", "size,colour,sweetness\n")}: expected at least 1 row below the header, received 0.", "c.csv");
        ProcessResult none = SimulationProcess.Run("predict", folder["none"], folder["a.csv"]);
        Assert.StartsWith("error: FILE: expected a readable file, received", none.Error);
        Assert.Equal(2, none.ExitCode);

        void Refused(string line, string table)
        {
            ProcessResult result = SimulationProcess.Run("predict", folder["model"], folder[table]);
            Assert.Equal((2, "", $"error: {line}\n"), (result.ExitCode, result.Output, result.Error));
        }
    }

    private static JsonNode Fit(TemporaryFolder folder, string table, string target)
        => SimulationProcess.Run("fit", folder.Write("data.csv", table), "--target", target, "--save", folder["model"], "--json", "-").Report();

    private static JsonNode Predict(TemporaryFolder folder, string table)
        => SimulationProcess.Run("predict", folder["model"], table, "--json", "-").Report();

    private static string Fruits(int count) => "size,colour,sweetness,kind\n" + Rows(count, i => FormattableString.Invariant(
        $"{(i % 2 == 0 ? 0.4 + 0.01 * (i % 13) : 18 + 0.1 * (i % 17))},{(i % 2 == 0 ? "red" : i % 3 == 0 ? "yellow" : "green")},{i % 7},{(i % 2 == 0 ? "\"berry, small\"" : "melon")}"));

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));
}

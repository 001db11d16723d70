using System.Globalization;
using System.Text;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Tables;

/// <summary>Numbers, missing values, index columns and labels of tables as users and programs write them.</summary>
public sealed class TableReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Reads a table whose rows are separated by '/'. The first column is the one that is tested.</summary>
    [Theory]
    [InlineData("a\ty/0,5\tp/1,25\tq", 0.5, 1.25)]
    [InlineData("a|y/0,5|p/1,25|q", 0.5, 1.25)]
    [InlineData("a;y/0,5;p/1,25;q", 0.5, 1.25)]
    [InlineData("a;y/0.5;p/1.25;q", 0.5, 1.25)]
    [InlineData("a,y/\"0,5\",p/\"1,25\",q", 0.5, 1.25)]
    [InlineData("a,b,y/\"1,200\",\"0,5\",p/\"1,201\",\"0,7\",q", 1.2, 1.201)]
    [InlineData("a\tb\ty/1,234\t0,5\tp/2,345\t1,5\tq", 1.234, 2.345)]
    [InlineData("a;b;y/1.234;0,5;p/2.345;1,5;q", 1234, 2345)]
    [InlineData("a,b,y/1.234,0.5,p/2.345,1.5,q", 1.234, 2.345)]
    [InlineData("a;y/1.234.567,89;p/0,5;q", 1234567.89, 0.5)]
    [InlineData("a;y/1.234.567;p/980;q", 1234567, 980)]
    [InlineData("a,y/\"1,234,567.89\",p/0.5,q", 1234567.89, 0.5)]
    [InlineData("a,y/\"12,34,567\",p/980,q", 1234567, 980)]
    [InlineData("a,y/1'234'567,p/1\u2019000.5,q", 1234567, 1000.5)]
    [InlineData("a\ty/1 234,5\tp/1\u00A0234\u202F567,5\tq", 1234.5, 1234567.5)]
    [InlineData("a,y/+5,p/\u22127.5,q", 5, -7.5)]
    [InlineData("a,y/.5,p/5.,q", 0.5, 5)]
    [InlineData("a,y/1e5,p/1E+05,q", 1e5, 1e5)]
    [InlineData("a\ty/1,5e3\tp/2,5E-1\tq", 1500, 0.25)]
    [InlineData("a,y/0.123,p/0.456,q", 0.123, 0.456)]
    [InlineData("\"temp; C\",y/1.5,p/2.5,q", 1.5, 2.5)]
    [InlineData("\uFEFFa,y/1.5,p/2.5,q", 1.5, 2.5)]
    [InlineData("sep=;/a;y/1,5;p/2,5;q", 1.5, 2.5)]
    [InlineData("sep=\t/a\ty/1,5\tp/2,5\tq", 1.5, 2.5)]
    [InlineData("# made by hand, 2024; twice/#/\n# again/a,y/1.5,p/2.5,q", 1.5, 2.5)]
    [InlineData("a,b,/1.5,p,/2.5,q,", 1.5, 2.5)]
    [InlineData("a,b/1.5,p,/2.5,q,", 1.5, 2.5)]
    [InlineData("# a,b/1.5,2/2.5,3", 1.5, 2.5)]
    [InlineData("#a,b/1.5,p/2.5,q", 1.5, 2.5)]
    public void NumbersAreReadAsTheirColumnWritesThem(string rows, double first, double second)
    {
        TableNumbers numbers = Numbers(rows);
        Assert.Equal([first, second], Values(numbers, 0));
        Assert.True(numbers[0].AreAll);
        Assert.Null(numbers[0].Note);
    }

    [Theory]
    [InlineData("a,y/\"1,200\",p/\"1,201\",q", 1200, 1201, "column a: \"1,200\" (row 2) is read as 1200, with \",\" as the thousands separator; use --decimal , for the other reading")]
    [InlineData("\"temp; C\",y/\"1,200\",p/\"1,201\",q", 1200, 1201, "column temp; C: \"1,200\" (row 2) is read as 1200, with \",\" as the thousands separator; use --decimal , for the other reading")]
    [InlineData("a;y/980;p/1.100;q", 980, 1100, "column a: \"1.100\" (row 3) is read as 1100, with \".\" as the thousands separator; use --decimal . for the other reading")]
    [InlineData("a;y/1,100;p/1,201;q", 1.1, 1.201, "column a: \"1,100\" (row 2) is read as 1.1, with \",\" as the decimal sign; use --thousands , for the other reading")]
    [InlineData("a\ty/980\tp/1,100\tq", 980, 1100, "column a: \"1,100\" (row 3) is read as 1100, with \",\" as the thousands separator; use --decimal , for the other reading")]
    [InlineData("a\ty/12345\tp/1,100\tq", 12345, 1.1, "column a: \"1,100\" (row 3) is read as 1.1, with \",\" as the decimal sign; use --thousands , for the other reading")]
    [InlineData("a,y/1.288,p/2.345,q", 1.288, 2.345, "column a: \"1.288\" (row 2) is read as 1.288, with \".\" as the decimal sign; use --thousands . for the other reading")]
    public void NumbersWithTwoReadingsAreNoted(string rows, double first, double second, string note)
    {
        TableNumbers numbers = Numbers(rows);
        Assert.Equal([first, second], Values(numbers, 0));
        Assert.Equal(note, numbers[0].Note);
    }

    [Theory]
    [InlineData("a,y/\"1,200\",p/\"1,201\",q", ",", null, 1.2)]
    [InlineData("a,y/\"1,200\",p/\"1,201\",q", ".", null, 1200)]
    [InlineData("a,y/\"1,200\",p/\"1,201\",q", null, "none", 1.2)]
    [InlineData("a;y/1,100;p/980;q", null, ",", 1100)]
    [InlineData("a;y/1.100;p/980;q", ".", null, 1.1)]
    [InlineData("a;y/1.100;p/980;q", null, ".", 1100)]
    [InlineData("a;y/1.100;p/980;q", ",", "none", double.NaN)]
    [InlineData("a,y/1.5,p/2.5,q", ",", null, double.NaN)]
    [InlineData("a\ty/1 100\tp/980\tq", null, "space", 1100)]
    [InlineData("a\ty/1 100\tp/980\tq", null, "apostrophe", double.NaN)]
    public void TheUserChoosesTheSigns(string rows, string? decimalSign, string? thousands, double first)
    {
        TableNumbers numbers = new(Table(rows), NotationChoice.Parse(decimalSign, thousands));
        Assert.Equal(first, Values(numbers, 0)[0]);
        Assert.Null(numbers[0].Note);
        Assert.Throws<TableException>(() => NotationChoice.Parse(",", ","));
    }

    [Theory]
    [InlineData("-nan")]
    [InlineData("nan")]
    [InlineData("NAN")]
    [InlineData("NA")]
    [InlineData("na")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("Null")]
    [InlineData("none")]
    [InlineData("#DIV/0!")]
    [InlineData("#WERT!")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("?")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("\\N")]
    [InlineData("-1.#IND")]
    public void WordsForMissingValuesAreNoWords(string missing)
    {
        EncodedTable table = Encode("x,y\n" + Rows(60, i => $"{(i % 10 == 3 ? missing : $"{i % 5}")},{(i % 2 == 0 ? "p" : "q")}"), "y");
        Assert.Equal(1, table.Inputs);
        Assert.Equal("column x: 6 missing values of 60 training rows count as the mean", Assert.Single(table.Notes()));

        string target = "x,y\n" + Rows(60, i => $"{i},{(i == 57 ? missing : $"{i % 3}")}");
        TableException error = Assert.Throws<TableException>(() => Encode(target, "y"));
        Assert.EndsWith($"row 59, column y: expected a value to learn, received \"{missing}\".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACellThatTurnsNumbersIntoWordsIsNoted()
    {
        string table = "k,p,m,y\n" + Rows(60, i => $"{(i == 30 ? "x" : $"{i % 5}")},{i % 4}%,{(i % 2 == 0 ? "1.5" : "\"2,5\"")},{(i == 9 ? "z" : $"{i % 3}")}");
        Assert.Equal(
            [
                "column k: \"x\" (row 32) is not read as a number: each of the column's 6 different values is an input",
                "column p: \"0%\" (row 2) is not read as a number: each of the column's 4 different values is an input",
                "column m: \"2,5\" (row 3) is not read as a number: each of the column's 2 different values is an input",
                "column y: \"z\" (row 11) is not read as a number: the column's 4 different values are classes",
            ],
            Encode(table, "y").Notes());
    }

    [Theory]
    [InlineData("x", "expected a number as in 59 other rows, received \"x\".")]
    [InlineData("inf", "expected a number of at most 1e100 as in 59 other rows, received \"inf\".")]
    [InlineData("-Infinity", "expected a number of at most 1e100 as in 59 other rows, received \"-Infinity\".")]
    [InlineData("1e300", "expected a number of at most 1e100 as in 59 other rows, received \"1e300\".")]
    [InlineData("1e30", "expected a number of similar size to the others, which are mostly within 25 of 44.5, received \"1e30\".")]
    [InlineData("-1e12", "expected a number of similar size to the others, which are mostly within 25 of 41.5, received \"-1e12\".")]
    public void ACellThatIsNotLikeTheOthersIsNamed(string cell, string expected)
    {
        string numbers = Rows(60, i => $"{i % 7},{(i == 30 ? cell : FormattableString.Invariant($"{i * 1.5 - 2}"))},{(i % 2 == 0 ? "p" : "q")}");
        Assert.EndsWith($"row 32, column b: {expected}", Assert.Throws<TableException>(() => Encode("a,b,c\n" + numbers, "b")).Message, StringComparison.Ordinal);
        Assert.EndsWith($"row 32, column b: {expected}", Assert.Throws<TableException>(() => Encode("a,b,c\n" + numbers, "c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassCalledNoneOrNaIsNoted()
    {
        EncodedTable table = Encode("x,y\n" + Rows(60, i => $"{i},{(i % 3 == 0 ? "None" : i % 3 == 1 ? "NA" : "Some")}"), "y");
        Assert.Equal(["NA", "None", "Some"], table.Target.Classes);
        Assert.Equal(
            [
                "column y: \"NA\" (row 3) is a class here, in 20 rows, not a missing value",
                "column y: \"None\" (row 2) is a class here, in 20 rows, not a missing value",
            ],
            table.Notes());
    }

    /// <summary>A missing value is information if the column has only one word.</summary>
    [Fact]
    public void AWordOrNothingIsAnInput()
        => Assert.Equal(1, Encode("x,y\n" + Rows(60, i => $"{(i % 3 == 0 ? "NA" : "pool")},{i % 2}"), "y").Inputs);

    [Theory]
    [InlineData(",a,y", "{0}")]
    [InlineData("\"\",a,y", "{1}")]
    [InlineData("Unnamed: 0,a,y", "{0}")]
    [InlineData(",a,y", "{2}")]
    [InlineData("Unnamed: 0,a,y", "row {2}")]
    [InlineData("a,y", "{1}")]
    public void ANamelessIndexIsLeftOut(string header, string index)
    {
        string text = header + "\n" + Rows(60, i => string.Format(CultureInfo.InvariantCulture, index, i, i + 1, i * 37 % 60) + FormattableString.Invariant($",{i % 11 * 0.3},{i % 2}"));
        EncodedTable table = Encode(text, "y");
        Assert.Equal(1, table.Inputs);
        Assert.StartsWith("column Unnamed: 0 is left out: it has no name and identifies the rows (\"", Assert.Single(table.Notes()));
        RequireAgreement(text, "y");
    }

    [Fact]
    public void AnIndexThatWasWrittenTwiceIsLeftOutTwice()
        => Assert.Equal(1, Encode(",Unnamed: 0,a,y\n" + Rows(60, i => $"{i},{i},{i % 11},{i % 2}"), "y").Inputs);

    [Fact]
    public void NamedOrInformativeColumnsStay()
    {
        Assert.Equal(2, Encode("id,a,y\n" + Rows(60, i => $"{i},{i % 11},{i % 2}"), "y").Inputs);
        string nameless = ",a,,y\n" + Rows(60, i => FormattableString.Invariant($"{i * 7 % 60 * 0.5},{i % 11},{(i % 2 == 0 ? "red" : "blue")},{i % 2}"));
        Assert.Equal(4, Encode(nameless, "y").Inputs);
        Assert.Equal(2, Encode(",a,y\n" + Rows(60, i => $"{i * 7 % 20 + 18},{i % 11},{i % 2}"), "y").Inputs);
        Assert.Equal(1, Encode(",a,y\n" + Rows(60, i => $"{i % 20},{i % 11},{i % 2}"), "y").Inputs);
        RequireAgreement(nameless, "y");
    }

    [Fact]
    public void ClassesKeepTheSpellingOfTheTable()
    {
        Assert.Equal(["007", "7", "042"], Classes(i => i % 3 == 0 ? "042" : i % 3 == 1 ? "007" : "7"));
        Assert.Equal(["9007199254740992", "9007199254740993"], Classes(i => $"900719925474099{2 + i % 2}"));
        Assert.Equal(["-1", "1", "2", "10"], Classes(i => i % 4 == 0 ? "10" : i % 4 == 1 ? "-1" : i % 4 == 2 ? "2" : i % 8 == 3 ? "1.0" : "1"));
        Assert.Equal(["1.0", "2.0"], Classes(i => $"{1 + i % 2}.0"));
        string[] Classes(Func<int, string> label) => Encode("x,y\n" + Rows(60, i => $"{i},{label(i)}"), "y").Target.Classes;
    }

    [Fact]
    public void TheTaskCanBePrescribed()
    {
        string few = "x,y\n" + Rows(60, i => $"{i},{i % 3}"), many = "x,y\n" + Rows(60, i => FormattableString.Invariant($"{i},{i * 0.5}"));
        string words = "x,y\n" + Rows(60, i => $"{i},{(i % 2 == 0 ? "p" : "q")}");
        Assert.False(Encode(few, "y", TableTask.Regression).Target.IsClassification);
        Assert.Equal(60, Encode(many, "y", TableTask.Classification).Target.Classes.Length);
        Assert.EndsWith(
            "row 2, column y: expected a number because --task is regression, received \"p\".",
            Assert.Throws<TableException>(() => Encode(words, "y", TableTask.Regression)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "column y: expected at most 1000 classes, received more than 1000 different values in 1500 rows.",
            Assert.Throws<TableException>(() => Encode("x,y\n" + Rows(1500, i => $"{i},{i}"), "y", TableTask.Classification)).Message, StringComparison.Ordinal);
        Assert.Throws<TableException>(() => new TableFitOptions { Target = "y", Task = "both" }.Validate());
        Assert.Equal("regression", Fit(few, "y", new TableFitOptions { Task = "regression" }).Report.Task);
    }

    /// <summary>Predict accepts every table that fit accepts, and reads each cell as fit did.</summary>
    [Theory]
    [InlineData("a,b,y", "\"1,{0:000}\",{1},{2}")]
    [InlineData("a;b;y", "1.{0:000};{1},5;1.{0:000}")]
    [InlineData("a;b;y", "{1};{0};{0}.1{0:00}")]
    [InlineData("a\tb\ty", "{0},5\t1 {0:000}\t{1}")]
    [InlineData("a,b,y", "-nan,{0},00{1}")]
    [InlineData("a,b,y", "{0},{1},900719925474099{1}")]
    [InlineData("a,b,y", "NA,{1},\"1,{1}00\"")]
    [InlineData("sep=;\na;b;y", "{0},5;{1};{2}")]
    [InlineData("# one\na,b,y", "{0}.5,\"two\nlines {1}\",{2}")]
    [InlineData("a,b,y,", "{0},{1},{2},")]
    public void PredictReadsATableAsFitDid(string header, string row)
        => RequireAgreement(header + "\n" + Rows(60, i => (i == 0 ? row.Replace("-nan", "1", StringComparison.Ordinal).Replace("NA", "1", StringComparison.Ordinal) : row)
            is var text ? string.Format(CultureInfo.InvariantCulture, i == 1 ? text.Replace("-nan", "2", StringComparison.Ordinal).Replace("NA", "2", StringComparison.Ordinal) : text, i, i % 3, i % 2 == 0 ? "p" : "q") : ""), "y");

    /// <summary>Uses the notation of the training table, not the one that a short table would suggest.</summary>
    [Fact]
    public void AModelKeepsTheSignsOfItsColumns()
    {
        TableModel grouped = Fit("a,y\n" + Rows(60, i => FormattableString.Invariant($"\"{1000 + i:N0}\",{1000.5 + i}")), "y", new TableFitOptions { Epochs = 60 }).Fit.Model!;
        Assert.Equal(Value(grouped, "a\n1030\n"), Value(grouped, "a\n\"1,030\"\n"));
        Assert.Equal(Value(grouped, "a\n1030\n"), Value(grouped, "a;b\n1,030;0,5\n"));
        TableModel pointed = Fit("a;y\n" + Rows(60, i => FormattableString.Invariant($"{i + 0.25};{i + 0.5}")), "y", new TableFitOptions { Epochs = 60 }).Fit.Model!;
        Assert.Equal(Value(pointed, "a;b\n30.5;0\n1;0\n"), Value(pointed, "a;b\n30.500;0\n1;0\n"));
        TablePredictions other = pointed.Predict(CsvTable.ReadForPrediction(_folder.Write("new.csv", "a;b\n30,5;0\n1;0\n")));
        Assert.Equal(Value(pointed, "a\n30.5\n"), other.Rows[0].Value);
        Assert.Equal("column a: the decimal sign is \",\", but \".\" in the model's table", Assert.Single(other.Notes));

        double Value(TableModel model, string table) => model.Predict(CsvTable.ReadForPrediction(_folder.Write("new.csv", table))).Rows[0].Value!.Value;
    }

    [Fact]
    public void PredictNotesWordsThatTheModelDoesNotKnow()
    {
        TableModel model = Fit("a,y\n" + Rows(60, i => $"{(i % 2 == 0 ? "red" : "blue")},{i % 3}"), "y", new TableFitOptions { Epochs = 3 }).Fit.Model!;
        TablePredictions found = model.Predict(CsvTable.ReadForPrediction(_folder.Write("new.csv", "a\nred\n\nNA\nRed\nblue\n")));
        Assert.Equal("column a: \"Red\" (row 5) is not a word of the model's table: all inputs of the column are 0", Assert.Single(found.Notes));
    }

    /// <summary>If other columns prove that a table uses another decimal sign than the model, a column whose cells fit both signs is read with the table's sign.</summary>
    [Theory]
    [InlineData("a;b;y", "{0},250;{1},5;{2}")]
    [InlineData("a\tb\ty", "{0},250\t{1},5\t{2}")]
    [InlineData("a,b,y", "\"{0},250\",\"{1},5\",{2}")]
    public void ATableWithOtherSignsIsReadByItsOwnProof(string header, string row)
    {
        TableModel model = Fit("a,b,y\n" + Table("{0}.250,{1}.5,{2}"), "y", new TableFitOptions { Epochs = 3 }).Fit.Model!;
        TablePredictions points = Predict("a,b,y\n" + Table("{0}.250,{1}.5,{2}")), commas = Predict(header + "\n" + Table(row));
        Assert.Equal(points.Rows, commas.Rows);
        Assert.Equal(2, commas.Notes.Count);
        Assert.Empty(points.Notes);
        TableModel grouped = Fit("a,b,y\n" + Table("\"{0},250\",{1}.5,{2}"), "y", new TableFitOptions { Epochs = 3 }).Fit.Model!;
        Assert.Equal(
            grouped.Predict(CsvTable.Read(_folder.Write("new.csv", "a,b\n3250,1.5\n4250,2.5\n"))).Rows,
            grouped.Predict(CsvTable.Read(_folder.Write("new.csv", "a;b\n3.250;1,5\n4.250;2,5\n"))).Rows);

        TablePredictions Predict(string table) => model.Predict(CsvTable.Read(_folder.Write("new.csv", table)));
        static string Table(string row) => Rows(60, i => string.Format(CultureInfo.InvariantCulture, row, i % 9 + 1, i % 7, i % 2 == 0 ? "p" : "q"));
    }

    /// <summary>Marks for missing numbers are words in a column without numbers.</summary>
    [Theory]
    [InlineData("#ff0000", "#00ff00", 2)]
    [InlineData("*", "", 1)]
    [InlineData("-", "--", 2)]
    public void MarksWithoutNumbersAreWords(string one, string other, int inputs)
    {
        string text = "a,y\n" + Rows(60, i => $"{(i % 2 == 0 ? one : other)},{i % 3}");
        Assert.Equal(inputs, Encode(text, "y").Inputs);
        RequireAgreement(text, "y");
    }

    [Theory]
    [InlineData("a,b\n1,2,3\n1,2,3\n", "row 2: expected 2 values as in the header, received 3.")]
    [InlineData("a,b\n1,2,\n1,2,3\n", "row 3: expected 2 values as in the header, received 3.")]
    [InlineData("sep=;\n# one\n\na;b\n1;2\n\n1;2;3\n", "row 7: expected 2 values as in the header, received 3.")]
    public void RowsThatDoNotFitAreRefused(string table, string expected)
        => Assert.EndsWith(expected, Assert.Throws<TableException>(() => CsvTable.Read(_folder.Write("data.csv", table))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(3000)]
    public void CellsAreKeptInBlocks(int count)
    {
        CellColumn cells = new();
        for (int i = 0; i < count; i++)
        {
            cells.Add(Text(i));
        }

        cells.Complete();
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(Text(i), Encoding.UTF8.GetString(cells[i])));
        static string Text(int i) => i % 5 == 0 ? "" : string.Concat(Enumerable.Repeat("ä€", i % 7)) + i.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reading and encoding a table of numbers allocates less than 75 bytes for each cell, everything included.</summary>
    [Fact]
    public void ATableOfNumbersTakesLittleMemory()
    {
        string path = _folder.Write("data.csv", "a,b,y\n" + Rows(20_000, i => FormattableString.Invariant($"{i % 97 * 0.123456:F6},{i % 89 * 1.5:F6},{i % 83 * 0.1:F6}")));
        CsvTable.Read(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CsvTable table = CsvTable.Read(path);
        TableNumbers numbers = new(table, NotationChoice.Open);
        TargetColumn target = new(numbers, "y");
        Assert.Equal(2, new EncodedTable(numbers, target, [.. Enumerable.Range(0, table.Rows)]).Inputs);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000 * 3 * 75);
    }

    private TableNumbers Numbers(string rows) => new(Table(rows), NotationChoice.Open);

    private CsvTable Table(string rows) => CsvTable.Read(_folder.Write("data.csv", rows.Replace('/', '\n') + "\n"));

    private static double[] Values(TableNumbers numbers, int column)
        => [.. Enumerable.Range(0, numbers.Table.Rows).Select(row => numbers[column].TryRead(row, out double value) ? value : double.NaN)];

    private EncodedTable Encode(string text, string target, TableTask task = TableTask.Automatic)
    {
        TableNumbers numbers = new(CsvTable.Read(_folder.Write("data.csv", text)), NotationChoice.Open);
        return new EncodedTable(numbers, new TargetColumn(numbers, target, task), [.. Enumerable.Range(0, numbers.Table.Rows)]);
    }

    private (TableFit Fit, TableFitReport Report) Fit(string text, string target, TableFitOptions options)
    {
        TableFit fit = new(CsvTable.Read(_folder.Write("data.csv", text)), options with { Target = target, Hidden = [8], Workers = 1 });
        return (fit, fit.Run(_ => { }, TestContext.Current.CancellationToken));
    }

    private void RequireAgreement(string text, string target)
    {
        TableFit fit = Fit(text, target, new TableFitOptions { Epochs = 3 }).Fit;
        fit.Model!.Save(_folder["model"]);
        TablePredictions fitted = fit.Model.Predict(CsvTable.Read(_folder["data.csv"])), found = TableModel.Load(_folder["model"]).Predict(CsvTable.ReadForPrediction(_folder["data.csv"]));
        Assert.Equal(fitted.Rows, found.Rows);
        Assert.Equal((fitted.Accuracy, fitted.R2), (found.Accuracy, found.R2));
        Assert.True(found.Accuracy is not null || found.R2 is not null);
        Assert.Empty(found.Notes);
    }

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));
}

using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A network fitted to a table, with everything needed to use it on another table: columns, statistics and names of the classes.</summary>
/// <remarks>A model's file is checked like a brain's: it is sealed by SHA-256, all numbers are finite, and every fault is an <see cref="ArchiveFormatException"/>.</remarks>
/// <example>
/// <code>
/// TableModel model = TableModel.Load("iris.model");
/// foreach (TablePrediction row in model.Predict(CsvTable.ReadForPrediction("new.csv")).Rows)
/// {
///     Console.WriteLine($"{row.Class}: {row.Probability:P0}");
/// }
/// </code>
/// </example>
public sealed class TableModel
{
    private const string Format = "neuroagents.table.1";
    private const string DescriptionKey = "table";
    private readonly TableDescription _description;
    private readonly Sequential _network;
    private readonly ParameterBuffer _parameters;

    internal TableModel(TableDescription description, Sequential network, ParameterBuffer parameters)
        => (_description, _network, _parameters) = (description, network, parameters);

    /// <summary>Name of the column that was learned.</summary>
    public string Target => _description.Target;

    /// <summary>Names of the classes; empty for a regression.</summary>
    public IReadOnlyList<string> Classes => _description.Classes;

    /// <summary>Path of the file that the model was read from; empty for a fitted model.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>The reasons why newer files than <see cref="Origin"/> were skipped, one line each; usually empty.</summary>
    public IReadOnlyList<string> SkippedFiles { get; private init; } = [];

    /// <summary>Writes the model to a file. The file is replaced atomically.</summary>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public void Save(string path) => ToArchive().Save(path);

    /// <summary>Writes the same bytes as <see cref="Save"/> to a stream, which stays open.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream) => ToArchive().Write(stream);

    /// <exception cref="TableFitException">A number of the model is not finite, so no reader would accept the file.</exception>
    private TensorArchive ToArchive()
    {
        bool areFinite = true;
        foreach (float value in _parameters.Values)
        {
            areFinite &= float.IsFinite(value);
        }

        if (!areFinite || _description.Fault() is not null)
        {
            throw new TableFitException($"model: expected finite numbers to save, received {(areFinite ? _description.Fault() : "a weight that is not finite")}.");
        }

        TensorArchive archive = new()
        {
            Metadata = { ["format"] = Format, [DescriptionKey] = JsonSerializer.Serialize(_description, TableJson.Default.TableDescription) },
        };
        foreach (ParameterSegment segment in _parameters.Layout.Segments)
        {
            archive.AddMatrix<float>(segment.Name, segment.Rows, segment.Columns, segment.Stride, _parameters.Tensor(segment).Data);
        }

        archive.Seal();
        return archive;
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ArchiveFormatException">The file is damaged, has another format, or describes an invalid table.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static TableModel Load(string path)
    {
        return TensorArchive.LoadNewest(path, Format, Read);
    }

    private static TableModel Read(TensorArchive archive)
    {
        archive.RequireFinite();
        TableDescription description = ReadDescription(archive);
        Sequential network = CreateNetwork(archive, description);
        ParameterLayout layout = new([new(Trainer.NetworkName, network)]);
        RequireTensors(archive, layout);
        ParameterBuffer parameters = new(layout);
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            Span<float> values = parameters.Tensor(segment).Data;
            archive.CopyMatrixTo(segment.Name, segment.Rows, segment.Columns, segment.Stride, values);
        }

        return new TableModel(description, network, parameters) { Origin = archive.Origin, SkippedFiles = archive.SkippedFiles };
    }

    /// <summary>Predicts every row of a table. The table needs the columns that the model was trained on; other columns are ignored.</summary>
    /// <param name="table">The table.</param>
    /// <exception cref="TableException">A column is missing, or a cell has a word where the training rows had numbers.</exception>
    public TablePredictions Predict(CsvTable table) => Predict(table, NotationChoice.Open);

    internal TablePredictions Predict(CsvTable table, NotationChoice choice)
    {
        int[] places = [.. _description.Columns.Select(column => Find(table, column.Name))];
        TableNumbers numbers = new(table, choice, Known);
        Matrix inputs = new(table.Rows, _network.Inputs), outputs = new(table.Rows, _network.Outputs);
        List<string> notes = [.. places.Where((_, i) => _description.Columns[i].Words.Length == 0).Select(place => numbers[place].Note).OfType<string>()];
        int first = 0;
        for (int i = 0; i < places.Length; i++)
        {
            ColumnCode column = _description.Columns[i] with { Notation = numbers[places[i]].Notation };
            int unknown = -1;
            for (int row = 0; row < table.Rows; row++)
            {
                bool isKnown = column.Encode(table, row, places[i], inputs.Row(row).Slice(first, column.Width));
                unknown = isKnown || unknown >= 0 ? unknown : row;
            }

            if (unknown >= 0)
            {
                notes.Add($"column {Excerpt.OneLine(column.Name)}: {Excerpt.Of(table[unknown, places[i]])} (row {table.PlaceOf(unknown)}) is not a word of the model's table: all inputs of the column are 0");
            }

            first += column.Width;
        }

        new Predictor(_network, new ParameterSnapshot(_parameters), Trainer.NetworkName).Forward(inputs.View, outputs.View);
        for (int row = 0; row < table.Rows; row++)
        {
            foreach (float output in outputs.Row(row))
            {
                if (!double.IsFinite(output * _description.TargetDeviation + _description.TargetMean))
                {
                    throw new TableException($"{table.Path}: expected numbers of similar size to those of the training rows, received row {table.PlaceOf(row)}, whose prediction is not finite.");
                }
            }
        }

        return new TablePredictions(_description, numbers, outputs) { Notes = notes };
    }

    /// <summary>Returns the notation of a column in the table that was learned; null for an unknown column.</summary>
    private NumberNotation? Known(string name)
        => name == _description.Target ? _description.TargetNotation : Array.Find(_description.Columns, column => column.Name == name)?.Notation;

    /// <summary>Checks the shapes of all tensors before memory is allocated for them.</summary>
    private static void RequireTensors(TensorArchive archive, ParameterLayout layout)
    {
        foreach (ParameterSegment segment in layout.Segments)
        {
            bool isThere = archive.TryFind(segment.Name, out ArchivedTensor? tensor) && tensor.Shape.SequenceEqual([segment.Rows, segment.Columns]);
            if (!isThere)
            {
                string found = tensor is null ? "no such tensor" : $"[{string.Join(", ", tensor.Shape.ToArray())}]";
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{segment.Name}\"", $"[{segment.Rows}, {segment.Columns}]", found);
            }
        }
    }

    private static TableDescription ReadDescription(TensorArchive archive)
    {
        try
        {
            TableDescription description = StrictJson.Read(archive.GetMetadata(DescriptionKey), TableJson.Default.TableDescription, DescriptionKey);
            return description.Fault() is { } fault
                ? throw new ArchiveFormatException(archive.Origin, $"metadata \"{DescriptionKey}\"", "a valid description of a table", fault)
                : description;
        }
        catch (OptionsFormatException error)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{DescriptionKey}\"", "a valid description of a table", error.Message, error);
        }
    }

    private static Sequential CreateNetwork(TensorArchive archive, TableDescription description)
    {
        try
        {
            return description.CreateNetwork();
        }
        catch (ArgumentException error)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{DescriptionKey}\"", "a valid network", error.Message.ReplaceLineEndings(" "), error);
        }
    }

    private static int Find(CsvTable table, string name)
    {
        int place = table.Header.ToList().IndexOf(name);
        string hint = place < 0 && ClosestName.Find(name, [.. table.Header]) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return place >= 0 ? place : throw new TableException($"{table.Path}: expected the model's column {Excerpt.OneLine(name)}, received no column of that name.{hint}");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TableDescription))]
internal sealed partial class TableJson : JsonSerializerContext;

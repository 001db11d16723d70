using System.Text.Json;

namespace NeuroAgents.Tests.Training;

/// <summary>One file of Reference/, with the results of another library in float64.</summary>
internal sealed class ReferenceCase
{
    private readonly JsonElement _root;

    private ReferenceCase(JsonElement root) => _root = root;

    internal static string Folder => Environment.GetEnvironmentVariable("NEUROAGENTS_REFERENCE") is { Length: > 0 } folder
        ? folder
        : Path.Combine(AppContext.BaseDirectory, "Reference");

    internal static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    internal string HiddenActivation => Text("hidden_activation");

    internal string OutputActivation => Text("output_activation");

    internal string Loss => Text("loss");

    internal string Optimizer => Text("optimizer");

    internal int Inputs => _root.GetProperty("inputs").GetInt32();

    internal int Outputs => _root.GetProperty("outputs").GetInt32();

    internal int[] Hidden => [.. _root.GetProperty("hidden").EnumerateArray().Select(width => width.GetInt32())];

    internal double[,] X => Table(_root.GetProperty("x"));

    /// <summary>A table of targets, or one class index per row.</summary>
    internal double[,] Y => _root.GetProperty("y") is var y && y[0].ValueKind == JsonValueKind.Array ? Table(y) : Column(Row(y));

    internal double[,] FirstOutput => Table(_root.GetProperty("first_output"));

    internal double[] Losses => Row(_root.GetProperty("losses"));

    internal (double[,] Weights, double[] Bias)[] InitialLayers => Layers("initial_layers");

    internal (double[,] Weights, double[] Bias)[] FirstGradients => Layers("first_gradients");

    internal (double[,] Weights, double[] Bias)[] FinalLayers => Layers("final_layers");

    internal static ReferenceCase Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        return new ReferenceCase(document.RootElement.Clone());
    }

    internal double Hyper(string name) => Number(_root.GetProperty("hyperparameters").GetProperty(name));

    internal double Hyper(string name, double otherwise)
        => _root.GetProperty("hyperparameters").TryGetProperty(name, out JsonElement value) ? Number(value) : otherwise;

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };

    private static double[,] Column(double[] values)
    {
        double[,] table = new double[values.Length, 1];
        for (int i = 0; i < values.Length; i++)
        {
            table[i, 0] = values[i];
        }

        return table;
    }

    private static double[] Row(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static double[,] Table(JsonElement rows)
    {
        double[][] values = [.. rows.EnumerateArray().Select(Row)];
        double[,] table = new double[values.Length, values[0].Length];
        for (int i = 0; i < table.Length; i++)
        {
            table[i / values[0].Length, i % values[0].Length] = values[i / values[0].Length][i % values[0].Length];
        }

        return table;
    }

    private string Text(string name) => _root.GetProperty(name).GetString()!;

    private (double[,] Weights, double[] Bias)[] Layers(string name)
        => [.. _root.GetProperty(name).EnumerateArray().Select(layer => (Table(layer.GetProperty("weight_in_by_out")), Row(layer.GetProperty("bias"))))];
}

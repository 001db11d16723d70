using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>What a saved model says of a table: the result for machines. Keys in JSON are the names in snake_case.</summary>
public sealed record TablePredictionReport
{
    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>classification or regression.</summary>
    public required string Task { get; init; }

    /// <summary>The column that was learned.</summary>
    public required string Target { get; init; }

    /// <summary>Share of the rows whose class was found; absent where the table doesn't know the target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }

    /// <summary>1 − squared error over that of the mean; absent where the table doesn't know the target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? R2 { get; init; }

    /// <summary>One per row.</summary>
    public required IReadOnlyList<TablePrediction> Predictions { get; init; }
}

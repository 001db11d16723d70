using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The predictions of a saved model for a table. In JSON the keys are the property names in snake_case.</summary>
public sealed record TablePredictionReport
{
    /// <summary>Number of rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Task: "classification" or "regression".</summary>
    public required string Task { get; init; }

    /// <summary>Name of the column that was learned.</summary>
    public required string Target { get; init; }

    /// <summary>Share of the rows with the right class, 0 to 1; omitted for a regression and for a table whose target column is absent or has a missing value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }

    /// <summary>Coefficient of determination: 1 − squared error / squared error of the mean. Omitted for a classification and for a table whose target column is absent, constant or has a missing value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? R2 { get; init; }

    /// <summary>The predictions, one per row.</summary>
    public required IReadOnlyList<TablePrediction> Predictions { get; init; }
}

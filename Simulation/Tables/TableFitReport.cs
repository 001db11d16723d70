using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The result of a fit. In JSON the keys are the property names in snake_case.</summary>
public sealed record TableFitReport
{
    /// <summary>Number of rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of inputs of the network: one per column of numbers and one per word.</summary>
    public required int Features { get; init; }

    /// <summary>Task: "classification" or "regression".</summary>
    public required string Task { get; init; }

    /// <summary>Number of classes; null for a regression.</summary>
    public required int? Classes { get; init; }

    /// <summary>Number of epochs that were trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Number of the epoch whose weights were kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Whether the fit stopped early because the validation loss no longer improved, or the training loss if there are no validation rows.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>Mean loss of the kept weights over the training rows: cross-entropy, or squared error in units of the target's variance.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Mean loss of the kept weights over the validation rows; null if the table is too small to have any.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Mean loss of the kept weights over the test rows.</summary>
    public required double TestLoss { get; init; }

    /// <summary>Share of the test rows with the right class, 0 to 1; omitted for a regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestAccuracy { get; init; }

    /// <summary>Coefficient of determination over the test rows: 1 − squared error / squared error of their mean. Omitted for a classification, and if all test rows have the same value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestR2 { get; init; }

    /// <summary>Mean absolute error over the test rows in the target's unit; omitted for a classification.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestMeanAbsoluteError { get; init; }

    /// <summary>The chosen network and the search for it.</summary>
    public required TableChoice Chosen { get; init; }

    /// <summary>Duration of the fit including the search, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>Notes on data that was left out, filled in or guessed, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The network that a fit trained and the search for it. In JSON the keys are the property names in snake_case.</summary>
public sealed record TableChoice
{
    /// <summary>Widths of the hidden layers.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>Name of the hidden layers' activation.</summary>
    public required string Activation { get; init; }

    /// <summary>Step size of the optimizer.</summary>
    public required double LearningRate { get; init; }

    /// <summary>λ of the decoupled weight decay.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Number of candidates that were compared; 1 without a search.</summary>
    public required int Candidates { get; init; }

    /// <summary>Number of folds of the cross-validation; 1 if the validation rows alone decided, 0 without a search.</summary>
    public required int Folds { get; init; }
}

using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>What came of a fit: the result for machines. Keys in JSON are the names in snake_case.</summary>
public sealed record TableFitReport
{
    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Inputs of the network: one per number, one per word.</summary>
    public required int Features { get; init; }

    /// <summary>classification or regression.</summary>
    public required string Task { get; init; }

    /// <summary>Number of classes; null for a regression.</summary>
    public required int? Classes { get; init; }

    /// <summary>Epochs that were run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Whether it stopped because nothing got better.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>Mean loss over the training rows with the weights that were kept: cross-entropy, or squared error in units of the target's variance.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The same over the validation rows; null where there are too few rows for any.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>The same over the test rows.</summary>
    public required double TestLoss { get; init; }

    /// <summary>Share of the test rows whose class was found; absent for a regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestAccuracy { get; init; }

    /// <summary>1 − squared error over that of the test rows' mean; absent for a classification.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestR2 { get; init; }

    /// <summary>Mean absolute error over the test rows in the target's unit; absent for a classification.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestMeanAbsoluteError { get; init; }

    /// <summary>The network and how it was chosen.</summary>
    public required TableChoice Chosen { get; init; }

    /// <summary>Time of the fit, the search included, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was left out or filled in, a line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>The network that a fit trained and how it was chosen. Keys in JSON are the names in snake_case.</summary>
public sealed record TableChoice
{
    /// <summary>Widths of the hidden layers.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>The activation of hidden layers by name.</summary>
    public required string Activation { get; init; }

    /// <summary>Step size.</summary>
    public required double LearningRate { get; init; }

    /// <summary>λ of the decoupled weight decay.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Number of candidates that it was chosen from; 1 where nothing was searched.</summary>
    public required int Candidates { get; init; }

    /// <summary>Number of parts of a cross-validation, 1 where the validation rows alone decided, 0 where nothing was searched.</summary>
    public required int Folds { get; init; }
}

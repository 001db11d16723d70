namespace NeuroAgents.Simulation.Tables;

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

using NeuroAgents.Optimizers;

namespace NeuroAgents.Simulation.Tables;

/// <summary>A choice of the options that a search decides: a network and its regularisation.</summary>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="Activation">Name of the hidden layers' activation.</param>
/// <param name="LearningRate">Step size; null for the optimizer's own default.</param>
/// <param name="WeightDecay">λ of the decoupled weight decay; null for the optimizer's own default.</param>
internal sealed record TableCandidate(IReadOnlyList<int> Hidden, string Activation, double? LearningRate, double? WeightDecay)
{
    /// <summary>The candidate without a search: two layers of 64, relu, and the optimizer's own step size and weight decay.</summary>
    private static readonly TableCandidate s_plain = new([64, 64], "relu", null, null);

    /// <summary>The candidates of a search, from few parameters to many. The learning rates suit Adam.</summary>
    private static readonly TableCandidate[] s_all =
    [
        new([], "relu", 0.01, 0), new([], "relu", 0.01, 1), new([16], "gelu", 0.01, 0.3),
        new([64, 64], "gelu", 0.003, 3), new([64, 64], "gelu", 0.003, 1), new([64, 64], "gelu", 0.003, 0.3), new([64, 64], "gelu", 0.003, 0.1),
        new([64, 64], "gelu", 0.003, 0.03), new([64, 64], "relu", 0.003, 1), new([64, 64], "relu", 0.003, 0.3),
    ];

    /// <summary>Returns the different candidates of a search. Given options replace those of every candidate.</summary>
    internal static TableCandidate[] Of(TableFitOptions options)
    {
        List<TableCandidate> candidates = [];
        foreach (TableCandidate each in options.Search ? s_all : [s_plain])
        {
            TableCandidate candidate = new(
                options.Hidden ?? each.Hidden,
                options.Activation ?? each.Activation,
                options.LearningRate ?? (options.IsLikeAdam ? each.LearningRate : null),
                options.WeightDecay ?? each.WeightDecay);
            if (!candidates.Exists(candidate.IsSame))
            {
                candidates.Add(candidate);
            }
        }

        return [.. candidates];
    }

    internal OptimizerOptions Apply(OptimizerOptions optimizer) => optimizer with
    {
        LearningRate = LearningRate ?? optimizer.LearningRate,
        WeightDecay = WeightDecay ?? optimizer.WeightDecay,
    };

    /// <summary>Returns whether both candidates train the same network with the same steps. Without hidden layers the activation does not matter.</summary>
    private bool IsSame(TableCandidate other)
        => Hidden.SequenceEqual(other.Hidden) && (Hidden.Count == 0 || Activation == other.Activation) && LearningRate == other.LearningRate
            && WeightDecay == other.WeightDecay;
}

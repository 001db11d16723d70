using NeuroAgents.Optimizers;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The options of a fit that can be chosen by validation: a network and how strongly it is held back.</summary>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="Activation">The activation of hidden layers by name.</param>
/// <param name="LearningRate">Step size; null for the optimizer's own default.</param>
/// <param name="WeightDecay">λ of the decoupled weight decay; null for the optimizer's own default.</param>
internal sealed record TableCandidate(IReadOnlyList<int> Hidden, string Activation, double? LearningRate, double? WeightDecay)
{
    /// <summary>Without a search: two layers of 64, relu, nothing held back.</summary>
    private static readonly TableCandidate s_plain = new([64, 64], "relu", null, null);

    /// <summary>From few parameters to many and, for each network, from a strong decay to a weak one or back; the rates are Adam's.</summary>
    private static readonly TableCandidate[] s_all =
    [
        new([], "relu", 0.01, 0), new([], "relu", 0.01, 1), new([16], "gelu", 0.01, 0.3),
        new([64, 64], "gelu", 0.003, 3), new([64, 64], "gelu", 0.003, 1), new([64, 64], "gelu", 0.003, 0.3), new([64, 64], "gelu", 0.003, 0.1),
        new([64, 64], "gelu", 0.003, 0.03), new([64, 64], "relu", 0.003, 1), new([64, 64], "relu", 0.003, 0.3),
    ];

    /// <summary>Candidates of a search, each once: what the options give is kept in all of them.</summary>
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

    /// <summary>Whether both candidates give the same network by the same steps. Without hidden layers the activation does not matter.</summary>
    private bool IsSame(TableCandidate other)
        => Hidden.SequenceEqual(other.Hidden) && (Hidden.Count == 0 || Activation == other.Activation) && LearningRate == other.LearningRate
            && WeightDecay == other.WeightDecay;
}

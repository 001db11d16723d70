using NeuroAgents.Activations;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Training;

/// <summary>The names that reference cases use, what the plugin has for them, and the one list of what is not built yet.</summary>
internal static class ReferencePieces
{
    /// <summary>When a piece is built, take it out here and map it below; its cases then run.</summary>
    private static readonly HashSet<string> s_notBuiltYet =
    [
        "gelu", "elu", "leaky_relu", "silu", "softplus",
        "huber", "mae", "cross_entropy", "bce_logits",
        "rmsprop", "adagrad", "adadelta", "adamax", "adamw", "nadam",
    ];

    /// <summary>The pieces of a case that are missing; empty if it can run.</summary>
    internal static IReadOnlyList<string> Missing(ReferenceCase reference)
        => [.. new[] { reference.HiddenActivation, reference.OutputActivation, reference.Loss, reference.Optimizer }.Where(s_notBuiltYet.Contains).Distinct()];

    internal static bool IsListedAsMissing(string name) => s_notBuiltYet.Contains(name);

    internal static Activation Activation(string name) => name switch
    {
        "linear" => NeuroAgents.Activations.Activation.Identity,
        "relu" or "tanh" or "sigmoid" => NeuroAgents.Activations.Activation.FromName(name),
        _ => throw Unknown("activation", name),
    };

    internal static Loss Loss(string name) => name switch
    {
        "mse" => new MeanSquaredError(),
        _ => throw Unknown("loss", name),
    };

    internal static OptimizerOptions Optimizer(ReferenceCase reference) => reference.Optimizer switch
    {
        "sgd" => new SgdOptions { LearningRate = reference.Hyper("lr") },
        "momentum" => new SgdOptions { LearningRate = reference.Hyper("lr"), Momentum = reference.Hyper("momentum") },
        "nesterov" => new SgdOptions { LearningRate = reference.Hyper("lr"), Momentum = reference.Hyper("momentum"), Nesterov = true },
        "adam" => new AdamOptions
        {
            LearningRate = reference.Hyper("lr"), Beta1 = reference.Hyper("beta1"), Beta2 = reference.Hyper("beta2"), Epsilon = reference.Hyper("eps"),
        },
        _ => throw Unknown("optimizer", reference.Optimizer),
    };

    private static ArgumentException Unknown(string kind, string name)
        => new($"The {kind} \"{name}\" is neither mapped to a piece of the plugin nor listed as not built yet.");
}

using NeuroAgents.Activations;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Training;

/// <summary>The plugin's types for the names in reference cases, with libtorch's defaults where those of Keras 3 differ.</summary>
internal static class ReferencePieces
{
    internal static Activation Activation(string name) => name switch
    {
        "linear" => NeuroAgents.Activations.Activation.Identity,
        "leaky_relu" => new LeakyRelu(0.01f),
        "relu" or "elu" or "gelu" or "silu" or "softplus" or "tanh" or "sigmoid" or "softmax" => NeuroAgents.Activations.Activation.FromName(name),
        _ => throw Unknown("activation", name),
    };

    internal static Loss Loss(string name) => name switch
    {
        "mse" => new MeanSquaredError(),
        "mae" => new MeanAbsoluteError(),
        "huber" => new Huber(),
        "bce_logits" => new BinaryCrossentropy(),
        "cross_entropy" => new SparseCategoricalCrossentropy(),
        _ => throw Unknown("loss", name),
    };

    internal static OptimizerOptions Optimizer(ReferenceCase reference)
    {
        OptimizerOptions options = Rule(reference);
        options.LearningRate = reference.Hyper("lr");

        // Decoupled for AdamW; elsewhere libtorch adds it to the gradient.
        double decay = reference.Hyper("weight_decay", 0);
        return options is AdamWOptions ? options with { WeightDecay = decay } : options with { L2 = decay / 2 };
    }

    private static OptimizerOptions Rule(ReferenceCase reference) => reference.Optimizer switch
    {
        "sgd" => new SgdOptions { Momentum = reference.Hyper("momentum", 0) },
        "momentum" => new SgdOptions { Momentum = reference.Hyper("momentum") },
        "nesterov" => new SgdOptions { Momentum = reference.Hyper("momentum"), Nesterov = true },
        "rmsprop" => new RmsPropOptions
        {
            Rho = reference.Hyper("rho"), Epsilon = reference.Hyper("eps"), EpsilonInsideRoot = false, Momentum = reference.Hyper("momentum", 0),
            Centered = reference.Hyper("centered", 0) != 0,
        },
        "adagrad" => new AdagradOptions
        {
            InitialAccumulator = reference.Hyper("initial_accumulator", 0), Epsilon = reference.Hyper("eps"), EpsilonInsideRoot = false,
        },
        "adadelta" => new AdadeltaOptions { Rho = reference.Hyper("rho"), Epsilon = reference.Hyper("eps") },
        "adam" => new AdamOptions
        {
            Beta1 = reference.Hyper("beta1"), Beta2 = reference.Hyper("beta2"), Epsilon = reference.Hyper("eps"),
            AmsGrad = reference.Hyper("amsgrad", 0) != 0,
        },
        "adamw" => new AdamWOptions { Beta1 = reference.Hyper("beta1"), Beta2 = reference.Hyper("beta2"), Epsilon = reference.Hyper("eps") },
        "adamax" => new AdamaxOptions { Beta1 = reference.Hyper("beta1"), Beta2 = reference.Hyper("beta2"), Epsilon = reference.Hyper("eps") },
        "nadam" => new NadamOptions
        {
            Beta1 = reference.Hyper("beta1"), Beta2 = reference.Hyper("beta2"), Epsilon = reference.Hyper("eps"),
            MomentumDecay = reference.Hyper("momentum_decay", 0.004),
        },
        _ => throw Unknown("optimizer", reference.Optimizer),
    };

    private static ArgumentException Unknown(string kind, string name) => new($"The {kind} \"{name}\" is not mapped to a piece of the plugin.");
}

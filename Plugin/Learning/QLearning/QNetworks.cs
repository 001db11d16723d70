using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Networks, heads and checks that both learners of Q-values share.</summary>
internal static class QNetworks
{
    private const float LayerNormalizationEpsilon = 1e-5f;

    /// <summary>Creates the network of Q-values: orthogonal initial weights, and on request a layer normalisation between each hidden layer and its activation.</summary>
    internal static Sequential Create(PolicyShape shape, bool isNormalized)
    {
        Require.NotNull(shape);
        if (shape.OutputActivation is not null)
        {
            throw new ArgumentException($"OutputActivation: expected none for Q-values, received {shape.OutputActivation.Name}.");
        }

        List<Layer> layers = [];
        foreach (int width in shape.Hidden)
        {
            Orthogonal initializer = new(MathF.Sqrt(2));
            layers.AddRange(isNormalized
                ? [new Dense(width, null, initializer), new LayerNormalization(LayerNormalizationEpsilon), new ActivationLayer(shape.Activation)]
                : [new Dense(width, shape.Activation, initializer)]);
            if (shape.Dropout > 0)
            {
                layers.Add(new Dropout(shape.Dropout));
            }
        }

        return new Sequential(shape.Inputs, [.. layers, new Dense(shape.Outputs, null, new Orthogonal(1))]);
    }

    /// <exception cref="ArgumentException">An action is continuous.</exception>
    internal static QValueHead CreateHead(ActionShape shape, Exploration exploration)
    {
        Require.NotNull(shape);
        return shape.Continuous == 0
            ? new QValueHead(shape.Branches, exploration)
            : throw new ArgumentException($"Actions: expected discrete branches alone for Q-learning, received {shape.Continuous} continuous actions.");
    }

    /// <exception cref="ArgumentException">The optimizer clips gradients.</exception>
    internal static void RequireNoClipping(OptimizerOptions optimizer)
    {
        Require.NotNull(optimizer);
        optimizer.Validate();
        if (optimizer.GlobalClipNorm != 0 || optimizer.ClipNorm != 0 || optimizer.ClipValue != 0)
        {
            throw new ArgumentException("Optimizer: expected an optimizer without clipping, received one with clipping; set MaxGradientNorm instead.");
        }
    }

    /// <exception cref="ArgumentException">The brain's head has no Q-values.</exception>
    internal static QValueHead HeadOf(LearnerContext context)
        => context.Head as QValueHead ?? throw new ArgumentException($"context: expected a head of Q-values, received {context.Head.GetType().Name}.", nameof(context));
}

using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Networks, heads and checks that both learners of Q-values share.</summary>
internal static class QNetworks
{
    private const float LayerNormalizationEpsilon = 1e-5f;

    /// <summary>Creates the network of Q-values.</summary>
    /// <param name="shape">Widths and activations.</param>
    /// <param name="isNormalized">Whether each hidden activation follows a layer normalisation. The initial weights are then orthogonal. Without it, weights and biases are drawn from
    /// U(−l, l) with l = 1/√inputs, as in PyTorch. Random biases matter where inputs are few: without them, every ReLU would bend at the origin.</param>
    internal static Sequential Create(PolicyShape shape, bool isNormalized)
    {
        Require.NotNull(shape);
        if (shape.OutputActivation is not null)
        {
            throw new ArgumentException($"OutputActivation: expected none for Q-values, received {shape.OutputActivation.Name}.");
        }

        int inputs = shape.Inputs;
        List<Layer> layers = [];
        foreach (int width in shape.Hidden)
        {
            layers.AddRange(isNormalized
                ? [new Dense(width, null, new Orthogonal(MathF.Sqrt(2))), new LayerNormalization(LayerNormalizationEpsilon), new ActivationLayer(shape.Activation)]
                : [UniformDense(inputs, width, shape.Activation)]);
            if (shape.Dropout > 0)
            {
                layers.Add(new Dropout(shape.Dropout));
            }

            inputs = width;
        }

        return new Sequential(shape.Inputs, [.. layers, isNormalized ? new Dense(shape.Outputs, null, new Orthogonal()) : UniformDense(inputs, shape.Outputs, null)]);
    }

    private static Dense UniformDense(int inputs, int units, Activation? activation)
    {
        float limit = 1 / MathF.Sqrt(inputs);
        RandomUniform initializer = new(-limit, limit);
        return new Dense(units, activation, initializer, initializer);
    }

    /// <exception cref="ArgumentException">An action is continuous.</exception>
    internal static QValueHead CreateHead(ActionShape shape, Exploration exploration)
    {
        Require.NotNull(shape);
        return shape.Continuous == 0
            ? new QValueHead(shape.Branches, exploration)
            : throw new ArgumentException($"Actions: expected discrete branches alone for Q-learning, received {shape.Continuous} continuous actions.");
    }

    /// <exception cref="ArgumentException">The brain's head has no Q-values.</exception>
    internal static QValueHead HeadOf(LearnerContext context)
        => context.Head as QValueHead ?? throw new ArgumentException($"context: expected a head of Q-values, received {context.Head.GetType().Name}.", nameof(context));
}

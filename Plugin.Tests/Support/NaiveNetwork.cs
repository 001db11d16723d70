using NeuroAgents.Layers;
using NeuroAgents.Models;

namespace NeuroAgents.Tests.Support;

/// <summary>One Dense layer in float64.</summary>
internal sealed class NaiveLayer(double[,] weights, double[] bias, string activation)
{
    internal double[,] Weights { get; } = weights;

    internal double[] Bias { get; } = bias;

    internal string Activation { get; } = activation;

    internal int Inputs => Weights.GetLength(0);

    internal int Units => Weights.GetLength(1);

    /// <summary>Weights row by row, then the bias.</summary>
    internal IEnumerable<double> Values => Weights.Cast<double>().Concat(Bias);

    /// <summary>z = b + x · W of one unit.</summary>
    internal double Sum(double[,] input, int row, int unit)
    {
        double z = Bias[unit];
        for (int k = 0; k < Inputs; k++)
        {
            z += input[row, k] * Weights[k, unit];
        }

        return z;
    }
}

/// <summary>A stack of Dense layers as in a textbook, in float64: the oracle of forward pass, mean squared error and backpropagation.</summary>
internal sealed class NaiveNetwork(IReadOnlyList<NaiveLayer> layers)
{
    internal IReadOnlyList<NaiveLayer> Layers { get; } = layers;

    /// <summary>Copies the parameters of a program's slice.</summary>
    internal static NaiveNetwork From(Sequential network, ReadOnlySpan<float> parameters)
    {
        List<NaiveLayer> layers = [];
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Dense dense = (Dense)network.Layers[i];
            ParameterSegment w = network.Segments[2 * i], b = network.Segments[2 * i + 1];
            double[,] weights = new double[w.Rows, w.Columns];
            double[] bias = new double[b.Columns];
            for (int column = 0; column < w.Columns; column++)
            {
                bias[column] = parameters[b.Offset + column];
                for (int row = 0; row < w.Rows; row++)
                {
                    weights[row, column] = parameters[w.Offset + row * w.Stride + column];
                }
            }

            layers.Add(new NaiveLayer(weights, bias, dense.Activation.Name));
        }

        return new NaiveNetwork(layers);
    }

    internal double[,] Forward(double[,] x) => Activations(x)[^1];

    /// <summary>Returns x, followed by the output of each layer.</summary>
    internal List<double[,]> Activations(double[,] x)
    {
        List<double[,]> values = [x];
        foreach (NaiveLayer layer in Layers)
        {
            double[,] input = values[^1], output = new double[x.GetLength(0), layer.Units];
            for (int row = 0; row < output.GetLength(0); row++)
            {
                for (int unit = 0; unit < layer.Units; unit++)
                {
                    output[row, unit] = NaiveActivation.Value(layer.Activation, layer.Sum(input, row, unit));
                }
            }

            values.Add(output);
        }

        return values;
    }

    /// <summary>Returns the mean squared error and its gradient by every weight and bias, layer by layer in the form of <see cref="NaiveLayer"/>.</summary>
    internal (double Loss, IReadOnlyList<NaiveLayer> Gradients) Backward(double[,] x, double[,] target)
    {
        List<double[,]> values = Activations(x);
        double[,] error = (double[,])values[^1].Clone();
        double loss = 0;
        for (int row = 0; row < error.GetLength(0); row++)
        {
            for (int column = 0; column < error.GetLength(1); column++)
            {
                double difference = error[row, column] - target[row, column];
                loss += difference * difference / error.Length;
                error[row, column] = 2 * difference / error.Length;
            }
        }

        NaiveLayer[] gradients = new NaiveLayer[Layers.Count];
        for (int i = Layers.Count - 1; i >= 0; i--)
        {
            (gradients[i], error) = Backward(Layers[i], values[i], error);
        }

        return (loss, gradients);
    }

    private static (NaiveLayer Gradient, double[,] InputGradient) Backward(NaiveLayer layer, double[,] input, double[,] error)
    {
        double[,] weights = new double[layer.Inputs, layer.Units], back = new double[input.GetLength(0), layer.Inputs];
        double[] bias = new double[layer.Units];
        for (int row = 0; row < input.GetLength(0); row++)
        {
            for (int unit = 0; unit < layer.Units; unit++)
            {
                double delta = error[row, unit] * NaiveActivation.Slope(layer.Activation, layer.Sum(input, row, unit));
                bias[unit] += delta;
                for (int k = 0; k < layer.Inputs; k++)
                {
                    weights[k, unit] += input[row, k] * delta;
                    back[row, k] += delta * layer.Weights[k, unit];
                }
            }
        }

        return (new NaiveLayer(weights, bias, layer.Activation), back);
    }
}

/// <summary>Activations by the platform's own functions.</summary>
internal static class NaiveActivation
{
    internal static double Value(string name, double z) => name switch
    {
        "identity" => z,
        "relu" => Math.Max(0, z),
        "leaky_relu" => z < 0 ? 0.2f * z : z,
        "elu" => z < 0 ? Math.Exp(z) - 1 : z,
        "gelu" => NaiveFunctions.Gelu(z),
        "gelu_tanh" => NaiveFunctions.GeluTanh(z),
        "silu" => NaiveFunctions.Silu(z),
        "softplus" => NaiveFunctions.Softplus(z),
        "tanh" => Math.Tanh(z),
        "sigmoid" => NaiveFunctions.Sigmoid(z),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No oracle for this activation yet."),
    };

    /// <summary>f′(z).</summary>
    internal static double Slope(string name, double z) => name switch
    {
        "identity" => 1,
        "relu" => z > 0 ? 1 : 0,
        "leaky_relu" => z < 0 ? 0.2f : 1,
        "elu" => z < 0 ? Math.Exp(z) : 1,
        "gelu" => NaiveFunctions.GeluSlope(z),
        "gelu_tanh" => NaiveFunctions.GeluTanhSlope(z),
        "silu" => NaiveFunctions.SiluSlope(z),
        "softplus" => NaiveFunctions.Sigmoid(z),
        "tanh" => 1 - Math.Tanh(z) * Math.Tanh(z),
        "sigmoid" => NaiveFunctions.Sigmoid(z) * NaiveFunctions.Sigmoid(-z),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No oracle for this activation yet."),
    };
}

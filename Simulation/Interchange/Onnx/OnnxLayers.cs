using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The conversion of layers and activations to operators of opset 13.</summary>
internal static class OnnxLayers
{
    /// <summary>Appends a network and returns the name of its output.</summary>
    internal static string Append(OnnxGraph graph, Sequential network, ReadOnlySpan<float> parameters, string input)
        => Append(graph, network, network.Layers.Count, parameters, input, network.Outputs);

    /// <summary>Appends the first layers of a network and returns the name of their output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">The network.</param>
    /// <param name="layers">Number of layers.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="input">Name of the input.</param>
    /// <param name="outputs">Number of outputs. Further ones of the last Dense layer are left out.</param>
    internal static string Append(OnnxGraph graph, Sequential network, int layers, ReadOnlySpan<float> parameters, string input, int outputs)
    {
        if (parameters.Length != network.ParameterLength)
        {
            throw new ArgumentException($"parameters: expected {network.ParameterLength} values, received {parameters.Length}.", nameof(parameters));
        }

        Dictionary<string, string> tensors = [];
        int lastDense = outputs < network.Width(layers) ? layers - 1 : -1;
        foreach (ParameterSegment segment in network.Segments.Take(Enumerable.Range(0, layers).Sum(i => network.Layers[i].Parameters(network.Width(i)).Count)))
        {
            int columns = segment.Name.StartsWith($"dense_{lastDense}/", StringComparison.Ordinal) ? outputs : segment.Columns;
            ReadOnlySpan<float> values = parameters.Slice(segment.Offset, segment.Rows * segment.Stride);
            int[] shape = segment.Name.EndsWith("/weights", StringComparison.Ordinal) ? [segment.Rows, columns] : [columns];
            tensors.Add(segment.Name, graph.Constant(segment.Name, shape, new ReadOnlyMatrixView(values, segment.Rows, columns, segment.Stride)));
        }

        string value = input;
        for (int i = 0; i < layers; i++)
        {
            Layer layer = network.Layers[i];
            if (!layer.IsTrainingOnly)
            {
                value = Append(graph, layer, name => tensors[$"{layer.Kind}_{i}/{name}"], value);
            }
        }

        return value;
    }

    private static string Append(OnnxGraph graph, Layer layer, Func<string, string> tensor, string input) => layer switch
    {
        Dense dense => Activate(graph, dense.Activation, graph.Add("Gemm", [input, tensor("weights"), tensor("bias")])),
        LayerNormalization normalization => Normalize(graph, normalization, tensor, input),
        ActivationLayer activation => Activate(graph, activation.Activation, input),
        _ => throw new ArgumentException($"network: expected dense, dropout, layer_normalization and activation layers, received {layer.Kind}.", nameof(layer)),
    };

    /// <summary>Appends gain ∘ (x − μ) / √(σ² + ε) + bias in single steps, because opset 13 has no operator for it.</summary>
    private static string Normalize(OnnxGraph graph, LayerNormalization layer, Func<string, string> tensor, string input)
    {
        string centred = graph.Add("Sub", [input, Mean(graph, input)]);
        string variance = Mean(graph, graph.Add("Mul", [centred, centred]));
        string deviation = graph.Add("Sqrt", [graph.Add("Add", [variance, graph.Constant($"{tensor("gain")}/epsilon", [], [layer.Epsilon])])]);
        return graph.Add("Add", [graph.Add("Mul", [graph.Add("Div", [centred, deviation]), tensor("gain")]), tensor("bias")]);
    }

    private static string Mean(OnnxGraph graph, string input)
        => graph.Add("ReduceMean", [input], OnnxGraph.List("axes", 1), OnnxGraph.Attribute("keepdims", 1));

    private static string Activate(OnnxGraph graph, Activation activation, string z) => activation.Name switch
    {
        "identity" => z,
        "relu" => graph.Add("Relu", [z]),
        "tanh" => graph.Add("Tanh", [z]),
        "sigmoid" => graph.Add("Sigmoid", [z]),
        "softplus" => graph.Add("Softplus", [z]),
        "silu" => graph.Add("Mul", [z, graph.Add("Sigmoid", [z])]),
        "gelu" => Gelu(graph, z),
        "gelu_tanh" => GeluTanh(graph, z),
        "elu" => graph.Add("Elu", [z], OnnxGraph.Attribute("alpha", 1f)),
        "softmax" => graph.Add("Softmax", [z], OnnxGraph.Attribute("axis", -1)),
        _ => activation is LeakyRelu leaky
            ? graph.Add("LeakyRelu", [z], OnnxGraph.Attribute("alpha", leaky.Slope))
            : throw new ArgumentException($"activation: expected one that ONNX can express, received {activation.Name}.", nameof(activation)),
    };

    /// <summary>Appends z/2 · (1 + erf(z / √2)).</summary>
    private static string Gelu(OnnxGraph graph, string z)
    {
        string erf = graph.Add("Erf", [graph.Add("Mul", [z, graph.Constant($"{z}/rsqrt2", [], [0.70710678f])])]);
        string half = graph.Add("Mul", [z, graph.Constant($"{z}/half", [], [0.5f])]);
        return graph.Add("Mul", [half, graph.Add("Add", [erf, graph.Constant($"{z}/one", [], [1f])])]);
    }

    /// <summary>Appends z/2 · (1 + tanh(√(2/π) · (z + 0.044715 z³))).</summary>
    private static string GeluTanh(OnnxGraph graph, string z)
    {
        string cube = graph.Add("Mul", [z, graph.Add("Mul", [z, z])]);
        string sum = graph.Add("Add", [z, graph.Add("Mul", [cube, graph.Constant($"{z}/cubic", [], [0.044715f])])]);
        string tanh = graph.Add("Tanh", [graph.Add("Mul", [sum, graph.Constant($"{z}/rsqrt", [], [0.79788456f])])]);
        string half = graph.Add("Mul", [z, graph.Constant($"{z}/half", [], [0.5f])]);
        return graph.Add("Mul", [half, graph.Add("Add", [tanh, graph.Constant($"{z}/one", [], [1f])])]);
    }
}

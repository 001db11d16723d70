using Google.Protobuf;
using NeuroAgents.Agents;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The export of networks as ONNX models: IR version 7, operators of opset 13, float32, any number of rows.</summary>
public static class OnnxExport
{
    /// <summary>Name of a bare network's input, [batch, inputs].</summary>
    public const string NetworkInput = "input";

    /// <summary>Name of a bare network's output, [batch, outputs].</summary>
    public const string NetworkOutput = "output";

    /// <summary>Exports a bare network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">The network's slice of a parameter buffer or snapshot.</param>
    /// <returns>The model's file.</returns>
    /// <exception cref="ArgumentException">The slice has another length than the network's parameters, or a layer cannot be expressed in ONNX.</exception>
    public static byte[] Network(Sequential network, ReadOnlySpan<float> parameters)
    {
        OnnxGraph graph = new("network");
        string output = OnnxLayers.Append(graph, network, parameters, graph.Input(NetworkInput, network.Inputs));
        graph.Output(NetworkOutput, output, network.Outputs);
        return graph.ToModel().ToByteArray();
    }

    /// <summary>Exports a policy from raw observations to final actions, with the normalisation before the network and the action head after it.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="network">The network, from normalised observations to the inputs of the action head.</param>
    /// <param name="parameters">The network's slice of a parameter buffer or snapshot.</param>
    /// <param name="normalizer">Normalisation of the observations.</param>
    /// <param name="actions">Meaning of the network's outputs.</param>
    /// <param name="convention">Names and types of the inputs and outputs.</param>
    /// <param name="head">Conversion of the network's outputs to actions; null for that of <paramref name="actions"/>.</param>
    /// <returns>The model's file.</returns>
    /// <remarks>
    /// The model does not check observations as a brain does. Continuous actions are limited to [−1, 1]. A discrete action is the index of its branch's
    /// largest allowed output (the first of several equal ones), or 0 if no choice is allowed. The policy is greedy: a vector of ln σ that the network appends to its
    /// outputs is left out, and so are the outputs of ln σ of a <see cref="SquashedGaussianHead"/>, whose means become actions by tanh.
    /// </remarks>
    /// <exception cref="ArgumentException">Widths or lengths do not match, or a layer cannot be expressed in ONNX.</exception>
    public static byte[] Policy(
        string name, Sequential network, ReadOnlySpan<float> parameters, ObservationNormalizer normalizer, ActionSpec actions, OnnxConvention convention,
        PolicyHead? head = null)
    {
        RequireWidth(normalizer.Width, network.Inputs, nameof(normalizer));
        int layers = network.Layers is [.., AppendedVector] ? network.Layers.Count - 1 : network.Layers.Count;
        bool isSquashed = head is SquashedGaussianHead;
        RequireWidth(isSquashed ? head!.OutputWidth : actions.OutputWidth, network.Width(layers), nameof(actions));
        OnnxGraph graph = new(name);
        string observation = graph.Input(convention == OnnxConvention.MLAgents ? "obs_0" : "observation", network.Inputs);
        string output = OnnxLayers.Append(graph, network, layers, parameters, OnnxNormalizer.Append(graph, normalizer, observation), actions.OutputWidth);
        OnnxHead.Append(graph, actions, isSquashed ? graph.Add("Tanh", [output]) : output, convention);
        return graph.ToModel().ToByteArray();
    }

    private static void RequireWidth(int received, int expected, string argument)
    {
        if (received != expected)
        {
            throw new ArgumentException($"{argument}: expected the network's width {expected}, received {received}.", argument);
        }
    }
}

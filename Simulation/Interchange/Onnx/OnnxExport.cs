using Google.Protobuf;
using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Observations;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Networks as ONNX models: IR version 7, operators of opset 13, float32, any number of rows.</summary>
public static class OnnxExport
{
    /// <summary>Name of a bare network's input, [batch, inputs].</summary>
    public const string NetworkInput = "input";

    /// <summary>Name of a bare network's output, [batch, outputs].</summary>
    public const string NetworkOutput = "output";

    /// <summary>A bare network.</summary>
    /// <param name="network">The program.</param>
    /// <param name="parameters">The program's slice of a parameter buffer or snapshot.</param>
    /// <returns>The model's file.</returns>
    /// <exception cref="ArgumentException">The slice has another length than the program's, or a layer has no form in ONNX.</exception>
    public static byte[] Network(Sequential network, ReadOnlySpan<float> parameters)
    {
        OnnxGraph graph = new("network");
        string output = OnnxLayers.Append(graph, network, parameters, graph.Input(NetworkInput, network.Inputs));
        graph.Output(NetworkOutput, output, network.Outputs);
        return graph.ToModel().ToByteArray();
    }

    /// <summary>A policy from raw observations to the actions that are carried out: normalisation in front, the action head behind.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="network">The program, from normalised observations to what the actions' head reads.</param>
    /// <param name="parameters">The program's slice of a parameter buffer or snapshot.</param>
    /// <param name="normalizer">How observations become the network's inputs.</param>
    /// <param name="actions">What the outputs mean.</param>
    /// <param name="convention">The names.</param>
    /// <returns>The model's file.</returns>
    /// <remarks>
    /// What a brain does to observations that are refused is not in the model. Continuous actions are cut to [−1, 1]; a discrete one is the index of its branch's
    /// largest allowed output, the first of equals, and 0 where none is allowed.
    /// </remarks>
    /// <exception cref="ArgumentException">Widths or lengths don't fit, or a layer has no form in ONNX.</exception>
    public static byte[] Policy(
        string name, Sequential network, ReadOnlySpan<float> parameters, ObservationNormalizer normalizer, ActionSpec actions, OnnxConvention convention)
    {
        RequireWidth(normalizer.Width, network.Inputs, nameof(normalizer));
        RequireWidth(actions.OutputWidth, network.Outputs, nameof(actions));
        OnnxGraph graph = new(name);
        string observation = graph.Input(convention == OnnxConvention.MLAgents ? "obs_0" : "observation", network.Inputs);
        string output = OnnxLayers.Append(graph, network, parameters, OnnxNormalizer.Append(graph, normalizer, observation));
        OnnxHead.Append(graph, actions, output, convention);
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

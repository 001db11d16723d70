using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A network that an ONNX model held: Dense layers and their parameters, scalings folded in.</summary>
public sealed class ImportedNetwork
{
    internal ImportedNetwork(string name, DenseStack stack, bool isLimited)
    {
        Name = name;
        IsLimited = isLimited;
        if (stack.Input is { } scaling)
        {
            stack.Steps[0].FoldBefore(scaling);
        }

        Network = new Sequential(stack.Steps[0].Inputs, [.. stack.Steps.Select(step => new Dense(step.Units, step.Activation))]);
        Parameters = new ParameterBuffer(new ParameterLayout([new(OnnxImport.NetworkName, Network)]));
        for (int i = 0; i < stack.Steps.Count; i++)
        {
            Fill(Parameters.Tensor(Parameters.Layout.Segments[2 * i]), stack.Steps[i].Weights);
            Fill(Parameters.Tensor(Parameters.Layout.Segments[2 * i + 1]), stack.Steps[i].Bias);
        }
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>The program, from the model's input to its output.</summary>
    public Sequential Network { get; }

    /// <summary>Its parameters, under the name <see cref="OnnxImport.NetworkName"/>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Whether the model cuts its output to [−1, 1], which <see cref="Network"/> leaves to the actions' head.</summary>
    public bool IsLimited { get; }

    private static void Fill(MatrixView tensor, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            tensor.Row(i / tensor.Columns)[i % tensor.Columns] = (float)values[i];
        }
    }
}

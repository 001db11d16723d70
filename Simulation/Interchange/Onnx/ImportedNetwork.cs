using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A network from an ONNX model: dense layers and their parameters, with scalings folded in.</summary>
public sealed class ImportedNetwork
{
    private readonly IReadOnlyList<DenseStack.Step> _steps;

    internal ImportedNetwork(string origin, string name, DenseStack stack, OnnxReader reader, IReadOnlyList<string> sideFiles, ActionShape? actions)
    {
        int outputs = stack.Steps[^1].Units;
        if (actions is not null && actions.Continuous + actions.Choices != outputs)
        {
            throw new ArchiveFormatException(origin, "outputs", $"{outputs} actions and choices, as many as the network's outputs", $"{actions.Continuous + actions.Choices}");
        }

        Actions = actions;
        Origin = origin;
        Name = name;
        IsLimited = reader.IsLimited || actions is { Continuous: > 0 };
        IsChoice = actions is null ? reader.IsIndex || stack.Steps[^1].Activation == Activation.Softmax : actions.Continuous == 0;
        Notes = [.. reader.Notes];
        SideFiles = sideFiles;
        _steps = stack.Steps;
        Input = stack.Input;
        Network = new Sequential(_steps[0].Inputs, [.. _steps.Select(step => new Dense(step.Units, step.Activation))]);
        Parameters = CreateParameters(Input);
    }

    /// <summary>Name of the graph.</summary>
    public string Name { get; }

    /// <summary>The network, from the model's input to its output.</summary>
    public Sequential Network { get; }

    /// <summary>Parameters of the network, under the name <see cref="OnnxImport.NetworkName"/>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Whether the model limits its output, or its continuous actions, to [−1, 1]. <see cref="Network"/> leaves this step to the action head.</summary>
    public bool IsLimited { get; }

    /// <summary>Whether the outputs are scores of choices: the model ends in a softmax or takes the largest. <see cref="Network"/> leaves this step to the action head.</summary>
    public bool IsChoice { get; }

    /// <summary>The actions of the outputs if the model ends in the head with masked choices that <see cref="OnnxExport.Policy"/> writes, otherwise null.</summary>
    public ActionShape? Actions { get; }

    /// <summary>The differences between the network and the model, one sentence each; usually empty.</summary>
    public IReadOnlyList<string> Notes { get; }

    internal string Origin { get; }

    /// <summary>Paths of the files next to the model that were read.</summary>
    internal IReadOnlyList<string> SideFiles { get; }

    /// <summary>Scaling of the model's input before the first layer; null if there is none.</summary>
    internal DenseStack.Scaling? Input { get; }

    /// <summary>Returns the parameters with a scaling folded into the first layer.</summary>
    internal ParameterBuffer CreateParameters(DenseStack.Scaling? front)
    {
        ParameterBuffer parameters = new(new ParameterLayout([new(OnnxImport.NetworkName, Network)]));
        for (int i = 0; i < _steps.Count; i++)
        {
            DenseStack.Step step = i == 0 && front is not null ? _steps[0].FoldedBefore(front) : _steps[i];
            Fill(parameters.Tensor(parameters.Layout.Segments[2 * i]), step.Weights);
            Fill(parameters.Tensor(parameters.Layout.Segments[2 * i + 1]), step.Bias);
        }

        return parameters;
    }

    private static void Fill(MatrixView tensor, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            tensor.Row(i / tensor.Columns)[i % tensor.Columns] = (float)values[i];
        }
    }
}

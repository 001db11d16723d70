using System.Globalization;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The conversion of an imported network to a brain: inputs become observations <c>input.0</c>, <c>input.1</c> …, outputs become actions.</summary>
/// <remarks>
/// A scaling at the start of the model becomes the observations' ranges: the ends of a range are the inputs that the scaling maps to −1 and 1. Without a scaling, the ranges are [−1, 1]. Outputs are continuous
/// actions <c>output.0</c> …, limited to [−1, 1]. If <see cref="ImportedNetwork.IsChoice"/>, the outputs are the choices of one branch <c>output</c>, and the largest is taken.
/// With a head with masked choices, the branches are <c>branch.0</c> …
/// </remarks>
public static class ImportedBrain
{
    /// <summary>Writes the brain to a file, without a learner. The game that loads it may add its own.</summary>
    /// <param name="imported">The network.</param>
    /// <param name="name">Name of the brain.</param>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ArchiveFormatException">A brain cannot have this form: the hidden layers have different activations, an output has another activation than tanh, sigmoid or a final softmax, or a layer is too wide.</exception>
    /// <exception cref="IOException">The file cannot be written. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static void Save(ImportedNetwork imported, string name, string path)
    {
        BrainOptions options = Options(imported);
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain brain;
        try
        {
            brain = plugin.AddBrain(name, options);
        }
        catch (ArgumentException error)
        {
            throw new ArchiveFormatException(imported.Origin, "network", "a network that a brain can have", error.Message, error);
        }

        brain.Weights.CopyFrom(imported.CreateParameters(Rest(imported, options.Observations)));
        brain.Save(path);
    }

    private static BrainOptions Options(ImportedNetwork imported)
    {
        Dense[] layers = [.. imported.Network.Layers.Cast<Dense>()];
        Activation[] hidden = [.. layers[..^1].Select(layer => layer.Activation).Distinct()];
        if (hidden.Length > 1)
        {
            throw new ArchiveFormatException(imported.Origin, "network", "hidden layers with the same activation", Names(hidden));
        }

        // The largest probability belongs to the largest input of the softmax, so the softmax can be left out.
        Activation last = layers[^1].Activation == Activation.Softmax ? Activation.Identity : layers[^1].Activation;
        bool hasChoices = imported.IsChoice || imported.Actions is not null;
        if (last != Activation.Identity && (hasChoices || (last != Activation.Tanh && last != Activation.Sigmoid)))
        {
            string expected = hasChoices ? "choices without activation or with softmax" : "an output without activation, or with tanh, sigmoid or softmax";
            throw new ArchiveFormatException(imported.Origin, "network", expected, last.Name);
        }

        try
        {
            return new BrainOptions
            {
                Observations = Observations(imported),
                Actions = Actions(imported),
                Hidden = [.. layers[..^1].Select(layer => layer.Units)],
                Activation = hidden.Length == 1 ? hidden[0] : Activation.Relu,
                OutputActivation = last == Activation.Identity ? null : last,
                Learner = null,
            };
        }
        catch (ArgumentException error)
        {
            throw new ArchiveFormatException(imported.Origin, "network", "a network that a brain can have", error.Message, error);
        }
    }

    private static ActionSpec Actions(ImportedNetwork imported)
    {
        if (imported.Actions is { } shape)
        {
            ActionBranch[] branches = [.. Numbered("branch", shape.Branches.Count).Select((name, i) => new ActionBranch(name, shape.Branches[i]))];
            return shape.Continuous == 0 ? ActionSpec.Discrete(branches) : ActionSpec.Continuous(Numbered("output", shape.Continuous)).AndDiscrete(branches);
        }

        return imported.IsChoice
            ? ActionSpec.Discrete(new ActionBranch("output", imported.Network.Outputs))
            : ActionSpec.Continuous(Numbered("output", imported.Network.Outputs));
    }

    private static ObservationSpec Observations(ImportedNetwork imported)
    {
        ObservationSpec spec = new();
        string[] names = Numbered("input", imported.Network.Inputs);
        for (int i = 0; i < names.Length; i++)
        {
            (float minimum, float maximum) = imported.Input is { } scaling ? Range(scaling.Scale[i], scaling.Offset[i]) : (-1, 1);
            spec.Add(names[i], minimum, maximum);
        }

        return spec;
    }

    /// <summary>Returns the range that a scaling maps to [−1, 1]; [−1, 1] itself if floats cannot hold that range.</summary>
    private static (float Minimum, float Maximum) Range(double scale, double offset)
    {
        double centre = -offset / scale, half = 1 / Math.Abs(scale);
        float minimum = (float)(centre - half), maximum = (float)(centre + half);
        return float.IsFinite(minimum) && float.IsFinite(maximum) && maximum - minimum is >= 1e-30f and <= 1e30f ? (minimum, maximum) : (-1, 1);
    }

    /// <summary>Returns the part of the model's scaling that the normaliser does not apply: rounding errors, signs, and the whole scaling of an input whose range floats cannot hold.</summary>
    private static DenseStack.Scaling Rest(ImportedNetwork imported, ObservationSpec observations)
    {
        ObservationNormalizer normalizer = new(
            [.. observations.Columns.Select(column => column.Minimum)], [.. observations.Columns.Select(column => column.Maximum)]);
        double[] scale = new double[normalizer.Width], offset = new double[normalizer.Width];
        for (int i = 0; i < scale.Length; i++)
        {
            (double wanted, double shift) = imported.Input is { } scaling ? (scaling.Scale[i], scaling.Offset[i]) : (1, 0);
            scale[i] = wanted / normalizer.Scale[i];
            offset[i] = shift - scale[i] * normalizer.Offset[i];
        }

        return new DenseStack.Scaling(scale, offset);
    }

    private static string[] Numbered(string name, int count)
        => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"))];

    private static string Names(IEnumerable<Activation> activations) => string.Join(", ", activations.Select(activation => activation.Name));
}

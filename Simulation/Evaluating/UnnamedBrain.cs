using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>A conversion of brains whose observations have numbers instead of names, such as those imported from an ONNX model. Their inputs and outputs are matched to a scenario's by order.</summary>
internal static class UnnamedBrain
{
    /// <summary>Returns whether a brain has no learner and its observations are named <c>input.0</c>, <c>input.1</c> and so on.</summary>
    internal static bool Is(SavedBrain saved)
        => saved.Options.Learner is null && saved.Observations.Columns.Select((column, i) => column.Name == string.Create(CultureInfo.InvariantCulture, $"input.{i}")).All(isNumbered => isNumbered);

    /// <summary>Converts a brain to one that decides the same, with the observations and actions of another brain.</summary>
    /// <remarks>Where the ranges of the observations differ, weights and biases of the first layer are converted.</remarks>
    /// <exception cref="ArchiveFormatException">The number of inputs or the kinds of actions differ.</exception>
    internal static SavedBrain NamedAs(SavedBrain saved, Brain brain)
    {
        Require(saved, "inputs", Numbers([brain.Observations.Width]), Numbers([saved.Observations.Width]));
        Require(saved, "outputs", Outputs(brain.Actions), Outputs(saved.Actions));
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain named = plugin.AddBrain(saved.Name, saved.Options with { Observations = brain.Observations, Actions = brain.Actions, AgentCapacity = 1 });
        ParameterBuffer parameters = saved.CreateParameters();
        MatrixView weights = parameters.Tensor(parameters.Layout.Segments[0]);
        Span<float> bias = parameters.Tensor(parameters.Layout.Segments[1]).Row(0);
        for (int input = 0; input < weights.Rows; input++)
        {
            // s·x + o in the file, and s′·x + o′ here: s·x + o = (s / s′)·(s′·x + o′) + (o − (s / s′)·o′).
            double scale = (double)saved.Normalizer.Scale[input] / named.Normalizer.Scale[input], offset = saved.Normalizer.Offset[input] - scale * named.Normalizer.Offset[input];
            Span<float> row = weights.Row(input);
            for (int unit = 0; unit < row.Length; unit++)
            {
                bias[unit] += (float)(offset * row[unit]);
                row[unit] = (float)(scale * row[unit]);
            }
        }

        named.Weights.CopyFrom(parameters);
        return SavedBrain.Read(named.ToArchive());
    }

    private static void Require(SavedBrain saved, string part, string expected, string received)
    {
        if (expected != received)
        {
            throw new ArchiveFormatException(saved.Origin, part, expected, received);
        }
    }

    private static string Outputs(ActionSpec actions)
        => $"{actions.ContinuousCount} continuous actions and {(actions.Branches.Count == 0 ? "no choices" : $"branches of {Numbers(actions.Branches.Select(branch => branch.Choices.Count))} choices")}";

    private static string Numbers(IEnumerable<int> numbers) => string.Join(", ", numbers);
}

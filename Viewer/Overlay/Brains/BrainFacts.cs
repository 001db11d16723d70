using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Models;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The properties of a brain that stay the same through a run.</summary>
/// <param name="Name">Name of the brain.</param>
/// <param name="Observations">Observations of its agents.</param>
/// <param name="Actions">Actions of its agents.</param>
/// <param name="Layout">Layout of its parameters.</param>
/// <param name="Layers">Neuron layers of its policy.</param>
/// <param name="HasGradients">Whether the gradients of a step can be read between frames. False if the brain does not learn or learns in the background.</param>
internal sealed record BrainFacts(
    string Name, ObservationSpec Observations, ActionSpec Actions, ParameterLayout Layout, IReadOnlyList<NeuronLayer> Layers, bool HasGradients)
{
    /// <summary>Whether the brain has a learner.</summary>
    public bool HasLearner { get; init; }

    /// <summary>Whether inputs are observations scaled by their range: −1 at the low end, 1 at the high end.</summary>
    public bool IsNormalizedByRange { get; init; }

    internal static BrainFacts Of(Brain brain, LearnMode mode) => new(
        brain.Name, brain.Observations, brain.Actions, brain.Parameters.Layout, NeuronLayer.Of(brain.Policy, brain.Parameters.Layout),
        mode == LearnMode.Inline && brain.Gradients is not null)
    {
        HasLearner = brain.Learner is not null, IsNormalizedByRange = brain.Moments is null,
    };

    /// <summary>Names of the outputs.</summary>
    internal IReadOnlyList<string> OutputNames =>
    [
        .. Actions.Names.Take(Actions.ContinuousCount),
        .. Actions.Branches.SelectMany(branch => branch.Choices.Select(choice => Actions.Width == 1 ? choice : $"{branch.Name} {choice}")),
    ];
}

/// <summary>A layer of neurons of a brain's policy.</summary>
/// <param name="Index">Index among the policy's layers.</param>
/// <param name="First">Index of its first neuron among those of all layers; inputs are not counted.</param>
/// <param name="Width">Number of neurons.</param>
/// <param name="Activation">Activation function.</param>
/// <param name="Weights">Location of its weights in the brain's parameters, [inputs, neurons].</param>
internal sealed record NeuronLayer(int Index, int First, int Width, Activation Activation, ParameterSegment Weights)
{
    /// <summary>Returns the layers of a policy that have neurons, from the first hidden one to the output.</summary>
    internal static IReadOnlyList<NeuronLayer> Of(Sequential policy, ParameterLayout layout)
    {
        List<NeuronLayer> layers = [];
        int first = 0;
        for (int i = 0; i < policy.Layers.Count; i++)
        {
            if (policy.Layers[i] is Dense dense)
            {
                string name = $"{NetworkNames.Policy}/{dense.Kind}_{i}/weights";
                layers.Add(new NeuronLayer(i, first, dense.Units, dense.Activation, layout.Segments.First(segment => segment.Name == name)));
                first += dense.Units;
            }
        }

        return layers;
    }
}

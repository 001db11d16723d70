using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Models;

namespace NeuroAgents.Viewer.Live;

/// <summary>A layer of neurons of a brain's policy.</summary>
/// <param name="Index">Its index among the policy's layers.</param>
/// <param name="First">Place of its first neuron among those of all layers; inputs are no neurons.</param>
/// <param name="Width">Number of neurons.</param>
/// <param name="Activation">What makes outputs of their sums.</param>
/// <param name="Weights">Where its weights lie in the brain's parameters, [inputs, neurons].</param>
public sealed record NeuronLayer(int Index, int First, int Width, Activation Activation, ParameterSegment Weights)
{
    /// <summary>The layers of a policy that have neurons, from the first hidden one to the output.</summary>
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

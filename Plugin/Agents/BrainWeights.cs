using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Changes of a brain's parameters from outside, see <see cref="Brain.Weights"/>. Call them between frames.</summary>
/// <remarks>In the background, running steps are waited for and published first. The next decision uses the new parameters.</remarks>
public sealed class BrainWeights
{
    private readonly Brain _brain;
    private readonly int _number;

    internal BrainWeights(Brain brain, int number) => (_brain, _number) = (brain, number);

    /// <summary>Copies parameters network by network; the next decision uses them. Networks that only one of the two has stay as they are. Does not allocate.</summary>
    /// <param name="source">
    /// Parameters with a policy of the same tensors. Nothing may write them meanwhile: those of a brain of another plugin are copied by <see cref="CopyFrom(Brain)"/>, which waits for its learning.
    /// </param>
    /// <exception cref="ArgumentException">A network of both has other tensors there, or the policy is missing.</exception>
    public void CopyFrom(ParameterBuffer source)
    {
        Require.NotNull(source);
        Layout.RequireSameNetwork(source.Layout, NetworkNames.Policy, nameof(source));
        for (int i = 0; i < Layout.Networks.Count; i++)
        {
            if (source.Layout.Contains(Layout.Networks[i]))
            {
                Layout.RequireSameNetwork(source.Layout, Layout.Networks[i], nameof(source));
            }
        }

        _brain.Host.WaitAndPublish();
        for (int i = 0; i < Layout.Networks.Count; i++)
        {
            string network = Layout.Networks[i];
            if (source.Layout.Contains(network))
            {
                source.Network(network).CopyTo(_brain.Parameters.Network(network));
            }
        }

        _brain.Hosted.OnParametersReplaced(isContinued: false);
    }

    /// <summary>Copies parameters and moments of a brain that normalises the same way; the next decision uses them. Allocates.</summary>
    /// <remarks>The source may belong to another plugin, which is called from the same thread: its running steps are waited for and not published, so the copy is of one step and changes none of its results.</remarks>
    /// <exception cref="ArgumentException">Networks or normalisation differ.</exception>
    public void CopyFrom(Brain source)
    {
        Require.NotNull(source);
        if (source.Options.Normalization != _brain.Options.Normalization || source.Observations.Width != _brain.Observations.Width)
        {
            throw new ArgumentException("source: expected a brain that normalises the same observations the same way, received another.", nameof(source));
        }

        source.Host.Wait();
        CopyFrom(source.Parameters);
        _brain.Moments?.Set(source.Moments!);
    }

    /// <summary>Writes one parameter by hand; the next decision uses it, and learning goes on from it with the optimizer's state as it was.</summary>
    /// <remarks>Between frames. In the background, learning is waited for and published first. Does not allocate.</remarks>
    /// <param name="segment">The tensor: one of the segments of the <see cref="Brain.Parameters"/>' layout.</param>
    /// <param name="row">Of a weight the input, from 0; 0 of a bias.</param>
    /// <param name="column">The unit, from 0.</param>
    /// <param name="value">The new value, finite.</param>
    /// <exception cref="ArgumentException">The segment is not this brain's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place is outside the tensor, or the value is not finite.</exception>
    public void Set(ParameterSegment segment, int row, int column, float value)
    {
        Require.NotNull(segment);
        if (!Layout.Segments.Contains(segment))
        {
            throw new ArgumentException($"segment: expected one of brain {Excerpt.Of(_brain.Name)}, received another brain's {Excerpt.Of(segment.Name)}.", nameof(segment));
        }

        Require.InRange(row, 0, segment.Rows - 1);
        Require.InRange(column, 0, segment.Columns - 1);
        Require.InRange(value, float.MinValue, float.MaxValue);
        _brain.Host.WaitAndPublish();
        _brain.Parameters.Tensor(segment)[row, column] = value;
        _brain.Hosted.OnParametersReplaced(isContinued: true);
    }

    /// <summary>Draws new parameters, those that a plugin of this seed gives a brain in this place, and resets the optimizer: learning begins anew. Experience, counts and moments stay. Allocates.</summary>
    /// <param name="seed">The seed, in place of <see cref="PluginOptions.Seed"/>.</param>
    public void Reinitialize(ulong seed)
    {
        _brain.Host.WaitAndPublish();
        _brain.Parameters.Initialize(new RandomSource(seed, (ulong)_number).Stream(RandomStreams.Initialization));
        _brain.Hosted.ResetOptimizers();
        _brain.Hosted.OnParametersReplaced(isContinued: false);
    }

    private ParameterLayout Layout => _brain.Parameters.Layout;
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Changes of a brain's parameters from outside, see <see cref="Brain.Weights"/>. Call its methods between frames.</summary>
/// <remarks>In the background, every call first waits for running steps and publishes them. The next decision uses the new parameters.</remarks>
public sealed class BrainWeights
{
    private readonly Brain _brain;
    private readonly int _number;

    internal BrainWeights(Brain brain, int number) => (_brain, _number) = (brain, number);

    /// <summary>Copies the parameters of every network that the source and this brain both have. Other networks stay unchanged, and so does ln σ of a policy that samples if the source imitates. Does not allocate.</summary>
    /// <param name="source">
    /// Parameters with a policy of the same tensors. Nothing may write them during the call. Copy from a brain of another plugin with <see cref="CopyFrom(Brain)"/>, which waits for that brain's learning.
    /// </param>
    /// <exception cref="ArgumentException">The tensors of a shared network differ, or the policy is missing.</exception>
    public void CopyFrom(ParameterBuffer source)
    {
        Require.NotNull(source);
        Layout.SharedLength(source.Layout, NetworkNames.Policy, nameof(source));
        for (int i = 0; i < Layout.Networks.Count; i++)
        {
            if (source.Layout.Contains(Layout.Networks[i]))
            {
                Layout.SharedLength(source.Layout, Layout.Networks[i], nameof(source));
            }
        }

        _brain.Host.WaitAndPublish();
        for (int i = 0; i < Layout.Networks.Count; i++)
        {
            string network = Layout.Networks[i];
            if (source.Layout.Contains(network))
            {
                int length = Layout.SharedLength(source.Layout, network, nameof(source));
                source.Network(network)[..length].CopyTo(_brain.Parameters.Network(network));
            }
        }

        _brain.Hosted.OnParametersReplaced(isContinued: false);
        _brain.ApplyHeldMoments();
    }

    /// <summary>Copies parameters and moments of a brain with the same observations, layers and kind of normalisation. Allocates.</summary>
    /// <remarks>A brain that learns by PPO thus starts from one that imitated a teacher, with the same greedy actions: see <see cref="Learning.ProximalPolicy.LeashOptions"/>. The source may belong to another plugin that is called from the same thread. The call waits for the source's running steps without publishing them, so it copies parameters of a single step and never changes the source's results.</remarks>
    /// <exception cref="ArgumentException">Networks, activations or normalisation differ.</exception>
    public void CopyFrom(Brain source)
    {
        Require.NotNull(source);
        if (source.Options.Normalization != _brain.Options.Normalization || source.Observations.Width != _brain.Observations.Width)
        {
            throw new ArgumentException(
                $"source: expected {_brain.Observations.Width} observations with normalization {_brain.Options.Normalization}, received {source.Observations.Width} with {source.Options.Normalization}.", nameof(source));
        }

        (string own, string others) = (Activations(_brain.Options), Activations(source.Options));
        if (own != others)
        {
            throw new ArgumentException($"source: expected hidden layers and outputs with the activations {own}, received {others}.", nameof(source));
        }

        source.Host.Wait();
        CopyFrom(source.Parameters);
        _brain.Moments?.Set(source.Moments!);
    }

    /// <summary>Sets one parameter. Learning continues from it with an unchanged optimizer state.</summary>
    /// <remarks>Does not allocate.</remarks>
    /// <param name="segment">The tensor: one of the segments in the layout of <see cref="Brain.Parameters"/>.</param>
    /// <param name="row">Row in the tensor, from 0: the input of a weight; 0 for a bias.</param>
    /// <param name="column">Column in the tensor, from 0: the unit.</param>
    /// <param name="value">The new value, finite.</param>
    /// <exception cref="ArgumentException">The segment is not this brain's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row or column is outside the tensor, or the value is not finite.</exception>
    public void Set(ParameterSegment segment, int row, int column, float value)
    {
        Require.NotNull(segment);
        if (!Layout.Segments.Contains(segment))
        {
            throw new ArgumentException($"segment: expected a segment of brain {Excerpt.Of(_brain.Name)}, received {Excerpt.Of(segment.Name)} of another brain.", nameof(segment));
        }

        Require.InRange(row, 0, segment.Rows - 1);
        Require.InRange(column, 0, segment.Columns - 1);
        Require.InRange(value, float.MinValue, float.MaxValue);
        _brain.Host.WaitAndPublish();
        _brain.Parameters.Tensor(segment)[row, column] = value;
        _brain.Hosted.OnParametersReplaced(isContinued: true);
        _brain.ApplyHeldMoments();
    }

    /// <summary>Draws new parameters and resets the optimizer, so learning starts again. Experience, counts and moments stay. Allocates.</summary>
    /// <remarks>The parameters equal those that a plugin with this seed gives its brain at the same index.</remarks>
    /// <param name="seed">Seed of the parameters, used instead of <see cref="PluginOptions.Seed"/>.</param>
    public void Reinitialize(ulong seed)
    {
        _brain.Host.WaitAndPublish();
        _brain.Parameters.Initialize(new RandomSource(seed, (ulong)_number).Stream(RandomStreams.Initialization));
        _brain.Hosted.ResetOptimizers();
        _brain.Hosted.OnParametersReplaced(isContinued: false);
        _brain.ApplyHeldMoments();
    }

    private static string Activations(BrainOptions options) => $"{options.Activation.Name} and {options.OutputActivation?.Name ?? "none"}";

    private ParameterLayout Layout => _brain.Parameters.Layout;
}

using NeuroAgents.Devices;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>A frozen policy that decides in place of a brain's own policy. A ghost samples if its head is an <see cref="IStochasticHead"/>, as for PPO; otherwise, as for Q-learning and SAC, it acts greedily.</summary>
/// <remarks>Only construction allocates.</remarks>
internal sealed class Ghost : IDisposable
{
    private readonly ParameterBuffer _parameters;
    private readonly ParameterPublisher _publisher;
    private readonly ObservationNormalizer _normalizer;

    /// <param name="policies">The brain whose policies decide.</param>
    /// <param name="player">The brain whose rows are decided.</param>
    /// <param name="random">A source that serves nothing else.</param>
    /// <param name="device">The device of decisions.</param>
    internal Ghost(Brain policies, Brain player, RandomSource random, IDevice device)
    {
        _parameters = new ParameterBuffer(new ParameterLayout([new(NetworkNames.Policy, policies.Policy)]));
        _publisher = new ParameterPublisher(_parameters);
        _normalizer = policies.Normalizer.Copy();
        PolicyHead head = policies.Networks.Head;
        ISamplingHead? sampling = player.Rows.HasSamples ? head as IStochasticHead : null;
        Runner = new DecisionRunner(policies.Policy, _publisher, _normalizer, head, sampling, random, device, player.Options.AgentCapacity) { IsSampling = sampling is not null };
    }

    /// <summary>The computation of decisions.</summary>
    internal DecisionRunner Runner { get; }

    /// <summary>Parameters that decide.</summary>
    internal ReadOnlySpan<float> Values => _parameters.Values;

    /// <summary>Makes a policy decide from now on.</summary>
    internal void Play(KeptPolicy policy)
    {
        policy.Values.CopyTo(_parameters.Values);
        _normalizer.TakeMoments(policy.Normalizer);
        _publisher.Publish();
    }

    /// <inheritdoc/>
    public void Dispose() => Runner.Dispose();
}

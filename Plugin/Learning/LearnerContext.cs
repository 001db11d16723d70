using NeuroAgents.Devices;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning;

/// <summary>Parts of a brain that a learner is created with.</summary>
/// <param name="Parameters">Parameters of every network. Updaters write them.</param>
/// <param name="Normalizer">Map from raw observations to network inputs that steps use.</param>
/// <param name="Head">Head that turns network outputs into actions.</param>
/// <param name="Random">The brain's random source. Streams 1 to 15 belong to the plugin, higher ones to learners: <c>Random.Stream(16)</c>.</param>
/// <param name="Workers">Workers that share recording and steps; null for the caller alone.</param>
/// <param name="ReplayReserve">
/// Rows that can be recorded while another thread makes a step; 0 if one thread does both. With a reserve, steps run on their caller alone because the workers have other work meanwhile.
/// </param>
/// <param name="Device">Device that steps run on; null for the processor.</param>
public sealed record LearnerContext(
    ParameterBuffer Parameters, ObservationNormalizer Normalizer, PolicyHead Head, RandomSource Random, Workers? Workers = null, int ReplayReserve = 0,
    IDevice? Device = null)
{
    private readonly HashSet<string> _updated = [];

    /// <summary>Gradients of every network, in the layout of the parameters. Each updater writes its network's range.</summary>
    public ParameterBuffer Gradients { get; } = new(Parameters.Layout);

    /// <summary>Refuses a network that has an updater.</summary>
    /// <exception cref="ArgumentException">Two updaters would write the same gradients, and the same names in a file.</exception>
    internal void RequireNoUpdater(string network)
    {
        if (_updated.Contains(network))
        {
            throw new ArgumentException($"network: expected a network without an updater, received \"{network}\", which has one already.", nameof(network));
        }
    }

    /// <summary>Records that a network has an updater, for the life of the context.</summary>
    internal void AddUpdater(string network) => _updated.Add(network);

    /// <summary>Number of agent slots that memory is reserved for.</summary>
    internal int AgentSlots { get; init; }

    /// <summary>Program of the policy.</summary>
    public Sequential Policy => Parameters.Layout.Program(NetworkNames.Policy);

    /// <summary>Workers that share a step; null for the caller alone.</summary>
    public Workers? StepWorkers => ReplayReserve == 0 ? Workers : null;

    /// <summary>Device that steps run on.</summary>
    public IDevice Device { get; } = Device ?? new CpuDevice(ReplayReserve == 0 ? Workers : null);
}

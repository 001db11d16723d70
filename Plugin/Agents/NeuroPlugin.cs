using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>The learning brains of one game or simulation, with the life cycle of a game loop.</summary>
/// <remarks>
/// <para><see cref="Awake"/> once, <see cref="FixedUpdate"/> at each fixed step (0 to n times a frame), <see cref="LateUpdate"/> once a frame:
/// it learns. <see cref="OnDestroy"/> at the end. After <see cref="Awake"/>, and once the number of agents stops growing, a frame does not allocate.</para>
/// <para>Call from one thread. Several plugins are independent of each other: nothing is static.</para>
/// </remarks>
public sealed class NeuroPlugin : IDisposable
{
    private readonly PluginOptions _options;
    private readonly Workers _workers;
    private readonly List<Brain> _brains = [];

    /// <summary>Starts the workers.</summary>
    /// <param name="options">Copied; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NeuroPlugin(PluginOptions? options = null)
    {
        _options = (options ?? new PluginOptions()) with { };
        _options.Validate();
        _workers = new Workers(_options.Workers);
    }

    /// <summary>The brains in the order in which they were added.</summary>
    public IReadOnlyList<Brain> Brains => _brains;

    /// <summary>The workers, for the game's own work between the brains' calls.</summary>
    public Workers Workers => _workers;

    /// <summary>Number of fixed steps so far.</summary>
    public long Step { get; private set; }

    /// <summary>Game time, s: the sum of all fixed steps.</summary>
    public double Time { get; private set; }

    /// <summary>Minibatches that each brain learns from per <see cref="LateUpdate"/>; 0 stops learning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0 or above 1,000.</exception>
    public int LearnSteps
    {
        get => _options.LearnSteps;
        set
        {
            Require.InRange(value, 0, 1000, nameof(LearnSteps));
            _options.LearnSteps = value;
        }
    }

    /// <summary>Creates a brain. Allocates all that it will need.</summary>
    /// <param name="name">A name that no other brain of this plugin has.</param>
    /// <param name="brainOptions">What it sees, does, is made of and learns by.</param>
    /// <exception cref="ArgumentException">The name is taken or empty, or an option is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Brain AddBrain(string name, BrainOptions brainOptions)
    {
        Require.NotNull(brainOptions);
        if (string.IsNullOrWhiteSpace(name) || _brains.Exists(brain => brain.Name == name))
        {
            throw new ArgumentException($"name: expected a name that no brain has, received \"{name}\".", nameof(name));
        }

        // The brain's place is its identity: the same calls give the same bits.
        Brain added = new(_brains.Count, name, brainOptions, new RandomSource(_options.Seed, (ulong)_brains.Count), _workers);
        _brains.Add(added);
        return added;
    }

    /// <summary>Runs every kernel of every brain on scratch copies until it is fully compiled, so that the first frames are as fast as later ones.</summary>
    /// <remarks>Takes some tenths of a second, allocates, and changes nothing that a game could notice.</remarks>
    public void Awake()
    {
        foreach (Brain brain in _brains)
        {
            Warmup.Run(brain);
        }
    }

    /// <summary>Marks a fixed step.</summary>
    /// <param name="deltaTime">Its length, s, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deltaTime"/> is NaN or not above 0.</exception>
    public void FixedUpdate(float deltaTime)
    {
        if (!(deltaTime > 0 && deltaTime <= float.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(deltaTime), deltaTime, FormattableString.Invariant($"deltaTime: expected above 0 s, received {deltaTime}."));
        }

        Step++;
        Time += deltaTime;
    }

    /// <summary>Learns: <see cref="LearnSteps"/> minibatches per brain that has enough experience, then publishes their weights. Does not allocate.</summary>
    public void LateUpdate()
    {
        foreach (Brain brain in _brains)
        {
            brain.Learn(_options.LearnSteps);
        }
    }

    /// <summary>Stops the workers. The brains' weights can still be read and saved.</summary>
    public void OnDestroy() => _workers.Dispose();

    /// <summary><see cref="OnDestroy"/>.</summary>
    public void Dispose() => OnDestroy();
}

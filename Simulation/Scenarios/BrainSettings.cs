using NeuroAgents.Agents;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Learning.SoftActorCritic;
using NeuroAgents.Optimizers;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The settings of brains, which every scenario has in addition to its own.</summary>
public static class BrainSettings
{
    /// <summary>The setting <c>hidden</c>.</summary>
    public static Setting Hidden { get; } = Setting.Widths("hidden", "widths of the hidden layers; more and wider layers learn more complex tasks and run slower", "64,64", 4096);

    /// <summary>The setting <c>batch</c>.</summary>
    public static Setting Batch { get; } = Setting.Whole("batch", "rows per minibatch; larger ones give smoother gradients and slower frames", 256, 1, 65_536);

    /// <summary>The setting <c>learning-rate</c>.</summary>
    public static Setting LearningRate { get; } = Setting.Number("learning-rate", "step size of Adam; larger steps learn faster but may diverge", 0.001, 0, 1);

    /// <summary>The setting <c>dropout</c>.</summary>
    public static Setting Dropout { get; } = Setting.Number("dropout", "share of each hidden layer that a minibatch drops; larger shares overfit less and learn slower", 0, 0, 0.95);

    private static readonly Setting s_normalization = Setting.Choice("normalization", "scaling of observations: by their declared range, or by their running mean and deviation", "range", ["range", "running"]);
    private static readonly Setting s_guard = Setting.Flag("guard", "skip bad minibatches, and roll back to the last good weights after several in a row", true);

    /// <summary>All settings of a brain.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Hidden, Batch, LearningRate, Dropout, s_normalization, s_guard];

    /// <summary>Returns settings for a brain that must be compatible with a brain of the given options. The network widths and the normalization come from the options unless <paramref name="set"/> has them.</summary>
    public static Dictionary<string, string> Of(BrainOptions options, IReadOnlyDictionary<string, string> set)
    {
        Dictionary<string, string> settings = new(set);
        settings.TryAdd(Hidden.Name, options.Hidden.Count == 0 ? "0" : string.Join(',', options.Hidden));
        settings.TryAdd(s_normalization.Name, options.Normalization == NeuroAgents.Agents.Normalization.Running ? "running" : "range");
        return settings;
    }

    /// <summary>Returns the normalization that the settings choose.</summary>
    internal static Normalization Normalization(SettingValues values)
        => values.Choice(s_normalization) == "running" ? NeuroAgents.Agents.Normalization.Running : NeuroAgents.Agents.Normalization.Range;

    /// <summary>Estimates the memory of a brain with these options, bytes, including the other networks and the experience of a learner that learns from rewards.</summary>
    internal static double EstimateBytes(BrainOptions options, int agents)
    {
        // Transitions with observations of 16 values. A learner with rollouts keeps two rollouts.
        const double RowBytes = 4 * (2 * 16 + 8);
        (double batchSize, double rows) = options.Learner switch
        {
            ProximalPolicyOptions ppo => ((double)ppo.BatchSize, 2.0 * ppo.RolloutRows),
            ParallelQOptions pqn => ((double)pqn.BatchSize, 2.0 * pqn.RolloutRows),
            DeepQOptions dqn => ((double)dqn.BatchSize, (double)dqn.ReplayCapacity),
            SoftActorCriticOptions sac => ((double)sac.BatchSize, (double)sac.ReplayCapacity),
            _ => (Batch.Parse(Batch.Default)[0], 0.0),
        };
        int networks = options.Learner is SoftActorCriticOptions ? 5 : rows > 0 ? 2 : 1;
        return networks * EstimateBytes(options.Hidden, batchSize, agents) + rows * RowBytes;
    }

    /// <summary>Estimates the memory of a brain with these settings, bytes: parameters with gradients, optimizer state and copies, a minibatch's activations and gradients, and the agents.</summary>
    internal static double EstimateBytes(SettingValues values, int agents) => EstimateBytes(values.Widths(Hidden), values.Whole(Batch), agents);

    private static double EstimateBytes(IReadOnlyList<int> hidden, double batchSize, int agents)
    {
        const double ParameterBytes = 4 * 12, UnitBytes = 4 * 2, AgentBytes = 256;
        double parameters = 0, units = 0, inputs = 64;
        foreach (int width in hidden)
        {
            (parameters, units, inputs) = (parameters + inputs * width, units + width, width);
        }

        return parameters * ParameterBytes + units * batchSize * UnitBytes + agents * AgentBytes;
    }

    /// <summary>Creates the options of a scenario's brain: from the profile if the run has one, and otherwise from the settings.</summary>
    /// <param name="setup">The inputs of the scenario.</param>
    /// <param name="observations">Values that agents sense.</param>
    /// <param name="actions">Actions that agents can take.</param>
    /// <param name="agents">Number of agents to allocate space for.</param>
    public static BrainOptions CreateOptions(ScenarioSetup setup, ObservationSpec observations, ActionSpec actions, int agents) => setup.Profile is { } profile
        ? profile.Copy() with { Observations = observations, Actions = actions, AgentCapacity = agents, IsFrozen = !setup.Learns }
        : CreateOptions(setup.Settings, setup.Learns, observations, actions, agents);

    /// <summary>Creates the options of a brain from settings.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="learns">Whether the brain learns by imitation; otherwise it does not learn.</param>
    /// <param name="observations">Values that agents sense.</param>
    /// <param name="actions">Actions that agents can take.</param>
    /// <param name="agents">Number of agents to allocate space for.</param>
    public static BrainOptions CreateOptions(SettingValues values, bool learns, ObservationSpec observations, ActionSpec actions, int agents) => new()
    {
        Observations = observations,
        Actions = actions,
        Hidden = values.Widths(Hidden),
        Dropout = (float)values.Number(Dropout),
        AgentCapacity = agents,
        Normalization = Normalization(values),
        Learner = !learns ? null : new ImitationOptions
        {
            Guard = values.Flag(s_guard) ? new GuardOptions() : null,
            BatchSize = values.Whole(Batch),
            Optimizer = new AdamOptions { LearningRate = values.Number(LearningRate) },
        },
    };
}

using NeuroAgents.Agents;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The settings of the brain, the same in every scenario.</summary>
public static class BrainSettings
{
    /// <summary>The setting <c>hidden</c>.</summary>
    public static Setting Hidden { get; } = Setting.Widths("hidden", "widths of the hidden layers", "64,64", 4096);

    /// <summary>The setting <c>batch</c>.</summary>
    public static Setting Batch { get; } = Setting.Whole("batch", "rows per minibatch", 256, 1, 65_536);

    /// <summary>The setting <c>learning-rate</c>.</summary>
    public static Setting LearningRate { get; } = Setting.Number("learning-rate", "step size of Adam", 0.001, 0, 1);

    /// <summary>The setting <c>dropout</c>.</summary>
    public static Setting Dropout { get; } = Setting.Number("dropout", "share of each hidden layer that a minibatch leaves out", 0, 0, 0.95);

    private static readonly Setting Normalization = Setting.Choice("normalization", "how observations become inputs: by their range, or by running mean and deviation", "range", ["range", "running"]);
    private static readonly Setting Guard = Setting.Flag("guard", "keep bad minibatches from the weights, and go back to the last good ones", true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Hidden, Batch, LearningRate, Dropout, Normalization, Guard];

    /// <summary>Settings for a brain that can take over one of some options: what is not set is as there.</summary>
    public static Dictionary<string, string> Of(BrainOptions options, IReadOnlyDictionary<string, string> set)
    {
        Dictionary<string, string> settings = new(set);
        settings.TryAdd(Hidden.Name, options.Hidden.Count == 0 ? "0" : string.Join(',', options.Hidden));
        settings.TryAdd(Normalization.Name, options.Normalization == NeuroAgents.Agents.Normalization.Running ? "running" : "range");
        return settings;
    }

    /// <summary>Estimates the memory of a brain with these settings, bytes: parameters with gradients, optimizer and copies, a minibatch's forward and backward pass, and the agents.</summary>
    internal static double EstimateBytes(SettingValues values, int agents)
    {
        const double ParameterBytes = 4 * 12, UnitBytes = 4 * 2, AgentBytes = 256;
        double parameters = 0, units = 0, inputs = 64;
        foreach (int width in values.Widths(Hidden))
        {
            (parameters, units, inputs) = (parameters + inputs * width, units + width, width);
        }

        return parameters * ParameterBytes + units * values.Whole(Batch) * UnitBytes + agents * AgentBytes;
    }

    /// <summary>A brain of these settings.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="learns">Whether it learns by imitation or not at all.</param>
    /// <param name="observations">What agents sense.</param>
    /// <param name="actions">What agents do.</param>
    /// <param name="agents">Agents to make room for.</param>
    public static BrainOptions CreateOptions(SettingValues values, bool learns, ObservationSpec observations, ActionSpec actions, int agents) => new()
    {
        Observations = observations,
        Actions = actions,
        Hidden = values.Widths(Hidden),
        Dropout = (float)values.Number(Dropout),
        AgentCapacity = agents,
        Normalization = values.Choice(Normalization) == "running" ? NeuroAgents.Agents.Normalization.Running : NeuroAgents.Agents.Normalization.Range,
        Learner = !learns ? null : new ImitationOptions
        {
            Guard = values.Flag(Guard) ? new GuardOptions() : null,
            BatchSize = values.Whole(Batch),
            Optimizer = new AdamOptions { LearningRate = values.Number(LearningRate) },
        },
    };
}

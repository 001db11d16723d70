using System.Text.Json.Serialization;
using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;

namespace NeuroAgents.Agents;

/// <summary>Options of a brain: observations, actions, network and learner.</summary>
/// <remarks>Equality compares <see cref="Hidden"/> by reference, as records do with arrays.</remarks>
/// <example><code>
/// BrainOptions options = new()
/// {
///     Observations = new ObservationSpec().Add("health", 0, 100),
///     Actions = ActionSpec.Continuous("speed"),
///     Hidden = [32, 32],
///     Learner = new ImitationOptions { BatchSize = 128 },
/// };
/// </code></example>
public sealed record BrainOptions
{
    /// <summary>Observations of an agent, at least one column. Set by the game, not by JSON.</summary>
    [JsonIgnore]
    public ObservationSpec Observations { get; set; } = new();

    /// <summary>Actions of an agent. Required. Set by the game, not by JSON.</summary>
    [JsonIgnore]
    public ActionSpec? Actions { get; set; }

    /// <summary>Maximum number of units of all hidden layers together.</summary>
    public const int MaximumHiddenUnits = 65_536;

    /// <summary>Units of each hidden layer, 1 to 4,096, with at most 256 layers and <see cref="MaximumHiddenUnits"/> units together; empty for no hidden layer. More units can learn finer behaviour and cost more time. Default: 64, 64.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [64, 64];

    /// <summary>Activation of the hidden layers. Default: ReLU.</summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>Activation of the output layer: tanh, or sigmoid for actions from 0 to 1; null for none. Only for continuous actions. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Activation? OutputActivation { get; set; }

    /// <summary>Share of each hidden layer's outputs that a learning step leaves out, 0 to below 1. More dropout fits the taught rows less closely and may decide better on new ones. Default: 0. See <see cref="Layers.Dropout"/>.</summary>
    public float Dropout { get; set; }

    internal const int MaxDecisionPeriod = 1000;

    /// <summary>Steps from one decision of an agent to its next, 1 to 1,000. Longer periods cost less per frame and react later. Default: 1. See <see cref="Brain.SelectDue"/>.</summary>
    public int DecisionPeriod { get; set; } = 1;

    /// <summary>Share of the agents that explore while the brain acts by <see cref="ActingMode.Sample"/>, 0 to 1; the others act greedily. Smaller shares show players a better game and give the learner less that is new. Default: 1.</summary>
    /// <remarks>
    /// An agent's handle and the seed decide whether the agent explores, for as long as it lives. The returns of all agents count. PPO learns from exploring agents alone, because the ratio of its
    /// objective needs the probability of a sampled action; with a share of 0, PPO learns nothing. Q-learning and SAC learn from the transitions of all agents, and the schedule of ε counts all decisions.
    /// </remarks>
    public double ExploringShare { get; set; } = 1;

    /// <summary>Map from observations to network inputs. Running normalisation adapts to the values that occur. Default: by the declared ranges.</summary>
    public Normalization Normalization { get; set; }

    /// <summary>Options of the learner; null for a brain that only decides. Default: imitation.</summary>
    public LearnerOptions? Learner { get; set; } = new ImitationOptions();

    /// <summary>Whether the brain only decides. Its policy then has the shape that <see cref="Learner"/> gives it, but no learner, optimizer or experience is created: for evaluations and shipped games. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFrozen { get; set; }

    /// <summary>Number of agents that memory is reserved for, 0 to 16,777,216. Larger values use more memory; more agents than that are allowed, but adding them allocates. Default: 1,024.</summary>
    public int AgentCapacity { get; set; } = 1024;

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Columns can't be added to the copy's observations. Allocates.</summary>
    public BrainOptions Copy() => this with { Observations = Observations.FrozenCopy(), Hidden = [.. Hidden], Learner = Learner?.Copy() };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">Observations or actions are missing, or the output activation does not suit the actions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public void Validate()
    {
        Require.NotNull(Observations);
        Require.NotNull(Hidden);
        Require.NotNull(Activation);
        Layers.Dropout.RequireRate(Dropout, nameof(Dropout));
        Require.InRange(AgentCapacity, 0, 16_777_216);
        Require.InRange(DecisionPeriod, 1, MaxDecisionPeriod);
        Require.InRange(ExploringShare, 0, 1);
        if (Observations.Width == 0)
        {
            throw new ArgumentException("Observations: expected at least one column, received none.");
        }

        if (Actions is null)
        {
            throw new ArgumentException("Actions: expected an action spec, received none.");
        }

        if (OutputActivation is not null && OutputActivation != Activation.Tanh && OutputActivation != Activation.Sigmoid)
        {
            throw new ArgumentException($"OutputActivation: expected tanh, sigmoid or none, received {OutputActivation.Name}.");
        }

        if (OutputActivation is not null && Actions.Branches.Count > 0)
        {
            throw new ArgumentException($"OutputActivation: expected none for discrete actions, received {OutputActivation.Name}.");
        }

        Require.InRange(Hidden.Count, 0, 256);
        if (Normalization is not (Normalization.Range or Normalization.Running))
        {
            throw new ArgumentOutOfRangeException(nameof(Normalization), Normalization, $"Normalization: expected Range or Running, received {Normalization}.");
        }

        foreach (int width in Hidden)
        {
            Require.InRange(width, 1, 4096, nameof(Hidden));
        }

        // A small file can describe wide layers next to narrow ones, and every batch reserves memory for all of their outputs.
        Require.InRange(Hidden.Sum(), 0, MaximumHiddenUnits, "Hidden, all units together");

        Learner?.Validate();
    }
}

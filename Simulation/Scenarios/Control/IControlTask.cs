using NeuroAgents.Agents;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>A control task: a system of a few numbers that an agent steers for a reward, and the script that steers it well.</summary>
/// <remarks>
/// All members are pure functions of their arguments, so any number of agents and threads may share a task. States and rewards are float32. Sines and cosines are
/// those of <see cref="VectorMath"/>, which have the same bits on every machine. As an expert, a task needs the observation alone.
/// </remarks>
internal interface IControlTask : IExpert
{
    /// <summary>Number of values in a state, 1 to <see cref="ControlState.Capacity"/>.</summary>
    int StateWidth { get; }

    /// <summary>Steps after which an episode is truncated.</summary>
    int TimeLimit { get; }

    /// <summary>Number of teams, 1 or 2. Each team has a brain of its own; teams do not affect each other.</summary>
    int Teams => 1;

    /// <summary>The returns that a score is compared with.</summary>
    ReferenceReturns Returns { get; }

    /// <summary>Creates the spec of the raw observations. Their ranges are those of usual states, so that the brain's fixed normalization maps them to about −1 … 1.</summary>
    ObservationSpec CreateObservations();

    /// <summary>Creates the spec of the actions.</summary>
    ActionSpec CreateActions();

    /// <summary>Settings that may differ from episode to episode, at most <see cref="ControlSettings.Capacity"/>. Default: none.</summary>
    IReadOnlyList<Setting> EpisodeSettings => [];

    /// <summary>Writes the first state of an episode with given values of <see cref="EpisodeSettings"/>. By default it ignores them.</summary>
    void Start(RandomSource random, ulong agent, ulong episode, ReadOnlySpan<float> settings, Span<float> state) => Start(random, agent, episode, state);

    /// <summary>Computes one step of the dynamics with given values of <see cref="EpisodeSettings"/>. By default it ignores them.</summary>
    void Step(Span<float> state, ReadOnlySpan<float> settings, ReadOnlySpan<float> action, out float reward, out bool isTerminated) => Step(state, action, out reward, out isTerminated);

    /// <summary>Writes the first state of an episode with the default settings.</summary>
    /// <param name="random">The stream of the first states.</param>
    /// <param name="agent">Id of the agent.</param>
    /// <param name="episode">Number of the agent's episode, from 0.</param>
    /// <param name="state">Overwritten with <see cref="StateWidth"/> numbers.</param>
    void Start(RandomSource random, ulong agent, ulong episode, Span<float> state);

    /// <summary>Writes the observation of a state.</summary>
    void Observe(ReadOnlySpan<float> state, Span<float> observation);

    /// <summary>Computes one step of the dynamics with the default settings.</summary>
    /// <param name="state">The state, replaced by the next one.</param>
    /// <param name="action">One value per action: −1 to 1, or the index of a choice.</param>
    /// <param name="reward">Reward of the step.</param>
    /// <param name="isTerminated">Whether the next state ends the episode. The time limit is not part of the dynamics.</param>
    void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated);

    /// <summary>Returns whether a saved state can be stepped and observed. The settings of the task don't matter.</summary>
    bool IsPossible(ReadOnlySpan<float> state);

    /// <summary>Returns the drawing of a state.</summary>
    ControlPose Draw(ReadOnlySpan<float> state);
}

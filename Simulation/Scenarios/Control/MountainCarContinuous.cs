using NeuroAgents.Agents;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>mountain-car-continuous</c>: a car swings out of a valley with little force. Equals MountainCarContinuous-v0 of Gymnasium.</summary>
/// <remarks>The push is 0.0015·a, where a is limited to ±1; the goal is x ≥ 0.45. The reward is −0.1·a² per step, where a is not limited, plus 100 at the goal. Doing nothing returns 0, a local optimum.</remarks>
internal sealed class MountainCarContinuous : IControlTask
{
    private const float Power = 0.0015f;
    private const float Goal = 0.45f;
    private const float ExpertForce = 0.7f;

    public int StateWidth => 2;

    public int TimeLimit => 999;

    public ReferenceReturns Returns { get; } = new(Lowest: -100, Random: -33.3, Expert: 94.3, Solved: 90);

    public ObservationSpec CreateObservations() => Valley.CreateObservations();

    public ActionSpec CreateActions() => ActionSpec.Continuous("force");

    public IReadOnlyList<Setting> EpisodeSettings => Valley.EpisodeSettings;

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state) => Valley.Start(random, agent, episode, Valley.StandardSettings, state);

    public void Start(RandomSource random, ulong agent, ulong episode, ReadOnlySpan<float> settings, Span<float> state) => Valley.Start(random, agent, episode, settings, state);

    public void Observe(ReadOnlySpan<float> state, Span<float> observation) => state.CopyTo(observation);

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        Valley.Move(state, Math.Clamp(action[0], -1, 1) * Power);
        isTerminated = state[0] >= Goal && state[1] >= 0;
        reward = (isTerminated ? 100 : 0) - 0.1f * action[0] * action[0];
    }

    /// <summary>Pushes in the direction of the motion, with less than the full force because force costs.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => action[0] = ExpertForce * Valley.Direction(observation);

    public bool IsPossible(ReadOnlySpan<float> state) => States.AreModerate(state);

    public ControlPose Draw(ReadOnlySpan<float> state) => Valley.Draw(state);
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>mountain-car</c>: a weak car swings out of a valley. Equals MountainCar-v0 of Gymnasium.</summary>
/// <remarks>The push is −0.001, 0 or 0.001, the goal is x ≥ 0.5, and the reward is −1 per step.</remarks>
internal sealed class MountainCar : IControlTask
{
    private const float Push = 0.001f;
    private const float Goal = 0.5f;

    public int StateWidth => 2;

    public int TimeLimit => 200;

    public ReferenceReturns Returns { get; } = new(Lowest: -200, Random: -200, Expert: -119.5, Solved: -110);

    public ObservationSpec CreateObservations() => Valley.CreateObservations();

    public ActionSpec CreateActions() => ActionSpec.Discrete(new ActionBranch("push", "left", "none", "right"));

    public IReadOnlyList<Setting> EpisodeSettings => Valley.EpisodeSettings;

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state) => Valley.Start(random, agent, episode, Valley.StandardSettings, state);

    public void Start(RandomSource random, ulong agent, ulong episode, ReadOnlySpan<float> settings, Span<float> state) => Valley.Start(random, agent, episode, settings, state);

    public void Observe(ReadOnlySpan<float> state, Span<float> observation) => state.CopyTo(observation);

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        Valley.Move(state, (action[0] - 1) * Push);
        reward = -1;
        isTerminated = state[0] >= Goal && state[1] >= 0;
    }

    /// <summary>Pushes in the direction of the motion.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => action[0] = 1 + Valley.Direction(observation);

    public bool IsPossible(ReadOnlySpan<float> state) => States.AreModerate(state);

    public ControlPose Draw(ReadOnlySpan<float> state) => Valley.Draw(state);
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>basic</c>: an agent in the middle of a row of 21 places has a small reward near on its left and a large one further to its right. Equals Basic of Unity ML-Agents.</summary>
/// <remarks>
/// Place 7 rewards 0.1 and place 17 rewards 1, and both end the episode. Each step costs 0.01. The best return is 1 − 7·0.01 = 0.93.
/// ML-Agents has no time limit; here an agent that stands still is stopped after 100 steps.
/// </remarks>
internal sealed class Basic : IControlTask
{
    private const int Places = 21;
    private const int Middle = 10;
    private const int SmallGoal = 7;
    private const int LargeGoal = 17;
    private const float StepCost = 0.01f;

    public int StateWidth => 1;

    public int TimeLimit => 100;

    public ReferenceReturns Returns { get; } = new(Lowest: -1, Random: 0.05, Expert: 0.93, Solved: 0.9);

    /// <summary>Creates one column per place: 1 for the agent's place and 0 for the others, which the range −1 … 1 keeps as they are.</summary>
    public ObservationSpec CreateObservations()
    {
        ObservationSpec observations = new();
        for (int place = 0; place < Places; place++)
        {
            observations.Add($"place.{place}", -1, 1);
        }

        return observations;
    }

    public ActionSpec CreateActions() => ActionSpec.Discrete(new ActionBranch("move", "left", "stay", "right"));

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state) => state[0] = Middle;

    public void Observe(ReadOnlySpan<float> state, Span<float> observation)
    {
        observation.Clear();
        observation[(int)state[0]] = 1;
    }

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        state[0] = Math.Clamp(state[0] + action[0] - 1, 0, Places - 1);
        reward = state[0] switch { LargeGoal => 1 - StepCost, SmallGoal => 0.1f - StepCost, _ => -StepCost };
        isTerminated = state[0] is LargeGoal or SmallGoal;
    }

    /// <summary>Moves right.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => action[0] = 2;

    public bool IsPossible(ReadOnlySpan<float> state) => state[0] is >= 0 and < Places && state[0] == MathF.Truncate(state[0]);

    public ControlPose Draw(ReadOnlySpan<float> state) => new((state[0] - Middle) / Middle, 0, new Heading(0, 1));
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>simple</c>: the observation, −1 or 1, names the end of a line to go to. Equals the environment by which Unity ML-Agents tests its trainers.</summary>
/// <remarks>
/// The position starts at 0 in each dimension, moves by the action limited to ±step, and stays within −1 … 1. A discrete action moves by the whole step.
/// The episode ends when the position is at an end in every dimension. The reward of that step is 1.06·position·goal, averaged over the dimensions; every
/// other step costs 0.01. The goal is the same in all dimensions. The best return with step 0.2 is 1.06 − 4·0.01 = 1.02.
/// ML-Agents has no time limit; here an agent that stands still is stopped after 100 steps.
/// </remarks>
/// <param name="dimensions">Dimensions of the position, 1 or 2.</param>
/// <param name="step">Largest move per step and dimension, 0.01 to 1.</param>
/// <param name="isDiscrete">Whether an action chooses the direction, instead of being the move itself.</param>
/// <param name="teams">Number of teams, 1 or 2.</param>
internal sealed class Simple(int dimensions, float step, bool isDiscrete, int teams = 1) : IControlTask
{
    internal static readonly Setting Dimensions = Setting.Whole("dimensions", "dimensions of the position, each with its own action", 1, 1, 2);
    internal static readonly Setting StepSize = Setting.Number("step", "largest move per step and dimension; the ends are at distance 1", 0.2, 0.01, 1);
    internal static readonly Setting Actions = Setting.Choice("actions", "an action is the move itself, or a choice of its direction", "continuous", ["continuous", "discrete"]);
    internal static readonly Setting TeamCount = Setting.Whole("teams", "teams that share the agents; in self-play, earlier policies of the first team play the second; with other profiles, the second stays untrained", 1, 1, 2);
    private const int Goal = 2;
    private const float StepCost = 0.01f;
    private const float Success = 1.06f;

    /// <summary>Reads the settings.</summary>
    internal Simple(SettingValues settings)
        : this(settings.Whole(Dimensions), (float)settings.Number(StepSize), settings.Choice(Actions) == "discrete", settings.Whole(TeamCount))
    {
    }

    /// <summary>Two positions, the second unused in one dimension, and the goal.</summary>
    public int StateWidth => 3;

    public int TimeLimit => 100;

    public int Teams => teams;

    public ReferenceReturns Returns { get; } = new(Lowest: -2.06, Random: -0.33, Expert: 1.02, Solved: 0.9);

    public ObservationSpec CreateObservations() => new ObservationSpec().Add("goal", -1, 1);

    public ActionSpec CreateActions() => (isDiscrete, dimensions) switch
    {
        (false, 1) => ActionSpec.Continuous("x"),
        (false, _) => ActionSpec.Continuous("x", "y"),
        (true, 1) => ActionSpec.Discrete(new ActionBranch("x", "down", "up")),
        (true, _) => ActionSpec.Discrete(new ActionBranch("x", "down", "up"), new ActionBranch("y", "down", "up")),
    };

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state)
    {
        state.Clear();
        state[Goal] = States.Uniform(random, agent, episode, 0, -1, 1) < 0 ? -1 : 1;
    }

    public void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[Goal];

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        float sum = 0;
        isTerminated = true;
        for (int i = 0; i < dimensions; i++)
        {
            float move = isDiscrete ? action[i] >= 1 ? step : -step : Math.Clamp(action[i], -step, step);
            state[i] = Math.Clamp(state[i] + move, -1, 1);
            isTerminated &= Math.Abs(state[i]) >= 1;
            sum += state[i];
        }

        reward = isTerminated ? Success * state[Goal] * sum / dimensions : -StepCost;
    }

    /// <summary>Moves to the goal.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => action.Fill(isDiscrete && observation[0] < 0 ? 0 : observation[0]);

    public bool IsPossible(ReadOnlySpan<float> state) => Math.Abs(state[0]) <= 1 && Math.Abs(state[1]) <= 1 && Math.Abs(state[Goal]) == 1;

    public ControlPose Draw(ReadOnlySpan<float> state)
    {
        const float Diagonal = 0.70710678f;
        return new ControlPose(state[0], state[1], dimensions == 1 ? new Heading(state[Goal], 0) : new Heading(state[Goal] * Diagonal, state[Goal] * Diagonal));
    }
}

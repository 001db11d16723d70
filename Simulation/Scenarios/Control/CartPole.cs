using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>cartpole</c>: pushes to the left or right keep a pole upright on a cart. Equals CartPole-v1 of Gymnasium.</summary>
/// <remarks>
/// With F = ±10 N, masses 1 kg and 0.1 kg (m = 1.1 kg in all), l = 0.5 m to the pole's middle, p = 0.1·l kg·m and τ = 0.02 s:
/// <code>
/// t = (F + p·θ̇²·sin θ) / m
/// θ̈ = (9.8·sin θ − cos θ·t) / (l·(4/3 − 0.1·cos²θ / m)),  ẍ = t − p·θ̈·cos θ / m
/// </code>
/// Positions advance by the velocities before the step (explicit Euler). The reward is 1 per step, the last one included.
/// Barto, Sutton, Anderson: "Neuronlike adaptive elements that can solve difficult learning control problems", 1983.
/// </remarks>
internal sealed class CartPole : IControlTask
{
    internal static readonly Setting StartRange = Setting.Number("start", "largest magnitude of each number of the first state; larger ones start further from balance", 0.05, 0, 0.2) with { Change = SettingChange.BetweenEpisodes };
    internal static readonly Setting PoleLength = Setting.Number("pole-length", "distance from the cart to the pole's middle, m; longer poles fall more slowly", 0.5, 0.1, 2) with { Change = SettingChange.BetweenEpisodes };
    private const float Gravity = 9.8f;
    private const float PoleMass = 0.1f;
    private const float TotalMass = 1.1f;
    private const float Force = 10;
    private const float Seconds = 0.02f;
    private const float MaxPosition = 2.4f;
    private const float MaxAngle = 0.20943951f;

    private static ReadOnlySpan<float> StandardSettings => [0.05f, 0.5f];

    public int StateWidth => 4;

    public int TimeLimit => 500;

    public ReferenceReturns Returns { get; } = new(Lowest: 0, Random: 22.3, Expert: 500, Solved: 475);

    public ObservationSpec CreateObservations() => new ObservationSpec()
        .Add("position", -1, 1).Add("velocity", -1, 1).Add("angle", -1, 1).Add("angular_velocity", -1, 1);

    public ActionSpec CreateActions() => ActionSpec.Discrete(new ActionBranch("push", "left", "right"));

    public IReadOnlyList<Setting> EpisodeSettings { get; } = [StartRange, PoleLength];

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state) => Start(random, agent, episode, StandardSettings, state);

    public void Start(RandomSource random, ulong agent, ulong episode, ReadOnlySpan<float> settings, Span<float> state) => States.Draw(random, agent, episode, settings[0], state);

    public void Observe(ReadOnlySpan<float> state, Span<float> observation) => state.CopyTo(observation);

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated) => Step(state, StandardSettings, action, out reward, out isTerminated);

    public void Step(Span<float> state, ReadOnlySpan<float> settings, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        float length = settings[1], moment = PoleMass * length;
        (float x, float velocity, float angle, float turning) = (state[0], state[1], state[2], state[3]);
        float force = action[0] >= 1 ? Force : -Force, sine = VectorMath.Sin(angle), cosine = VectorMath.Cos(angle);
        float push = (force + moment * turning * turning * sine) / TotalMass;
        float turn = (Gravity * sine - cosine * push) / (length * (4f / 3 - PoleMass * cosine * cosine / TotalMass));
        float acceleration = push - moment * turn * cosine / TotalMass;
        state[0] = x + Seconds * velocity;
        state[1] = velocity + Seconds * acceleration;
        state[2] = angle + Seconds * turning;
        state[3] = turning + Seconds * turn;
        reward = 1;
        isTerminated = Math.Abs(state[0]) > MaxPosition || Math.Abs(state[2]) > MaxAngle;
    }

    /// <summary>Pushes towards the side to which the pole leans or falls.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action)
        => action[0] = observation[2] + 0.3f * observation[3] + 0.02f * observation[0] + 0.05f * observation[1] > 0 ? 1 : 0;

    public bool IsPossible(ReadOnlySpan<float> state) => States.AreModerate(state);

    public ControlPose Draw(ReadOnlySpan<float> state)
        => new(state[0] / MaxPosition, 0, new Heading(VectorMath.Sin(state[2]), VectorMath.Cos(state[2])));
}

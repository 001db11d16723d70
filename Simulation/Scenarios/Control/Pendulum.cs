using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>pendulum</c>: a torque too weak to lift a pendulum at once swings it up and holds it. Equals Pendulum-v1 of Gymnasium.</summary>
/// <remarks>
/// With the torque u = 2·a, a limited to ±1, and θ = 0 upright: θ̇ += 0.05·(15·sin θ + 3·u), limited to ±8, then θ += 0.05·θ̇, wrapped to ±π.
/// The reward is −(θ² + 0.1·θ̇² + 0.001·u²) of the state before the step. Only the time limit ends an episode.
/// </remarks>
internal sealed class Pendulum : IControlTask
{
    private const float MaxTorque = 2;
    private const float MaxVelocity = 8;
    private const float Seconds = 0.05f;

    public int StateWidth => 2;

    public int TimeLimit => 200;

    public ReferenceReturns Returns { get; } = new(Lowest: -2000, Random: -1217, Expert: -149.5);

    public ObservationSpec CreateObservations() => new ObservationSpec().Add("cos", -1, 1).Add("sin", -1, 1).Add("angular_velocity", -1, 1);

    public ActionSpec CreateActions() => ActionSpec.Continuous("torque");

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state)
    {
        state[0] = States.Uniform(random, agent, episode, 0, -States.Pi, States.Pi);
        state[1] = States.Uniform(random, agent, episode, 1, -1, 1);
    }

    public void Observe(ReadOnlySpan<float> state, Span<float> observation)
        => (observation[0], observation[1], observation[2]) = (VectorMath.Cos(state[0]), VectorMath.Sin(state[0]), state[1]);

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        (float angle, float velocity) = (state[0], state[1]);
        float torque = MaxTorque * Math.Clamp(action[0], -1, 1);
        reward = -(angle * angle + 0.1f * velocity * velocity + 0.001f * torque * torque);
        isTerminated = false;
        state[1] = Math.Clamp(velocity + (15 * VectorMath.Sin(angle) + 3 * torque) * Seconds, -MaxVelocity, MaxVelocity);
        state[0] = States.Wrap(angle + state[1] * Seconds);
    }

    /// <summary>Holds the pendulum near the top like a spring with a damper. Elsewhere it applies the full torque to bring the energy to that of rest at the top.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action)
    {
        const float CosineOfHalf = 0.87758256f;
        (float cosine, float sine, float velocity) = (observation[0], observation[1], observation[2]);
        float energy = velocity * velocity / 6 + 5 * (cosine - 1);
        float torque = cosine > CosineOfHalf && Math.Abs(velocity) < 2.5f
            ? -12 * SmallArcSine(sine) - 3 * velocity
            : -MaxTorque * (velocity < 0 ? -1 : 1) * MathF.Sign(energy);
        action[0] = Math.Clamp(torque / MaxTorque, -1, 1);
    }

    public bool IsPossible(ReadOnlySpan<float> state) => Math.Abs(state[0]) <= States.Pi + 1e-5f && Math.Abs(state[1]) <= MaxVelocity;

    public ControlPose Draw(ReadOnlySpan<float> state) => new(0, 0, new Heading(-VectorMath.Sin(state[0]), VectorMath.Cos(state[0])));

    /// <summary>Returns the arc sine by its series. The error is below 1e-4 for angles up to 0.5.</summary>
    private static float SmallArcSine(float sine)
    {
        float square = sine * sine;
        return sine * (1 + square * (1 / 6f + square * (3 / 40f + square * (15 / 336f))));
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The task <c>acrobot</c>: a torque at the joint between two hanging links swings the free end above a line. Equals Acrobot-v1 of Gymnasium.</summary>
/// <remarks>
/// Links of length, mass and inertia 1, gravity 9.8, torque a ∈ {−1, 0, 1}. One Runge–Kutta step of order 4 over 0.2 s of
/// <code>
/// d₁ = 3.5 + cos θ₂,  d₂ = 1.25 + 0.5·cos θ₂,  φ₂ = 4.9·sin(θ₁ + θ₂)
/// φ₁ = −0.5·θ̇₂²·sin θ₂ − θ̇₂·θ̇₁·sin θ₂ + 14.7·sin θ₁ + φ₂
/// θ̈₂ = (a + d₂/d₁·φ₁ − 0.5·θ̇₁²·sin θ₂ − φ₂) / (1.25 − d₂²/d₁),  θ̈₁ = −(d₂·θ̈₂ + φ₁) / d₁
/// </code>
/// then angles are wrapped to ±π and velocities limited to ±4π and ±9π. The reward is −1 per step, and 0 for the step that reaches the line.
/// Sutton: "Generalization in reinforcement learning: successful examples using sparse coarse coding", 1996.
/// </remarks>
internal sealed class Acrobot : IControlTask
{
    private const float Seconds = 0.2f;
    private const float MaxInnerVelocity = 4 * States.Pi;
    private const float MaxOuterVelocity = 9 * States.Pi;

    public int StateWidth => 4;

    public int TimeLimit => 500;

    public ReferenceReturns Returns { get; } = new(Lowest: -500, Random: -499, Expert: -90.9, Solved: -100);

    public ObservationSpec CreateObservations() => new ObservationSpec()
        .Add("cos_inner", -1, 1).Add("sin_inner", -1, 1).Add("cos_outer", -1, 1).Add("sin_outer", -1, 1).Add("inner_velocity", -1, 1).Add("outer_velocity", -1, 1);

    public ActionSpec CreateActions() => ActionSpec.Discrete(new ActionBranch("torque", "minus", "none", "plus"));

    public void Start(RandomSource random, ulong agent, ulong episode, Span<float> state) => States.Draw(random, agent, episode, 0.1f, state);

    public void Observe(ReadOnlySpan<float> state, Span<float> observation)
    {
        (observation[0], observation[1]) = (VectorMath.Cos(state[0]), VectorMath.Sin(state[0]));
        (observation[2], observation[3]) = (VectorMath.Cos(state[1]), VectorMath.Sin(state[1]));
        (observation[4], observation[5]) = (state[2], state[3]);
    }

    public void Step(Span<float> state, ReadOnlySpan<float> action, out float reward, out bool isTerminated)
    {
        float torque = action[0] - 1;
        Links start = new(state[0], state[1], state[2], state[3]);
        Links first = Slope(start, torque);
        Links second = Slope(start.Plus(first, Seconds / 2), torque);
        Links third = Slope(start.Plus(second, Seconds / 2), torque);
        Links fourth = Slope(start.Plus(third, Seconds), torque);
        Links next = start.Plus(first.Plus(second, 2).Plus(third, 2).Plus(fourth, 1), Seconds / 6);
        (state[0], state[1]) = (States.Wrap(next.Inner), States.Wrap(next.Outer));
        state[2] = Math.Clamp(next.InnerVelocity, -MaxInnerVelocity, MaxInnerVelocity);
        state[3] = Math.Clamp(next.OuterVelocity, -MaxOuterVelocity, MaxOuterVelocity);
        isTerminated = -VectorMath.Cos(state[0]) - VectorMath.Cos(state[0] + state[1]) > 1;
        reward = isTerminated ? 0 : -1;
    }

    /// <summary>Applies the torque in the direction in which the outer link turns, which adds energy.</summary>
    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action) => action[0] = 1 + MathF.Sign(observation[5]);

    public bool IsPossible(ReadOnlySpan<float> state) => States.AreModerate(state);

    /// <summary>Draws the outer link at the joint. The angle of the inner link is 0 where it hangs down.</summary>
    public ControlPose Draw(ReadOnlySpan<float> state)
        => new(0.6f * VectorMath.Sin(state[0]), -0.6f * VectorMath.Cos(state[0]), new Heading(VectorMath.Sin(state[0] + state[1]), -VectorMath.Cos(state[0] + state[1])));

    /// <summary>Computes the derivative of the state.</summary>
    private static Links Slope(in Links at, float torque)
    {
        float sine = VectorMath.Sin(at.Outer), cosine = VectorMath.Cos(at.Outer);
        float d1 = 3.5f + cosine, d2 = 1.25f + 0.5f * cosine;
        float phi2 = 4.9f * VectorMath.Sin(at.Inner + at.Outer);
        float phi1 = -0.5f * at.OuterVelocity * at.OuterVelocity * sine - at.OuterVelocity * at.InnerVelocity * sine + 14.7f * VectorMath.Sin(at.Inner) + phi2;
        float outer = (torque + d2 / d1 * phi1 - 0.5f * at.InnerVelocity * at.InnerVelocity * sine - phi2) / (1.25f - d2 * d2 / d1);
        float inner = -(d2 * outer + phi1) / d1;
        return new Links(at.InnerVelocity, at.OuterVelocity, inner, outer);
    }

    /// <summary>Angles and angular velocities of both links, or their derivatives.</summary>
    private readonly record struct Links(float Inner, float Outer, float InnerVelocity, float OuterVelocity)
    {
        internal Links Plus(in Links other, float scale) => new(
            Inner + scale * other.Inner, Outer + scale * other.Outer, InnerVelocity + scale * other.InnerVelocity, OuterVelocity + scale * other.OuterVelocity);
    }
}

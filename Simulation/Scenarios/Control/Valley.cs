using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The valley of both mountain car tasks: v += push − 0.0025·cos 3x, limited to ±0.07, then x += v, limited to −1.2 … 0.6. The left end is a wall.</summary>
/// <remarks>Moore: "Efficient memory-based learning for robot control", 1990.</remarks>
internal static class Valley
{
    internal static readonly Setting FirstPlace = Setting.Number("start", "rightmost place where episodes start, the leftmost being -0.6; places further right are nearer to the goal", -0.4, -0.6, 0.45) with { Change = SettingChange.BetweenEpisodes };
    private const float LeftEnd = -1.2f;
    private const float RightEnd = 0.6f;
    private const float MaxSpeed = 0.07f;

    internal static IReadOnlyList<Setting> EpisodeSettings { get; } = [FirstPlace];

    internal static ReadOnlySpan<float> StandardSettings => [-0.4f];

    internal static ObservationSpec CreateObservations() => new ObservationSpec().Add("position", LeftEnd, RightEnd).Add("velocity", -MaxSpeed, MaxSpeed);

    /// <summary>Draws a place at rest, by default near the bottom.</summary>
    internal static void Start(RandomSource random, ulong agent, ulong episode, ReadOnlySpan<float> settings, Span<float> state)
    {
        state[0] = States.Uniform(random, agent, episode, 0, -0.6f, settings[0]);
        state[1] = 0;
    }

    internal static void Move(Span<float> state, float push)
    {
        float velocity = Math.Clamp(state[1] + (push - 0.0025f * VectorMath.Cos(3 * state[0])), -MaxSpeed, MaxSpeed);
        float position = Math.Clamp(state[0] + velocity, LeftEnd, RightEnd);
        (state[0], state[1]) = (position, position == LeftEnd && velocity < 0 ? 0 : velocity);
    }

    /// <summary>Returns the direction of the motion, in which the expert pushes: 1 is right, −1 is left. At rest it is right.</summary>
    internal static float Direction(ReadOnlySpan<float> observation) => observation[1] >= 0 ? 1 : -1;

    /// <summary>Draws the car on the slope, whose height is sin 3x. The car points along the slope in the direction of the motion.</summary>
    internal static ControlPose Draw(ReadOnlySpan<float> state)
    {
        float middle = (LeftEnd + RightEnd) / 2, half = (RightEnd - LeftEnd) / 2;
        float slope = 1.5f * VectorMath.Cos(3 * state[0]), along = Direction(state) / MathF.Sqrt(1 + slope * slope);
        return new ControlPose((state[0] - middle) / half, 0.5f * VectorMath.Sin(3 * state[0]), new Heading(along, along * slope));
    }
}

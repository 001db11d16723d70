using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>Helpers of several control tasks: wrapped angles, random first states, and a check of saved states.</summary>
internal static class States
{
    internal const float Pi = 3.14159265f;
    private const float FullTurn = 6.2831853f;

    /// <summary>Returns the angle from −π to π that differs by whole turns. An angle in this range keeps its bits.</summary>
    internal static float Wrap(float angle) => angle - FullTurn * MathF.Round(angle * (1 / FullTurn));

    /// <summary>Draws every number of a state uniformly from [−limit, limit).</summary>
    internal static void Draw(RandomSource random, ulong agent, ulong episode, float limit, Span<float> state)
    {
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = Uniform(random, agent, episode, i, -limit, limit);
        }
    }

    /// <summary>Draws one number of a state uniformly from a range.</summary>
    internal static float Uniform(RandomSource random, ulong agent, ulong episode, int number, float minimum, float maximum)
        => random.Uniform(agent, episode * ControlState.Capacity + (ulong)number, minimum, maximum);

    /// <summary>Returns whether no number is NaN, infinite or huge.</summary>
    internal static bool AreModerate(ReadOnlySpan<float> state)
    {
        foreach (float value in state)
        {
            if (!(Math.Abs(value) <= 1000))
            {
                return false;
            }
        }

        return true;
    }
}

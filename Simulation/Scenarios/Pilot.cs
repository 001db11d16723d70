namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Steering for scripted experts: turns a desired direction into an action.</summary>
internal static class Pilot
{
    private const float TurnGain = 2.5f;
    private const float MinThrust = 0.2f;

    /// <summary>Writes a turn in proportion to the sideways part of the desired direction (the largest turn if it lies behind) and a thrust in proportion to its forward part, at least 0.2.</summary>
    /// <param name="ahead">Forward part of the desired direction, of any length.</param>
    /// <param name="left">Leftward part of the desired direction.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal static void Steer(float ahead, float left, Span<float> action)
    {
        float length = MathF.Sqrt(ahead * ahead + left * left) + 1e-6f;
        (ahead, left) = (ahead / length, left / length);

        // The sideways part shrinks again when the direction lies behind. Raise it towards 1 there so that the turn stays full.
        float aside = ahead >= 0 ? left : left + (left >= 0 ? 1 - left : -1 - left) * -ahead;
        action[0] = Math.Clamp(aside * TurnGain, -1f, 1f);
        action[1] = Math.Clamp(ahead, MinThrust, 1f);
    }
}

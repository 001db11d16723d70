namespace NeuroAgents.Simulation.Scenarios;

/// <summary>How scripts steer a body toward where they want to go.</summary>
internal static class Pilot
{
    private const float TurnGain = 2.5f;
    private const float MinThrust = 0.2f;

    /// <summary>Turns in proportion to how far aside the wish lies, fully if it lies behind, and thrusts in proportion to how far ahead.</summary>
    /// <param name="ahead">The wish, ahead; any length.</param>
    /// <param name="left">The wish, left.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal static void Steer(float ahead, float left, Span<float> action)
    {
        float length = MathF.Sqrt(ahead * ahead + left * left) + 1e-6f;
        (ahead, left) = (ahead / length, left / length);

        // Behind, the sideways part shrinks again: double it over so that the turn stays full.
        float aside = ahead >= 0 ? left : left + (left >= 0 ? 1 - left : -1 - left) * -ahead;
        action[0] = Math.Clamp(aside * TurnGain, -1f, 1f);
        action[1] = Math.Clamp(ahead, MinThrust, 1f);
    }
}

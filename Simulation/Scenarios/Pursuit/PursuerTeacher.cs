namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The scripted teacher of the pursuers. It steers to the point where it can meet the nearest evader and keeps away from other pursuers.</summary>
internal sealed class PursuerTeacher(PursuitOptions options) : IExpert
{
    private const float PushWeight = 0.5f;

    private const float MaxLeadSeconds = 1;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns toward the meeting point.</summary>
    /// <param name="observation">One row of <see cref="PursuitObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        (float ahead, float left) = (1, 0);
        if (observation[PursuitObservations.Nearness] > 0)
        {
            float distance = (1 - observation[PursuitObservations.Nearness]) * options.SightRange;
            float lead = Math.Min(distance / options.PursuerLocomotion.TopSpeed, MaxLeadSeconds) * options.EvaderLocomotion.TopSpeed;
            ahead = observation[PursuitObservations.Nearest] * distance + observation[PursuitObservations.Velocity] * lead;
            left = observation[PursuitObservations.Nearest + 1] * distance + observation[PursuitObservations.Velocity + 1] * lead;
            float length = MathF.Sqrt(ahead * ahead + left * left) + 1e-6f;
            (ahead, left) = (ahead / length, left / length);
        }

        Pilot.Steer(
            ahead + PushWeight * observation[PursuitObservations.Push], left + PushWeight * observation[PursuitObservations.Push + 1], action);
    }
}

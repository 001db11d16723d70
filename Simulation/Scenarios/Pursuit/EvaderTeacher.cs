namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The scripted teacher of the evaders. It steers away from all pursuers in sight, most strongly from near ones, and slightly away from other evaders.</summary>
internal sealed class EvaderTeacher : IExpert
{
    private const float AwayWeight = 4;
    private const float PushWeight = 0.25f;

    // A small weight for flying straight on, which decides if no agent is in sight.
    private const float Inertia = 0.25f;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns away from pursuers and other evaders.</summary>
    /// <param name="observation">One row of <see cref="PursuitObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal static void Act(ReadOnlySpan<float> observation, Span<float> action)
        => Pilot.Steer(
            Inertia + AwayWeight * observation[PursuitObservations.Away] + PushWeight * observation[PursuitObservations.Push],
            AwayWeight * observation[PursuitObservations.Away + 1] + PushWeight * observation[PursuitObservations.Push + 1],
            action);
}

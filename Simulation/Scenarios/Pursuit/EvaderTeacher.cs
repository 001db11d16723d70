namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The scripted evader: away from all pursuers in sight, the near ones most, and a little from other evaders.</summary>
internal sealed class EvaderTeacher : IExpert
{
    private const float AwayWeight = 4;
    private const float PushWeight = 0.25f;

    // Straight on counts a little, where nobody is to be seen.
    private const float Inertia = 0.25f;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns away.</summary>
    /// <param name="observation">One row of <see cref="PursuitObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal static void Act(ReadOnlySpan<float> observation, Span<float> action)
        => Pilot.Steer(
            Inertia + AwayWeight * observation[PursuitObservations.Away] + PushWeight * observation[PursuitObservations.Push],
            AwayWeight * observation[PursuitObservations.Away + 1] + PushWeight * observation[PursuitObservations.Push + 1],
            action);
}

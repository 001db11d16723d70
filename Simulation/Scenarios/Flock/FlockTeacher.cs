namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The scripted teacher of the flock. It uses only the agent's observation.</summary>
/// <remarks>Separation, alignment and cohesion after Reynolds, "Flocks, herds and schools: a distributed behavioral model", SIGGRAPH 1987, weighted and added.</remarks>
internal sealed class FlockTeacher(FlockOptions options) : IExpert
{
    // A small weight for flying straight on, so that agents start moving even when all their neighbours stand still.
    private const float Inertia = 0.2f;

    // Thrust for slightly more than cruising speed, and the gain for the forward part of the wanted direction that is added to it.
    private const float CruisingThrust = 0.7f;
    private const float SpeedGain = 0.5f;
    private const float MinThrust = 0.2f;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns toward the weighted sum of the three rules. The agent flies faster if its neighbours are ahead and slower if they are behind.</summary>
    /// <param name="observation">One row of <see cref="FlockObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        (float ahead, float left) = (Direction(observation, 0), Direction(observation, 1));
        Pilot.Steer(
            ahead + options.Alignment * observation[FlockObservations.Velocity] + Inertia,
            left + options.Alignment * observation[FlockObservations.Velocity + 1],
            action);
        action[1] = Math.Clamp(CruisingThrust * action[1] + SpeedGain * ahead, MinThrust, 1);
    }

    /// <summary>Returns one component of the wanted direction, relative to the agent: away from close neighbours and toward the middle of all neighbours.</summary>
    private float Direction(ReadOnlySpan<float> observation, int axis)
        => options.Separation * observation[FlockObservations.Push + axis] + options.Cohesion * observation[FlockObservations.Centre + axis];
}

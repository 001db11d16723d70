namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The scripted flock: it knows what an agent's observation says and nothing else.</summary>
/// <remarks>Separation, alignment and cohesion after Reynolds, "Flocks, herds and schools: a distributed behavioral model", SIGGRAPH 1987, weighted and added.</remarks>
internal sealed class FlockTeacher(FlockOptions options) : IExpert
{
    // Straight on counts a little: who stands among others that stand still must begin somewhere.
    private const float Inertia = 0.2f;

    // Thrust that holds somewhat more than cruising speed, and how much of a wish ahead or behind is added to it.
    private const float CruisingThrust = 0.7f;
    private const float SpeedGain = 0.5f;
    private const float MinThrust = 0.2f;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns to where the three rules add up to, faster if the others are ahead and slower if behind.</summary>
    /// <param name="observation">One row of <see cref="FlockObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        (float ahead, float left) = (Place(observation, 0), Place(observation, 1));
        Pilot.Steer(
            ahead + options.Alignment * observation[FlockObservations.Velocity] + Inertia,
            left + options.Alignment * observation[FlockObservations.Velocity + 1],
            action);
        action[1] = Math.Clamp(CruisingThrust * action[1] + SpeedGain * ahead, MinThrust, 1);
    }

    /// <summary>Where to be: away from the close ones, in the middle of all.</summary>
    private float Place(ReadOnlySpan<float> observation, int axis)
        => options.Separation * observation[FlockObservations.Push + axis] + options.Cohesion * observation[FlockObservations.Centre + axis];
}

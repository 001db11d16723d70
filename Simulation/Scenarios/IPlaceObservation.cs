namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session: an agent's observation is a function of its place alone, so its brain can be mapped over the world.</summary>
public interface IPlaceObservation
{
    /// <summary>Writes the observation of an agent at a place. Does not allocate.</summary>
    /// <param name="x">x, m.</param>
    /// <param name="y">y, m.</param>
    /// <param name="observation">Overwritten.</param>
    void Observe(float x, float y, Span<float> observation);
}

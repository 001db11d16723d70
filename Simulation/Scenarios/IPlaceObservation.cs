namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session in which an agent's observation depends only on its place, so the brain's output can be drawn as a map of the world.</summary>
public interface IPlaceObservation
{
    /// <summary>Writes the observation of an agent at a place. Does not allocate.</summary>
    /// <param name="x">X coordinate of the place, m.</param>
    /// <param name="y">Y coordinate of the place, m.</param>
    /// <param name="observation">Overwritten with the observation.</param>
    void Observe(float x, float y, Span<float> observation);
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The side of a world and of its grid cells. A search around an agent needs only three by three cells, even after rounding.</summary>
/// <param name="Side">Length of the world's side, m.</param>
/// <param name="CellSize">Side of a cell, m: slightly more than the largest search radius.</param>
internal readonly record struct WorldSize(float Side, float CellSize)
{
    /// <summary>Computes the size of a world with a given area per agent.</summary>
    /// <param name="area">Area per agent, m².</param>
    /// <param name="agents">Number of agents.</param>
    /// <param name="maxRadius">Largest search radius, m.</param>
    internal static WorldSize For(double area, int agents, float maxRadius)
    {
        // The side is slightly more than three cells at least, so that a neighbourhood never overlaps itself across the wrapped edge.
        float minSide = maxRadius * 0.5005f * 6;
        return new WorldSize(Math.Max((float)Math.Sqrt(area * agents), minSide), maxRadius * 1.0005f);
    }
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>How wide a world is and how it is cut into cells, so that whoever looks around looks into three by three of them, whatever the rounding.</summary>
/// <param name="Side">Length of the world's side, m.</param>
/// <param name="CellSize">A little over the radius of the widest circle that is looked into, m.</param>
internal readonly record struct WorldSize(float Side, float CellSize)
{
    /// <summary>A world with an area for each agent.</summary>
    /// <param name="area">World per agent, m².</param>
    /// <param name="agents">Number of agents.</param>
    /// <param name="widest">Radius of the widest circle that is looked into, m.</param>
    internal static WorldSize For(double area, int agents, float widest)
    {
        // At least a little over three cells: a neighbourhood must not meet itself across the seam.
        float least = widest * 0.5005f * 6;
        return new WorldSize(Math.Max((float)Math.Sqrt(area * agents), least), widest * 1.0005f);
    }
}

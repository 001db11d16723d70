namespace NeuroAgents.Simulation.Spatial;

/// <summary>A square world without edges: who leaves on one side comes in on the other.</summary>
/// <param name="Side">Length of a side, m.</param>
public readonly record struct Torus(float Side)
{
    /// <summary>The same place within [0, side), for coordinates at most one side away.</summary>
    public float Wrap(float coordinate)
    {
        if (coordinate < 0)
        {
            coordinate += Side;
        }

        // The sum above can round up to the side itself.
        return coordinate >= Side ? coordinate - Side : coordinate;
    }

    /// <summary>The short way from one coordinate to another, from −side/2 to side/2.</summary>
    public float Difference(float from, float to)
    {
        float difference = to - from;
        if (difference > Side / 2)
        {
            return difference - Side;
        }

        return difference < -Side / 2 ? difference + Side : difference;
    }
}

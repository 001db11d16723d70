namespace NeuroAgents.Simulation.Spatial;

/// <summary>A square world without edges: an agent that leaves at one side enters at the opposite side.</summary>
/// <param name="Side">Length of a side, m.</param>
public readonly record struct Torus(float Side)
{
    /// <summary>Returns the equivalent coordinate within [0, side).</summary>
    /// <param name="coordinate">A coordinate at most one side outside that range, m.</param>
    public float Wrap(float coordinate)
    {
        if (coordinate < 0)
        {
            coordinate += Side;
        }

        // The sum above can round up to the side itself.
        return coordinate >= Side ? coordinate - Side : coordinate;
    }

    /// <summary>Returns the signed shortest distance from one coordinate to another, −side/2 to side/2, m.</summary>
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

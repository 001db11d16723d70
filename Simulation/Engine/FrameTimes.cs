namespace NeuroAgents.Simulation.Engine;

/// <summary>Durations of the parts of a frame, ms.</summary>
/// <param name="Sense">Numbering the agents, eating, wounds and observations.</param>
/// <param name="Decide">The batched forward passes of all brains.</param>
/// <param name="Act">Teaching, acting, moving, deaths and births.</param>
/// <param name="Learn">Learning steps.</param>
public readonly record struct FrameTimes(double Sense, double Decide, double Act, double Learn)
{
    /// <summary>Duration of the whole frame, ms.</summary>
    public double Total => Sense + Decide + Act + Learn;
}

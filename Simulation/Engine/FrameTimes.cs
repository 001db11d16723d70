namespace NeuroAgents.Simulation.Engine;

/// <summary>How long the parts of a frame took, ms.</summary>
/// <param name="Sense">Finding out who is where, eating, observations.</param>
/// <param name="Decide">The batched forward pass.</param>
/// <param name="Act">Teaching, acting, moving, dying and being born.</param>
/// <param name="Learn">Minibatches.</param>
public readonly record struct FrameTimes(double Sense, double Decide, double Act, double Learn)
{
    /// <summary>The whole frame, ms.</summary>
    public double Total => Sense + Decide + Act + Learn;
}

namespace NeuroAgents.Simulation.Systems;

/// <summary>A place in the frame where a scenario has nothing to do.</summary>
public sealed class IdleSystem : ISystem
{
    /// <inheritdoc/>
    public void Run(long frame)
    {
    }
}

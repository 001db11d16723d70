namespace NeuroAgents.Simulation.Systems;

/// <summary>Several systems in one place of the frame, one after the other.</summary>
/// <param name="systems">In the order in which they run.</param>
internal sealed class SystemGroup(params ISystem[] systems) : ISystem
{
    public void Run(long frame)
    {
        foreach (ISystem system in systems)
        {
            system.Run(frame);
        }
    }
}

namespace NeuroAgents.Simulation.Systems;

/// <summary>One step of the frame. A system owns the buffers that it writes. It does not allocate after the first frames.</summary>
public interface ISystem
{
    /// <summary>Runs the step for one frame.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    void Run(long frame);
}

/// <summary>A system that runs several systems one after the other.</summary>
/// <param name="systems">The systems, in the order in which they run.</param>
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

namespace NeuroAgents.Simulation.Systems;

/// <summary>One step of the frame. A system owns the buffers that it writes; running it does not allocate after the first frames.</summary>
public interface ISystem
{
    /// <summary>Does the system's part of a frame.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    void Run(long frame);
}

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

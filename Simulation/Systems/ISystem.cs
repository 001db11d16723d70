namespace NeuroAgents.Simulation.Systems;

/// <summary>One step of the frame. A system owns the buffers that it writes; running it does not allocate after the first frames.</summary>
public interface ISystem
{
    /// <summary>Does the system's part of a frame.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    void Run(long frame);
}

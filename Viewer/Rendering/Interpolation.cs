using NeuroAgents.Viewer.Live;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>Where an agent is drawn between two steps: as the shader has it.</summary>
internal static class Interpolation
{
    internal static (float X, float Y) Place(in AgentShape agent, float side, float blend)
        => (Along(agent.PreviousX, agent.X, side, blend), Along(agent.PreviousY, agent.Y, side, blend));

    private static float Along(float previous, float now, float side, float blend)
    {
        float travelled = now - previous;
        travelled -= side * MathF.Round(travelled / side);
        float at = now - travelled * (1 - blend);
        return at - side * MathF.Floor(at / side);
    }
}

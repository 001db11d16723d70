using NeuroAgents.Agents;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Rendering;

namespace NeuroAgents.Viewer.Input;

/// <summary>Finds the agent under the cursor.</summary>
internal static class Picker
{
    internal const float ReachUnits = 10;

    /// <summary>The nearest agent whose drawn middle is within reach; null if none is. Does not allocate.</summary>
    internal static AgentHandle? Pick(WorldSnapshot snapshot, in View view, float x, float y)
    {
        (float worldX, float worldY) = view.Camera.ToWorld(x, y);
        float reach = Math.Max(ReachUnits * view.Scale, view.AgentPixels) / view.Camera.PixelsPerMetre;
        float nearest = reach * reach;
        AgentHandle? found = null;
        foreach (KindSnapshot kind in snapshot.Kinds)
        {
            for (int i = 0; i < kind.Agents.Count; i++)
            {
                (float agentX, float agentY) = Interpolation.Place(kind.Agents.Items[i], snapshot.Side, view.Blend);
                float square = (agentX - worldX) * (agentX - worldX) + (agentY - worldY) * (agentY - worldY);
                if (square < nearest)
                {
                    (nearest, found) = (square, kind.Handles.Items[i]);
                }
            }
        }

        return found;
    }
}

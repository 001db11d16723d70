using NeuroAgents.Agents;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Input;

/// <summary>Gives what happened to the window to whom it concerns: overlays, the hand, keys and buttons, or the pointer in the world.</summary>
/// <param name="overlays">What stands over the world.</param>
/// <param name="commands">What keys and buttons do.</param>
/// <param name="pointer">What the mouse does in the world.</param>
internal sealed class ViewerInput(OverlayLayer overlays, ViewerCommands commands, Pointer pointer)
{
    /// <summary>Answers all that the person did since the last time.</summary>
    internal void Answer(IWindow window, float scale)
    {
        window.Poll();
        while (window.TryRead(out WindowEvent happened))
        {
            Handle(happened, scale);
        }
    }

    /// <summary>Answers one thing that the person did.</summary>
    /// <param name="happened">What.</param>
    /// <param name="scale">Pixels per unit.</param>
    internal void Handle(in WindowEvent happened, float scale)
    {
        if (overlays.Input.Handle(happened, scale) || commands.WorldEdit.Handle(happened))
        {
            return;
        }

        bool isCovered = overlays.IsCovered(happened.X / scale, happened.Y / scale, out Key? key);
        if (happened.Kind == WindowEventKind.KeyDown)
        {
            Press(happened.IsCommand ? Key.Unknown : happened.Key);
        }
        else if (happened.Kind == WindowEventKind.ButtonDown && isCovered)
        {
            Press(happened.Button == 0 && key is { } pressed ? pressed : Key.Unknown);
        }
        else if (happened.Kind != WindowEventKind.Wheel || !isCovered)
        {
            pointer.Handle(happened);
        }
    }

    /// <summary>Answers a click in the world.</summary>
    /// <param name="view">The world as it is drawn.</param>
    /// <param name="snapshot">What is in it.</param>
    /// <param name="x">Where, pixels.</param>
    /// <param name="y">Where, pixels.</param>
    internal void Click(in CameraView view, WorldSnapshot snapshot, float x, float y)
    {
        (float worldX, float worldY) = view.Camera.ToWorld(x, y);
        if (!commands.WorldEdit.Click(worldX, worldY, Picker.ReachUnits * view.Scale / view.Camera.PixelsPerMetre))
        {
            commands.Select(Picker.Pick(snapshot, view, x, y));
        }

        overlays.Invalidate();
    }

    private void Press(Key key)
    {
        if (commands.Press(key))
        {
            overlays.Invalidate();
        }

        if (commands.Scenarios.IsShown)
        {
            overlays.Input.Enter(commands.Scenarios);
        }
    }
}

/// <summary>Finds the agent under the cursor.</summary>
internal static class Picker
{
    internal const float ReachUnits = 10;

    /// <summary>The nearest agent whose drawn middle is within reach; null if none is. Does not allocate.</summary>
    internal static AgentHandle? Pick(WorldSnapshot snapshot, in CameraView view, float x, float y)
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

using NeuroAgents.Agents;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Input;

/// <summary>A dispatcher of window events to overlays, world editing, keys and buttons, or the pointer in the world.</summary>
/// <param name="overlays">The overlays over the world.</param>
/// <param name="commands">The commands of keys and buttons.</param>
/// <param name="pointer">The pointer, which handles the mouse in the world.</param>
internal sealed class ViewerInput(OverlayLayer overlays, ViewerCommands commands, Pointer pointer)
{
    /// <summary>Handles all window events since the last call.</summary>
    internal void HandleAll(IWindow window, float scale)
    {
        window.Poll();
        while (window.TryRead(out WindowEvent windowEvent))
        {
            Handle(windowEvent, scale);
        }
    }

    /// <summary>Handles one window event.</summary>
    /// <param name="windowEvent">The event.</param>
    /// <param name="scale">Pixels per unit.</param>
    internal void Handle(in WindowEvent windowEvent, float scale)
    {
        if (overlays.Input.Handle(windowEvent, scale) || commands.WorldEdit.Handle(windowEvent))
        {
            return;
        }

        bool isCovered = overlays.IsCovered(windowEvent.X / scale, windowEvent.Y / scale, out Key? key);
        if (windowEvent.Kind == WindowEventKind.KeyDown)
        {
            Press(windowEvent.IsCommand ? Key.Unknown : windowEvent.Key);
        }
        else if (windowEvent.Kind == WindowEventKind.ButtonDown && isCovered)
        {
            Press(windowEvent.Button == 0 && key is { } pressed ? pressed : Key.Unknown);
        }
        else if (windowEvent.Kind != WindowEventKind.Wheel || !isCovered)
        {
            pointer.Handle(windowEvent);
        }
    }

    /// <summary>Handles a click in the world.</summary>
    /// <param name="view">The drawn view of the world.</param>
    /// <param name="snapshot">The drawn snapshot.</param>
    /// <param name="x">Horizontal position, pixels.</param>
    /// <param name="y">Vertical position, pixels.</param>
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

/// <summary>A search for the agent under the cursor.</summary>
internal static class Picker
{
    internal const float ReachUnits = 10;

    /// <summary>Returns the nearest agent whose drawn centre is within reach; null if there is none. Does not allocate.</summary>
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

using System.Diagnostics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Input;

/// <summary>The control of the camera. The camera shows the requested place or the whole world until the user moves it; then it stays where it is, or follows the selected agent.</summary>
/// <param name="camera">The camera.</param>
/// <param name="pointer">The pointer that moves the camera.</param>
/// <param name="commands">The commands to follow an agent or to show the whole world.</param>
/// <param name="runner">The runner of the run.</param>
/// <param name="requested">The place requested at the start; null for the whole world.</param>
internal sealed class CameraAim(Camera camera, Pointer pointer, ViewerCommands commands, LiveRunner runner, CameraPlace? requested)
{
    private CameraPlace? _requested = requested;
    private bool _isFitted;
    private bool _wasFollowing;
    private float _side;

    /// <summary>The camera's place; null if it is the default one.</summary>
    internal CameraPlace? CustomPlace
        => camera.IsZoomFitted(_side) && (commands.IsFollowing || camera.Middle == (_side / 2, _side / 2)) ? null : camera.Place;

    /// <summary>Points the camera for the next picture.</summary>
    /// <param name="area">The world's part of the window, units.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="isMoved">Whether the area has changed since the last picture.</param>
    /// <param name="snapshot">The drawn snapshot.</param>
    internal void Point(in SKRect area, float scale, bool isMoved, WorldSnapshot snapshot)
    {
        if (isMoved || !_isFitted)
        {
            camera.Resize(area.Left * scale, area.Top * scale, area.Width * scale, area.Height * scale);
        }

        UpdateAim(snapshot.Side);
        if (snapshot.Side > 0 && !pointer.HasMoved && (isMoved || !_isFitted))
        {
            camera.Fit(snapshot.Side);
            camera.Show(_requested ?? camera.Place);
            _isFitted = true;
        }

        // After a change of the scenario no agent is selected.
        commands.IsFollowing &= snapshot.Facts is null || snapshot.Selected.Handle is not null;
        if (commands.IsFollowing && snapshot.Selected is { Index: >= 0 and var index, Handle: { } handle })
        {
            (float x, float y) = Interpolation.Place(snapshot.Kinds[handle.Brain].Agents.Items[index], snapshot.Side, Blend(snapshot));
            camera.Follow(x, y);
        }
    }

    /// <summary>Returns the camera's view for one picture.</summary>
    internal CameraView View(int width, int height, float scale, WorldSnapshot snapshot, int agents)
        => new(camera, width, height, scale, Blend(snapshot), CameraView.SizeOf(camera.PixelsPerMetre, snapshot.Side, agents, scale));

    /// <summary>Updates the aim after a change of the followed agent, of the world's size, or on a request for the whole world.</summary>
    private void UpdateAim(float side)
    {
        if (_wasFollowing && !commands.IsFollowing)
        {
            // The camera stays where the followed agent was.
            pointer.MarkMoved();
        }

        _wasFollowing = commands.IsFollowing;
        if (commands.IsWholeWorldRequested || _side != side)
        {
            _requested = commands.IsWholeWorldRequested || _side > 0 ? null : _requested;
            pointer.ClearMoved();
            (commands.IsWholeWorldRequested, _isFitted, _side) = (false, false, side);
        }
    }

    /// <summary>Returns the elapsed share of the time from the newest step to the next, 0 to 1.</summary>
    private float Blend(WorldSnapshot snapshot)
    {
        double speed = runner.Speed;
        return runner.IsPaused || double.IsPositiveInfinity(speed) || runner.IsIdle
            ? 1
            : (float)Math.Clamp(Stopwatch.GetElapsedTime(snapshot.Time).TotalSeconds * speed / SimulationRun.DeltaTime, 0, 1);
    }
}

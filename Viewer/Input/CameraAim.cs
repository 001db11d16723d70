using System.Diagnostics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Input;

/// <summary>Points the camera: where it was asked to be, or at the whole world, until the person moves it; then where they left it, or at the agent that they follow.</summary>
/// <param name="camera">The camera.</param>
/// <param name="pointer">Who moves it.</param>
/// <param name="commands">Who wants to follow, or to see the whole world.</param>
/// <param name="runner">What runs.</param>
/// <param name="asked">Where it was asked to be at the start; null for the whole world.</param>
internal sealed class CameraAim(Camera camera, Pointer pointer, ViewerCommands commands, LiveRunner runner, CameraPlace? asked)
{
    private CameraPlace? _asked = asked;
    private bool _isFitted;
    private bool _wasFollowing;
    private float _side;

    /// <summary>What it shows; null where it shows what it would by itself.</summary>
    internal CameraPlace? Chosen
        => camera.IsZoomFitted(_side) && (commands.IsFollowing || camera.Middle == (_side / 2, _side / 2)) ? null : camera.Place;

    /// <summary>Points it for the next picture.</summary>
    /// <param name="area">The world's part of the window, units.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="isMoved">Whether that is another part than before.</param>
    /// <param name="snapshot">The world.</param>
    internal void Point(in SKRect area, float scale, bool isMoved, WorldSnapshot snapshot)
    {
        if (isMoved || !_isFitted)
        {
            camera.Resize(area.Left * scale, area.Top * scale, area.Width * scale, area.Height * scale);
        }

        Settle(snapshot.Side);
        if (snapshot.Side > 0 && !pointer.HasMoved && (isMoved || !_isFitted))
        {
            camera.Fit(snapshot.Side);
            camera.Show(_asked ?? camera.Place);
            _isFitted = true;
        }

        // In another scenario nobody is selected any more.
        commands.IsFollowing &= snapshot.Facts is null || snapshot.Selected.Handle is not null;
        if (commands.IsFollowing && snapshot.Selected is { Index: >= 0 and var index, Handle: { } handle })
        {
            (float x, float y) = Interpolation.Place(snapshot.Kinds[handle.Brain].Agents.Items[index], snapshot.Side, Blend(snapshot));
            camera.Follow(x, y);
        }
    }

    /// <summary>What is drawn, seen by it.</summary>
    internal CameraView View(int width, int height, float scale, WorldSnapshot snapshot, int agents)
        => new(camera, width, height, scale, Blend(snapshot), CameraView.SizeOf(camera.PixelsPerMetre, snapshot.Side, agents, scale));

    /// <summary>Whether what the person wants to see is another thing now.</summary>
    private void Settle(float side)
    {
        if (_wasFollowing && !commands.IsFollowing)
        {
            // It stays where whoever was followed has led it.
            pointer.Keep();
        }

        _wasFollowing = commands.IsFollowing;
        if (commands.ShowsWhole || _side != side)
        {
            _asked = commands.ShowsWhole || _side > 0 ? null : _asked;
            pointer.Forget();
            (commands.ShowsWhole, _isFitted, _side) = (false, false, side);
        }
    }

    /// <summary>How far time has gone since the newest step, as a share of the time until the next.</summary>
    private float Blend(WorldSnapshot snapshot)
    {
        double speed = runner.Speed;
        return runner.IsPaused || double.IsPositiveInfinity(speed) || runner.IsSettled
            ? 1
            : (float)Math.Clamp(Stopwatch.GetElapsedTime(snapshot.Time).TotalSeconds * speed / SimulationRun.DeltaTime, 0, 1);
    }
}

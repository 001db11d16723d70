using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>The selected agent's ring, its trail, and lines to everything it senses. Does not allocate once the buffers have grown.</summary>
internal sealed class SelectionLayer : IDisposable
{
    private const float RingRadii = 1.7f;
    private const int CircleParts = 72;

    /// <summary>The initial capacity. It exceeds any trail and sensing lines together, so longer trails don't allocate.</summary>
    private const int InitialCapacity = 1024;

    private const byte MinRayAlpha = 70;
    private static readonly (float X, float Y)[] s_circle =
        [.. Enumerable.Range(0, CircleParts + 1).Select(i => (MathF.Cos(MathF.Tau * i / CircleParts), MathF.Sin(MathF.Tau * i / CircleParts)))];

    private readonly DiscLayer _ring;
    private readonly LineLayer _lines;
    private readonly GrowingArray<LineShape> _shapes = new(InitialCapacity);

    internal SelectionLayer(GL gl)
    {
        _ring = new DiscLayer(gl, SKColors.White.WithAlpha(0), SKColors.White, rimUnits: 1.6f, minUnits: 9);
        _lines = new LineLayer(gl, widthUnits: 1.5f);
    }

    /// <summary>Whether the agent's trail is drawn.</summary>
    internal bool ShowsTrail { get; set; } = true;

    /// <summary>Whether lines to everything the agent senses are drawn.</summary>
    internal bool ShowsRays { get; set; } = true;

    /// <summary>Collects the lines to draw.</summary>
    internal void Arrange(in CameraView view, WorldSnapshot snapshot)
    {
        _shapes.Clear();
        if (TryPlace(view, snapshot, out float x, out float y))
        {
            if (ShowsTrail)
            {
                AddTrail(snapshot.Selected.History, x, y, snapshot.Side);
            }

            if (ShowsRays)
            {
                AddReach(snapshot.Selected, x, y, snapshot.Side);
                AddRays(snapshot.Selected.Rays.Items, x, y, snapshot.Side);
            }
        }
    }

    /// <summary>Draws the lines. Call it before the agents are drawn.</summary>
    internal void DrawLines(in CameraView view, WorldSnapshot snapshot)
    {
        _lines.Upload(_shapes.Items);
        _lines.Draw(view, snapshot.Side);
    }

    /// <summary>Draws the ring. Call it after the agents are drawn.</summary>
    internal void DrawRing(in CameraView view, WorldSnapshot snapshot)
    {
        if (TryPlace(view, snapshot, out float x, out float y))
        {
            _ring.Upload([new DiscShape(x, y, RingRadii * view.AgentPixels / view.Camera.PixelsPerMetre)]);
            _ring.Draw(view);
        }
    }

    public void Dispose()
    {
        _ring.Dispose();
        _lines.Dispose();
    }

    /// <summary>Returns whether the selected agent is drawn, and its drawn position.</summary>
    private static bool TryPlace(in CameraView view, WorldSnapshot snapshot, out float x, out float y)
    {
        (x, y) = (0, 0);
        if (snapshot.Selected is not { Index: >= 0 and var index, Handle: { } handle } || handle.Brain >= snapshot.Kinds.Count)
        {
            return false;
        }

        (x, y) = Interpolation.Place(snapshot.Kinds[handle.Brain].Agents.Items[index], snapshot.Side, view.Blend);
        return true;
    }

    /// <summary>Adds the trail, fading with age. Its newest line ends at the agent's drawn position, which may lie between two steps.</summary>
    private void AddTrail(AgentHistory history, float x, float y, float side)
    {
        for (int i = 1; i < history.Count; i++)
        {
            (float fromX, float fromY) = history.Place(i - 1);
            (float toX, float toY) = i == history.Count - 1 ? (x, y) : history.Place(i);
            AddLine(fromX, fromY, Short(toX - fromX, side), Short(toY - fromY, side), side, Palette.Trail.WithAlpha((byte)(220 * i / history.Count)));
        }
    }

    /// <summary>Adds a circle at the sensing range and the borders of the sensing sectors.</summary>
    private void AddReach(SelectedAgent selected, float x, float y, float side)
    {
        float sight = selected.SensingRange;
        if (sight <= 0)
        {
            return;
        }

        for (int i = 1; i <= CircleParts; i++)
        {
            ((float X, float Y) from, (float X, float Y) to) = (s_circle[i - 1], s_circle[i]);
            AddLine(x + sight * from.X, y + sight * from.Y, sight * (to.X - from.X), sight * (to.Y - from.Y), side, Palette.Faint.WithAlpha(110));
        }

        for (int i = 0; i < selected.Sectors; i++)
        {
            (float cosine, float sine) = s_circle[i * CircleParts / selected.Sectors];
            float ahead = selected.Facing.X * cosine - selected.Facing.Y * sine, left = selected.Facing.X * sine + selected.Facing.Y * cosine;
            AddLine(x, y, sight * ahead, sight * left, side, Palette.Faint.WithAlpha(45));
        }
    }

    private void AddRays(ReadOnlySpan<SensorRay> rays, float x, float y, float side)
    {
        foreach (SensorRay ray in rays)
        {
            byte strength = (byte)(MinRayAlpha + (255 - MinRayAlpha) * Math.Clamp(ray.Nearness, 0, 1));
            AddLine(x, y, ray.X, ray.Y, side, ColourOf(ray.Thing).WithAlpha(strength));
        }
    }

    /// <summary>Adds a line. A part beyond an edge of the world continues at the opposite edge.</summary>
    private void AddLine(float fromX, float fromY, float wayX, float wayY, float side, SKColor colour)
    {
        float toX = fromX + wayX, toY = fromY + wayY;
        (float firstX, float lastX) = (MathF.Floor(Math.Min(fromX, toX) / side), MathF.Floor(Math.Max(fromX, toX) / side));
        (float firstY, float lastY) = (MathF.Floor(Math.Min(fromY, toY) / side), MathF.Floor(Math.Max(fromY, toY) / side));
        for (float squareX = firstX; squareX <= lastX; squareX++)
        {
            for (float squareY = firstY; squareY <= lastY; squareY++)
            {
                float shiftX = squareX * side, shiftY = squareY * side;
                _shapes.Add(new LineShape(fromX - shiftX, fromY - shiftY, toX - shiftX, toY - shiftY, colour));
            }
        }
    }

    private static float Short(float way, float side) => way - side * MathF.Round(way / side);

    private static SKColor ColourOf(SensedThing thing) => thing switch
    {
        SensedThing.Food => Palette.Food,
        SensedThing.Hazard => Palette.Hazard,
        SensedThing.Opponent => Palette.Categories[3],
        _ => Palette.Accent,
    };
}

using System.Runtime.InteropServices;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>The record of one straight line in the world. The graphics card reads this layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LineShape(float FromX, float FromY, float ToX, float ToY, float Red, float Green, float Blue, float Alpha)
{
    internal LineShape(float fromX, float fromY, float toX, float toY, SKColor colour)
        : this(fromX, fromY, toX, toY, colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f, colour.Alpha / 255f)
    {
    }
}

/// <summary>A layer of lines, drawn in one call, each in its own colour. Parts outside the world's square are not drawn.</summary>
internal sealed class LineLayer : IDisposable
{
    private const string Vertex = """
        #version 330 core
        layout(location = 0) in vec2 start;     // m
        layout(location = 1) in vec2 end;       // m
        layout(location = 2) in vec4 ink;
        uniform vec4 view;
        uniform vec2 halfWindow;                // pixels
        uniform float halfWidth;                // pixels
        out vec2 place;                         // m
        out float across;                       // pixels from the middle of the line
        flat out vec4 shade;
        void main()
        {
            vec2 from = (start * view.xy + view.zw) * halfWindow, to = (end * view.xy + view.zw) * halfWindow;
            float length = max(distance(from, to), 1e-3);
            vec2 along = (to - from) / length;
            float share = float(gl_VertexID & 1);
            across = (float(gl_VertexID >> 1) * 2.0 - 1.0) * (halfWidth + 1.0);
            place = mix(start, end, share);
            shade = ink;
            gl_Position = vec4((mix(from, to, share) + vec2(-along.y, along.x) * across) / halfWindow, 0.0, 1.0);
        }
        """;

    private const string Fragment = """
        #version 330 core
        uniform float side;                     // m
        uniform float halfWidth;
        in vec2 place;
        in float across;
        flat in vec4 shade;
        out vec4 colour;
        void main()
        {
            if (any(lessThan(place, vec2(0.0))) || any(greaterThan(place, vec2(side))))
            {
                discard;
            }

            colour = vec4(shade.rgb, shade.a * clamp(halfWidth + 0.5 - abs(across), 0.0, 1.0));
        }
        """;

    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly Instances<LineShape> _instances;
    private readonly int _view;
    private readonly int _halfWindow;
    private readonly int _halfWidth;
    private readonly int _side;
    private readonly float _width;

    /// <param name="gl">The context's functions.</param>
    /// <param name="widthUnits">Width of the lines, units.</param>
    internal LineLayer(GL gl, float widthUnits)
    {
        (_gl, _width) = (gl, widthUnits);
        _program = new GlProgram(gl, Vertex, Fragment);
        (_view, _halfWindow) = (_program.Uniform("view"), _program.Uniform("halfWindow"));
        (_halfWidth, _side) = (_program.Uniform("halfWidth"), _program.Uniform("side"));
        _instances = new Instances<LineShape>(gl, 2, 2, 4);
    }

    internal void Upload(ReadOnlySpan<LineShape> lines) => _instances.Upload(lines);

    internal void Draw(in CameraView view, float side)
    {
        _program.Use();
        (float scaleX, float scaleY, float offsetX, float offsetY) = view.Camera.ToClip(view.Width, view.Height);
        _gl.Uniform4(_view, scaleX, scaleY, offsetX, offsetY);
        _gl.Uniform2(_halfWindow, view.Width / 2f, view.Height / 2f);
        _gl.Uniform1(_halfWidth, _width / 2 * view.Scale);
        _gl.Uniform1(_side, side);
        _instances.Draw();
    }

    public void Dispose()
    {
        _instances.Dispose();
        _program.Dispose();
    }
}

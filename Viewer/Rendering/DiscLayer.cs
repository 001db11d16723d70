using NeuroAgents.Viewer.Snapshots;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A layer of discs of one colour: food, hazards, or the ring around the selected agent.</summary>
internal sealed class DiscLayer : IDisposable
{
    private const string Vertex = """
        #version 330 core
        layout(location = 0) in vec2 place;     // m
        layout(location = 1) in float radius;   // m
        uniform vec4 view;
        uniform vec2 halfWindow;                // pixels
        uniform float pixelsPerMetre;
        uniform float minPixels;
        out vec2 local;                         // pixels from the middle
        flat out float size;                    // pixels
        void main()
        {
            size = max(radius * pixelsPerMetre, minPixels);
            local = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (size + 1.5);
            gl_Position = vec4(place * view.xy + view.zw + local / halfWindow, 0.0, 1.0);
        }
        """;

    private const string Fragment = """
        #version 330 core
        uniform vec4 fill;
        uniform vec4 rim;
        uniform float rimPixels;
        in vec2 local;
        flat in float size;
        out vec4 colour;
        void main()
        {
            float distance = length(local) - size;
            float cover = clamp(0.5 - distance, 0.0, 1.0);
            float isRim = clamp(distance + rimPixels + 0.5, 0.0, 1.0);
            vec4 own = mix(fill, rim, isRim);
            colour = vec4(own.rgb, own.a * cover);
        }
        """;

    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly Instances<DiscShape> _instances;
    private readonly int _view;
    private readonly int _halfWindow;
    private readonly int _pixelsPerMetre;
    private readonly int _minPixels;
    private readonly int _rimPixels;
    private readonly float _min;
    private readonly float _rim;

    /// <param name="gl">The context's functions.</param>
    /// <param name="fill">Colour of the inside.</param>
    /// <param name="rim">Colour of the rim.</param>
    /// <param name="rimUnits">Width of the rim, units.</param>
    /// <param name="minUnits">Minimum drawn radius of a disc, units.</param>
    internal DiscLayer(GL gl, SKColor fill, SKColor rim, float rimUnits, float minUnits)
    {
        (_gl, _rim, _min) = (gl, rimUnits, minUnits);
        _program = new GlProgram(gl, Vertex, Fragment);
        (_view, _halfWindow, _pixelsPerMetre) = (_program.Uniform("view"), _program.Uniform("halfWindow"), _program.Uniform("pixelsPerMetre"));
        (_minPixels, _rimPixels) = (_program.Uniform("minPixels"), _program.Uniform("rimPixels"));
        _instances = new Instances<DiscShape>(gl, 2, 1);
        _program.Use();
        Set("fill", fill);
        Set("rim", rim);
    }

    internal void Upload(ReadOnlySpan<DiscShape> discs) => _instances.Upload(discs);

    internal void Draw(in CameraView view)
    {
        _program.Use();
        (float scaleX, float scaleY, float offsetX, float offsetY) = view.Camera.ToClip(view.Width, view.Height);
        _gl.Uniform4(_view, scaleX, scaleY, offsetX, offsetY);
        _gl.Uniform2(_halfWindow, view.Width / 2f, view.Height / 2f);
        _gl.Uniform1(_pixelsPerMetre, view.Camera.PixelsPerMetre);
        _gl.Uniform1(_minPixels, _min * view.Scale);
        _gl.Uniform1(_rimPixels, _rim * view.Scale);
        _instances.Draw();
    }

    public void Dispose()
    {
        _instances.Dispose();
        _program.Dispose();
    }

    private void Set(string name, SKColor colour)
        => _gl.Uniform4(_program.Uniform(name), colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f, colour.Alpha / 255f);
}

using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>The world's square with a grid, or with the brain's output at every point of it.</summary>
internal sealed class GroundLayer : IDisposable
{
    private const string Vertex = """
        #version 330 core
        uniform vec4 view;      // scale and offset from metres to the window's -1 to 1
        uniform float side;     // m
        out vec2 place;         // m
        void main()
        {
            place = vec2(gl_VertexID & 1, gl_VertexID >> 1) * side;
            gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
        }
        """;

    private const string Fragment = """
        #version 330 core
        uniform float side;
        uniform float pitch;        // distance of the grid's lines, m
        uniform vec3 ground;
        uniform vec3 line;
        uniform vec3 low;           // colour of a certain first class
        uniform vec3 high;          // colour of a certain second class
        uniform float isSurface;
        uniform sampler2D surface;
        in vec2 place;
        out vec4 colour;
        void main()
        {
            vec2 width = fwidth(place);
            vec2 distance = abs(place - round(place / pitch) * pitch) / width;
            float isLine = 1.0 - clamp(min(distance.x, distance.y), 0.0, 1.0);
            vec3 base = mix(ground, line, isLine);
            float share = texture(surface, place / side).r;
            float sure = abs(2.0 * share - 1.0);
            vec3 thought = mix(ground, mix(low, high, step(0.5, share)), 0.10 + 0.32 * sure);
            float border = 1.0 - clamp(abs(share - 0.5) / max(fwidth(share), 1e-6) - 0.4, 0.0, 1.0);
            thought = mix(thought, vec3(0.92), 0.75 * border);
            colour = vec4(mix(base, thought, isSurface), 1.0);
        }
        """;

    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly uint _array;
    private readonly uint _texture;
    private readonly int _view;
    private readonly int _side;
    private readonly int _pitch;
    private readonly int _isSurface;
    private bool _hasSurface;

    internal GroundLayer(GL gl)
    {
        _gl = gl;
        _program = new GlProgram(gl, Vertex, Fragment);
        (_view, _side, _pitch, _isSurface) = (_program.Uniform("view"), _program.Uniform("side"), _program.Uniform("pitch"), _program.Uniform("isSurface"));
        _array = gl.GenVertexArray();
        _texture = gl.GenTexture();
        _program.Use();
        Set("ground", Palette.Ground);
        Set("line", Palette.GroundLine);
        Set("low", Palette.Category(0, ["red", "green"]));
        Set("high", Palette.Category(1, ["red", "green"]));
        UploadSurface([0]);
    }

    internal void Upload(WorldSnapshot snapshot)
    {
        _hasSurface = snapshot.Surface.Count > 0;
        if (_hasSurface)
        {
            UploadSurface(snapshot.Surface.Items);
        }
    }

    internal void Draw(in CameraView view, float side)
    {
        _program.Use();
        _gl.BindTexture(TextureTarget.Texture2D, _texture);
        (float scaleX, float scaleY, float offsetX, float offsetY) = view.Camera.ToClip(view.Width, view.Height);
        _gl.Uniform4(_view, scaleX, scaleY, offsetX, offsetY);
        _gl.Uniform1(_side, side);
        _gl.Uniform1(_pitch, Pitch(view.Camera.PixelsPerMetre / view.Scale));
        _gl.Uniform1(_isSurface, _hasSurface ? 1f : 0f);
        _gl.BindVertexArray(_array);
        _gl.DrawArrays(PrimitiveType.TriangleStrip, 0, 4);
    }

    public void Dispose()
    {
        _gl.DeleteTexture(_texture);
        _gl.DeleteVertexArray(_array);
        _program.Dispose();
    }

    /// <summary>Returns the grid's pitch: 1, 5, 10, 50 … m, so that lines are at least 24 units apart.</summary>
    private static float Pitch(float unitsPerMetre)
    {
        float pitch = 1;
        for (bool isFive = false; pitch * unitsPerMetre < 24; isFive = !isFive)
        {
            pitch *= isFive ? 2 : 5;
        }

        return pitch;
    }

    private void UploadSurface(ReadOnlySpan<float> values)
    {
        uint side = values.Length == 1 ? 1u : WorldSnapshot.SurfaceSide;
        _gl.BindTexture(TextureTarget.Texture2D, _texture);
        _gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.R32f, side, side, 0, PixelFormat.Red, PixelType.Float, values);
        TextureSettings.Set(_gl, TextureMinFilter.Linear);
    }

    private void Set(string name, SKColor colour)
        => _gl.Uniform3(_program.Uniform(name), colour.Red / 255f, colour.Green / 255f, colour.Blue / 255f);
}

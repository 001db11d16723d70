using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A layer of all agents of a kind, drawn in one call: darts along their headings, in the colours of a measure, interpolated between their last two positions.</summary>
internal sealed class AgentLayer : IDisposable
{
    private const string Vertex = """
        #version 330 core
        layout(location = 0) in vec2 place;     // m
        layout(location = 1) in vec2 previous;  // m
        layout(location = 2) in vec2 heading;
        layout(location = 3) in float value;
        uniform vec4 view;
        uniform vec2 halfWindow;                // pixels
        uniform float side;                     // m
        uniform float blend;
        uniform float pixels;                   // from an agent's middle to its tip
        out vec2 local;                         // pixels ahead and left of the middle
        flat out float share;
        void main()
        {
            // The world meets itself at its edges: the short way from the last place to this one.
            vec2 travelled = place - previous;
            travelled -= side * round(travelled / side);
            vec2 at = place - travelled * (1.0 - blend);
            at -= side * floor(at / side);
            local = (vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0) * (pixels + 1.5);
            vec2 corner = heading * local.x + vec2(-heading.y, heading.x) * local.y;
            share = value;
            gl_Position = vec4(at * view.xy + view.zw + corner / halfWindow, 0.0, 1.0);
        }
        """;

    private const string Fragment = """
        #version 330 core
        uniform sampler2D scale;
        uniform float pixels;
        uniform vec3 noValue;
        in vec2 local;
        flat in float share;
        out vec4 colour;

        // Distance to a dart with its tip at (1, 0), its tails at (-0.8, +-0.7) and its notch at (-0.4, 0).
        float dart(vec2 place)
        {
            place.y = abs(place.y);
            float flank = dot(place - vec2(1.0, 0.0), normalize(vec2(0.7, 1.8)));
            float back = dot(place - vec2(-0.4, 0.0), normalize(vec2(-0.7, -0.4)));
            return max(flank, back);
        }

        void main()
        {
            float distance = pixels < 2.5 ? length(local) - 0.75 * pixels : dart(local / pixels) * pixels;
            float cover = clamp(0.5 - distance, 0.0, 1.0);
            vec3 own = share < 0.0 ? noValue : texture(scale, vec2(share, 0.5)).rgb;
            float isRim = pixels < 8.0 ? 0.0 : clamp(distance + 1.6, 0.0, 1.0);
            colour = vec4(mix(own, own * 0.25, isRim), cover);
        }
        """;

    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly Instances<AgentShape> _instances;
    private readonly int _view;
    private readonly int _halfWindow;
    private readonly int _side;
    private readonly int _blend;
    private readonly int _pixels;
    private readonly int _noValue;

    internal AgentLayer(GL gl)
    {
        _gl = gl;
        _program = new GlProgram(gl, Vertex, Fragment);
        (_view, _halfWindow, _side) = (_program.Uniform("view"), _program.Uniform("halfWindow"), _program.Uniform("side"));
        (_blend, _pixels, _noValue) = (_program.Uniform("blend"), _program.Uniform("pixels"), _program.Uniform("noValue"));
        _instances = new Instances<AgentShape>(gl, 2, 2, 2, 1);
    }

    internal void Upload(ReadOnlySpan<AgentShape> agents) => _instances.Upload(agents);

    internal void Draw(in CameraView view, float side)
    {
        _program.Use();
        (float scaleX, float scaleY, float offsetX, float offsetY) = view.Camera.ToClip(view.Width, view.Height);
        _gl.Uniform4(_view, scaleX, scaleY, offsetX, offsetY);
        _gl.Uniform2(_halfWindow, view.Width / 2f, view.Height / 2f);
        _gl.Uniform1(_side, side);
        _gl.Uniform1(_blend, view.Blend);
        _gl.Uniform1(_pixels, view.AgentPixels);
        _gl.Uniform3(_noValue, Palette.NoValue.Red / 255f, Palette.NoValue.Green / 255f, Palette.NoValue.Blue / 255f);
        _instances.Draw();
    }

    public void Dispose()
    {
        _instances.Dispose();
        _program.Dispose();
    }
}

/// <summary>The interpolation of an agent's position between two steps, equal to the shader's.</summary>
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

using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A renderer for snapshots of a world. Does not allocate once the buffers have grown.</summary>
/// <remarks>The OpenGL context must be current at creation and at every use.</remarks>
internal sealed class WorldRenderer : IDisposable
{
    private readonly GL _gl;
    private readonly GroundLayer _ground;
    private readonly DiscLayer _food;
    private readonly DiscLayer _hazards;
    private readonly List<AgentLayer> _agents = [];
    private readonly ColourScale _scale;

    internal WorldRenderer(GL gl)
    {
        _gl = gl;
        _ground = new GroundLayer(gl);
        _hazards = new DiscLayer(gl, Palette.Hazard.WithAlpha(60), Palette.Hazard.WithAlpha(150), rimUnits: 1.2f, minUnits: 2);
        _food = new DiscLayer(gl, Palette.Food, Palette.Food, rimUnits: 0, minUnits: 1.3f);
        Selection = new SelectionLayer(gl);
        _scale = new ColourScale(gl);
    }

    /// <summary>The layer of the selected agent.</summary>
    internal SelectionLayer Selection { get; }

    /// <summary>Uploads another snapshot to the graphics card.</summary>
    internal void Upload(WorldSnapshot snapshot)
    {
        while (_agents.Count < snapshot.Kinds.Count)
        {
            _agents.Add(new AgentLayer(_gl));
        }

        for (int kind = 0; kind < snapshot.Kinds.Count; kind++)
        {
            _agents[kind].Upload(snapshot.Kinds[kind].Agents.Items);
        }

        _ground.Upload(snapshot);
        _food.Upload(snapshot.Food.Items);
        _hazards.Upload(snapshot.Hazards.Items);
    }

    /// <summary>Draws the world over the whole window.</summary>
    internal void Draw(in CameraView view, WorldSnapshot snapshot)
    {
        SetState(view);
        if (snapshot.Measure is not { } measure)
        {
            return;
        }

        _ground.Draw(view, snapshot.Side);
        _hazards.Draw(view);
        _food.Draw(view);
        Selection.DrawLines(view, snapshot);
        for (int kind = 0; kind < snapshot.Kinds.Count; kind++)
        {
            _scale.Bind(measure);
            _agents[kind].Draw(view, snapshot.Side);
        }

        Selection.DrawRing(view, snapshot);
    }

    public void Dispose()
    {
        _ground.Dispose();
        _food.Dispose();
        _hazards.Dispose();
        Selection.Dispose();
        _scale.Dispose();
        foreach (AgentLayer layer in _agents)
        {
            layer.Dispose();
        }
    }

    /// <summary>Sets all OpenGL state that drawing relies on, as SkiaSharp may leave any state behind.</summary>
    private void SetState(in CameraView view)
    {
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _gl.Viewport(0, 0, (uint)view.Width, (uint)view.Height);
        _gl.Disable(EnableCap.ScissorTest);
        _gl.Disable(EnableCap.StencilTest);
        _gl.Disable(EnableCap.DepthTest);
        _gl.Disable(EnableCap.CullFace);
        _gl.ColorMask(true, true, true, true);
        _gl.Enable(EnableCap.Blend);
        _gl.BlendEquation(BlendEquationModeEXT.FuncAdd);
        _gl.BlendFunc(BlendingFactor.SrcAlpha, BlendingFactor.OneMinusSrcAlpha);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindSampler(0, 0);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 4);
        _gl.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        SKColor background = Palette.Background;
        _gl.ClearColor(background.Red / 255f, background.Green / 255f, background.Blue / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit | ClearBufferMask.StencilBufferBit);
    }
}

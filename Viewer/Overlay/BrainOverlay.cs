using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Overlay;

/// <summary>Panels of one brain over the picture of any game with an OpenGL 3.3 context: its losses, its weights and the activity of its network, in a column on the right.</summary>
/// <remarks>
/// <para><see cref="Update"/> is called by the game's thread, <see cref="Draw"/> by the thread that draws. These may be two threads: each call waits while the other runs.</para>
/// <para>A panel is painted at most ten times a second and drawn as an image in between. <see cref="Update"/> does not allocate once buffers have grown; <see cref="Draw"/> allocates only where it paints.</para>
/// <example><code>
/// // With a window of Silk.NET; with GLFW pass glfwGetProcAddress, with SDL SDL_GL_GetProcAddress.
/// using BrainOverlay overlay = new(plugin, brain, name => window.GLContext.TryGetProcAddress(name, out nint address) ? address : 0);
/// while (!window.IsClosing)
/// {
///     game.Step();               // … brain.Decide() …
///     plugin.LateUpdate();
///     overlay.Update();
///
///     game.Draw();
///     overlay.Draw(window.Size.X, window.Size.Y);
///     window.SwapBuffers();
/// }
/// </code></example>
/// </remarks>
public sealed class BrainOverlay : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BrainWatch _watch;
    private readonly GL _gl;
    private readonly GlState _state;
    private readonly GlCanvas _canvas;
    private readonly PaintContext _paint;
    private readonly CanvasStack _stack = new();
    private readonly (OverlayPanels Flag, Panel Panel, Action<PanelCanvas> Paint)[] _panels;
    private readonly List<Panel> _shown = [];
    private readonly Dictionary<Panel, SKRect> _places = [];

    /// <summary>Creates the panels of a brain. The context must be current.</summary>
    /// <param name="plugin">The plugin that the brain belongs to. Its settings decide whether gradients can be read.</param>
    /// <param name="brain">The brain.</param>
    /// <param name="getProcAddress">Returns the address of an OpenGL function by its name; 0 if the function is missing.</param>
    /// <exception cref="InvalidOperationException">The context is older than OpenGL 3.3, or none is current.</exception>
    /// <exception cref="MissingFontException">No usable font for the panels is installed.</exception>
    public BrainOverlay(NeuroPlugin plugin, Brain brain, Func<string, nint> getProcAddress)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(getProcAddress);
        _gl = GL.GetApi(getProcAddress);
        if ((_gl.GetInteger(GetPName.MajorVersion), _gl.GetInteger(GetPName.MinorVersion)) is var version && version.CompareTo((3, 3)) < 0)
        {
            throw new InvalidOperationException($"getProcAddress: expected functions of a current OpenGL context from 3.3 on, received {version.Item1}.{version.Item2}.");
        }

        TextRenderer texts = new();
        _canvas = GlCanvas.TryCreate(getProcAddress)
            ?? throw new InvalidOperationException("getProcAddress: expected functions of a current OpenGL context from 3.3 on, received ones that SkiaSharp does not accept.");
        _watch = new BrainWatch(brain, plugin.LearnMode);
        _state = new GlState(_gl);
        _paint = new PaintContext(_canvas.Context, texts, new PictureMeter());
        _panels = [Shown(OverlayPanels.Loss, new LossPanel()), Shown(OverlayPanels.Weights, new WeightsPanel(_ => { })), Shown(OverlayPanels.Network, new NetworkPanel())];
    }

    /// <summary>Drawn panels, from the top in the order of the enumeration. If the column is too short, the last panels are hidden. Default: all.</summary>
    public OverlayPanels Panels { get; set; } = OverlayPanels.All;

    /// <summary>Pixels per unit of length, above 0. Larger values draw larger panels and texts: 2 draws everything twice as large. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public float Scale
    {
        get;
        set => field = value > 0 && float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"Scale: expected a finite number above 0, received {value}.");
    } = 1;

    /// <summary>Records the brain's state after a frame: its weights, the change by the newest step, its loss, and its neurons' activations. Call it once a frame, after <see cref="NeuroPlugin.LateUpdate"/>.</summary>
    /// <param name="row">Row of the newest decisions whose neurons are shown; if there is no such row, no neurons are shown. Default: the first.</param>
    public void Update(int row = 0)
    {
        lock (_lock)
        {
            _watch.Record(row, isNetworkShown: (Panels & OverlayPanels.Network) != 0);
        }
    }

    /// <summary>Draws the panels over the current framebuffer and restores the OpenGL state. The context that the overlay was created on must be current.</summary>
    /// <param name="width">Width of the framebuffer, pixels. At 0, as with a minimised window, nothing is drawn.</param>
    /// <param name="height">Height of the framebuffer, pixels.</param>
    /// <exception cref="InvalidOperationException">SkiaSharp can't draw on the framebuffer, which must have 8 bits per channel.</exception>
    public void Draw(int width, int height)
    {
        if (width <= 0 || height <= 0)
        {
            return;
        }

        lock (_lock)
        {
            _state.Save();
            try
            {
                DrawPanels(width, height);
            }
            finally
            {
                _state.Restore();
            }
        }
    }

    /// <summary>Frees the overlay's resources on the graphics card. The context must be current.</summary>
    public void Dispose()
    {
        foreach ((_, Panel panel, _) in _panels)
        {
            panel.Dispose();
        }

        _paint.Texts.Dispose();
        _canvas.Dispose();
    }

    private (OverlayPanels, Panel, Action<PanelCanvas>) Shown(OverlayPanels flag, Panel panel) => (flag, panel, canvas => panel.Paint(canvas, _watch.Data));

    private void DrawPanels(int width, int height)
    {
        SKCanvas canvas = _canvas.Begin(new GlTarget(_state.Framebuffer, width, height, _gl.GetInteger(GetPName.Samples)))
            ?? throw new InvalidOperationException("Draw: expected a framebuffer of 8 bits per channel, received one that SkiaSharp can't draw on.");
        Arrange(width / Scale, height / Scale);
        _stack.Clear();
        foreach ((_, Panel panel, Action<PanelCanvas> paint) in _panels)
        {
            if (_places.TryGetValue(panel, out SKRect place))
            {
                _stack.Add(panel.Image, place, paint);
            }
        }

        _stack.Draw(canvas, _paint, Scale, Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
        _canvas.End();
    }

    /// <summary>Arranges the panels in a column on the right.</summary>
    private void Arrange(float width, float height)
    {
        const float Gap = PanelColumn.Gap;
        SKRect column = new(MathF.Max(Gap, width - Gap - PanelColumn.Width), Gap, width - Gap, height - Gap);
        _shown.Clear();
        foreach ((OverlayPanels flag, Panel panel, _) in _panels)
        {
            if ((Panels & flag) != 0)
            {
                _shown.Add(panel);
            }
        }

        while (_shown.Count > 0 && PanelColumn.MinHeight(_shown, column.Height, _watch.Data) > column.Height)
        {
            _shown.RemoveAt(_shown.Count - 1);
        }

        _places.Clear();
        PanelColumn.Place(_shown, column, column.Height, _watch.Data, _places);
    }
}

/// <summary>Panels of a <see cref="BrainOverlay"/>.</summary>
[Flags]
public enum OverlayPanels
{
    /// <summary>No panel.</summary>
    None = 0,

    /// <summary>The training loss over frames, on a logarithmic scale.</summary>
    Loss = 1,

    /// <summary>Every layer's weights as a map, and histograms of weights, gradients and updates.</summary>
    Weights = 2,

    /// <summary>The neurons' activations, the strongest weights between them, and dead or saturated units.</summary>
    Network = 4,

    /// <summary>All panels.</summary>
    All = Loss | Weights | Network,
}

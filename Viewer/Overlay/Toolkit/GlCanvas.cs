using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A SkiaSharp canvas on a framebuffer of an OpenGL context. To be used while the context is current.</summary>
internal sealed class GlCanvas : IDisposable
{
    private const uint Rgba8 = 0x8058;
    private readonly GRGlInterface _interface;
    private GlTarget _target;
    private GRBackendRenderTarget? _renderTarget;
    private SKSurface? _surface;
    private SKCanvas? _canvas;

    private GlCanvas(GRGlInterface functions, GRContext context) => (_interface, Context) = (functions, context);

    /// <summary>What images on the graphics card are made with.</summary>
    internal GRContext Context { get; }

    /// <summary>Size of what is drawn on, pixels; 0 × 0 before the first drawing.</summary>
    internal (int Width, int Height) Size => (_target.Width, _target.Height);

    /// <summary>Makes one on the current context.</summary>
    /// <param name="find">Address of an OpenGL function by its name; 0 where there is none.</param>
    /// <returns>Null where SkiaSharp does not accept the context.</returns>
    internal static GlCanvas? TryCreate(Func<string, nint> find)
    {
        // Under GLX, GLFW looks for egl… functions and crashes; SkiaSharp asks for them.
        GRGlInterface? functions = GRGlInterface.CreateOpenGl(name => name.StartsWith("egl", StringComparison.Ordinal) ? 0 : find(name));
        if (functions is null || GRContext.CreateGl(functions) is not { } context)
        {
            functions?.Dispose();
            return null;
        }

        return new GlCanvas(functions, context);
    }

    /// <summary>Begins a drawing, whatever has become of the state of OpenGL since the last one.</summary>
    /// <returns>The canvas, in pixels from the upper left; null where SkiaSharp can't draw on the target.</returns>
    internal SKCanvas? Begin(in GlTarget target)
    {
        Context.ResetContext();
        if (_canvas is null || target != _target)
        {
            _surface?.Dispose();
            _renderTarget?.Dispose();
            _target = target;
            _renderTarget = new GRBackendRenderTarget(target.Width, target.Height, target.Samples, target.StencilBits, new GRGlFramebufferInfo(target.Framebuffer, Rgba8));
            _surface = SKSurface.Create(Context, _renderTarget, GRSurfaceOrigin.BottomLeft, SKColorType.Rgba8888);
            _canvas = _surface?.Canvas;
        }

        return _canvas;
    }

    /// <summary>Gives all that was drawn to OpenGL.</summary>
    internal void End() => Context.Flush();

    public void Dispose()
    {
        _surface?.Dispose();
        _renderTarget?.Dispose();
        Context.Dispose();
        _interface.Dispose();
    }
}

/// <summary>A framebuffer of 8 bits per channel.</summary>
/// <param name="Framebuffer">Its name; 0 for the window's.</param>
/// <param name="Width">Its width, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
/// <param name="Samples">Samples per pixel; 0 without multisampling.</param>
/// <param name="StencilBits">Bits of its stencil that may be used; 0 suffices for images.</param>
internal readonly record struct GlTarget(uint Framebuffer, int Width, int Height, int Samples = 0, int StencilBits = 0);

using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A SkiaSharp canvas on a framebuffer of an OpenGL context. The context must be current at every call.</summary>
internal sealed class GlCanvas : IDisposable
{
    private const uint Rgba8 = 0x8058;
    private readonly GRGlInterface _interface;
    private GlTarget _target;
    private GRBackendRenderTarget? _renderTarget;
    private SKSurface? _surface;
    private SKCanvas? _canvas;

    private GlCanvas(GRGlInterface functions, GRContext context) => (_interface, Context) = (functions, context);

    /// <summary>The SkiaSharp context for images on the graphics card.</summary>
    internal GRContext Context { get; }

    /// <summary>Size of the framebuffer, pixels; 0 × 0 before the first drawing.</summary>
    internal (int Width, int Height) Size => (_target.Width, _target.Height);

    /// <summary>Creates a canvas on the current context.</summary>
    /// <param name="find">Returns the address of an OpenGL function by its name; 0 if the function is missing.</param>
    /// <returns>The canvas; null if SkiaSharp does not accept the context.</returns>
    internal static GlCanvas? TryCreate(Func<string, nint> find)
    {
        // SkiaSharp asks for egl… functions; under GLX, GLFW crashes on looking them up.
        GRGlInterface? functions = GRGlInterface.CreateOpenGl(name => name.StartsWith("egl", StringComparison.Ordinal) ? 0 : find(name));
        if (functions is null || GRContext.CreateGl(functions) is not { } context)
        {
            functions?.Dispose();
            return null;
        }

        return new GlCanvas(functions, context);
    }

    /// <summary>Begins a drawing. The OpenGL state may have changed since the last one.</summary>
    /// <returns>The canvas, in pixels from the upper left; null if SkiaSharp can't draw on the target.</returns>
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

    /// <summary>Submits the drawing to OpenGL.</summary>
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
/// <param name="Framebuffer">Its OpenGL name, a number; 0 for the window's.</param>
/// <param name="Width">Its width, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
/// <param name="Samples">Samples per pixel; 0 without multisampling.</param>
/// <param name="StencilBits">Usable stencil bits; 0 suffices for images.</param>
internal readonly record struct GlTarget(uint Framebuffer, int Width, int Height, int Samples = 0, int StencilBits = 0);

using NeuroAgents.Overlay;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using Silk.NET.Core.Contexts;
using Silk.NET.OpenGL;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay;

/// <summary>A game without a simulation draws its brain's panels over its own picture.</summary>
[Collection(Display.Name)]
public sealed class BrainOverlayTests : IDisposable
{
    private const int Width = 900;
    private const int Height = 800;
    private const string Vertex = "#version 330 core\nvoid main() { gl_Position = vec4(0.0); }";
    private const string Fragment = "#version 330 core\nout vec4 colour;\nvoid main() { colour = vec4(1.0); }";
    private static readonly SKColor s_world = new(255, 0, 255);
    private readonly Game _game = new();
    private IWindow? _window;

    public void Dispose()
    {
        _game.Dispose();
        _window?.Dispose();
    }

    [Fact]
    public void ThePanelsAppearOverTheGamesPicture()
    {
        (GL gl, Func<string, nint> find) = Open();
        using BrainOverlay overlay = new(_game.Plugin, _game.Brain, find);
        Play(overlay, 30);
        uint framebuffer = CreateFramebuffer(gl);
        using SKBitmap all = Draw(gl, overlay, framebuffer);

        // The column of panels on the right, and the game's picture to its left and between the panels.
        Assert.Equal(s_world, all.GetPixel(100, 400));
        Assert.Equal(s_world, all.GetPixel(Width - 4, 400));
        Assert.True(Count(all, Palette.Panel) > 50_000, $"{Count(all, Palette.Panel)}");
        Assert.True(Count(all, Palette.Accent) > 50, $"{Count(all, Palette.Accent)}");
        overlay.Panels = OverlayPanels.Loss;
        using SKBitmap loss = Draw(gl, overlay, framebuffer);
        Assert.Equal(s_world, loss.GetPixel(Width - 100, Height - 20));
        Assert.InRange(Count(loss, s_world), Count(all, s_world) + 50_000, Width * Height - 50_000);
        overlay.Panels = OverlayPanels.None;
        using SKBitmap none = Draw(gl, overlay, framebuffer);
        Assert.Equal(Width * Height, Count(none, s_world));
        overlay.Draw(0, 0);
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    [Fact]
    public void UpdateDoesNotAllocate()
    {
        (_, Func<string, nint> find) = Open();
        using BrainOverlay overlay = new(_game.Plugin, _game.Brain, find);
        Play(overlay, 300);
        long allocated = 0;
        for (int i = 300; i < 400; i++)
        {
            _game.Frame(i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            overlay.Update();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>The overlay draws correctly under any OpenGL state of the game, and restores that state.</summary>
    [Fact]
    public void TheStateOfOpenGLIsRestored()
    {
        (GL gl, Func<string, nint> find) = Open();
        using BrainOverlay overlay = new(_game.Plugin, _game.Brain, find);
        Play(overlay, 3);
        uint framebuffer = CreateFramebuffer(gl);
        using SKBitmap plain = Draw(gl, overlay, framebuffer);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        using GlProgram program = new(gl, Vertex, Fragment);
        uint vertexArray = gl.GenVertexArray(), buffer = gl.GenBuffer(), texture = gl.GenTexture();
        gl.BindVertexArray(vertexArray);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, buffer);
        gl.BindBuffer(BufferTargetARB.ElementArrayBuffer, buffer);
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.ActiveTexture(TextureUnit.Texture3);
        gl.BindTexture(TextureTarget.Texture2D, texture);
        program.Use();
        gl.Enable(EnableCap.Blend);
        gl.BlendFuncSeparate(BlendingFactor.DstColor, BlendingFactor.OneMinusDstAlpha, BlendingFactor.SrcAlpha, BlendingFactor.Zero);
        gl.BlendEquationSeparate(BlendEquationModeEXT.FuncSubtract, BlendEquationModeEXT.Max);
        gl.Enable(EnableCap.CullFace);
        gl.CullFace(TriangleFace.FrontAndBack);
        gl.Enable(EnableCap.DepthTest);
        gl.DepthFunc(DepthFunction.Never);
        gl.Enable(EnableCap.StencilTest);
        gl.StencilFuncSeparate(TriangleFace.Front, StencilFunction.Never, 3, 0x0F);
        gl.StencilOpSeparate(TriangleFace.Back, StencilOp.Incr, StencilOp.Decr, StencilOp.Invert);
        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor(1, 2, 30, 40);
        gl.Viewport(5, 6, 70, 80);
        gl.ColorMask(true, false, true, false);
        gl.ClearColor(0.25f, 0.5f, 0.75f, 1);
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, 2);
        gl.PixelStore(PixelStoreParameter.PackRowLength, 7);
        gl.PolygonMode(TriangleFace.FrontAndBack, PolygonMode.Line);
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        string before = State(gl);

        overlay.Draw(Width, Height);
        Assert.Equal(GLEnum.NoError, gl.GetError());
        Assert.Equal(before, State(gl));

        gl.PolygonMode(TriangleFace.FrontAndBack, PolygonMode.Fill);
        gl.ColorMask(true, true, true, true);
        using SKBitmap odd = Read(gl, framebuffer);
        Assert.Equal(plain.Bytes, odd.Bytes);
    }

    [Fact]
    public void InvalidArgumentsAreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new BrainOverlay(_game.Plugin, _game.Brain, null!));
        (_, Func<string, nint> find) = Open();
        using BrainOverlay overlay = new(_game.Plugin, _game.Brain, find);
        Assert.Throws<ArgumentOutOfRangeException>(() => overlay.Scale = 0);
        overlay.Scale = 2;

        // There are no decisions yet, and no such row later.
        overlay.Update();
        overlay.Draw(Width, Height);
        Play(overlay, 1);
        overlay.Update(row: 1000);
        overlay.Draw(Width, Height);
    }

    /// <summary>All state that a game is likely to rely on, as text.</summary>
    private static string State(GL gl)
    {
        GetPName[] numbers =
        [
            GetPName.DrawFramebufferBinding, GetPName.ReadFramebufferBinding, GetPName.CurrentProgram, GetPName.VertexArrayBinding, GetPName.ArrayBufferBinding,
            GetPName.ElementArrayBufferBinding, GetPName.ActiveTexture, GetPName.TextureBinding2D, GetPName.BlendSrcRgb, GetPName.BlendDstRgb, GetPName.BlendSrcAlpha,
            GetPName.BlendDstAlpha, GetPName.BlendEquationRgb, GetPName.BlendEquationAlpha, GetPName.CullFaceMode, GetPName.FrontFace, GetPName.DepthFunc, GetPName.DepthWritemask,
            GetPName.StencilFunc, GetPName.StencilRef, GetPName.StencilValueMask, GetPName.StencilWritemask, GetPName.StencilBackFail, GetPName.StencilBackPassDepthFail,
            GetPName.StencilBackPassDepthPass, GetPName.UnpackAlignment, GetPName.PackRowLength, GetPName.UnpackRowLength,
        ];
        EnableCap[] switches =
        [
            EnableCap.Blend, EnableCap.CullFace, EnableCap.DepthTest, EnableCap.StencilTest, EnableCap.ScissorTest, EnableCap.Dither, EnableCap.Multisample, EnableCap.FramebufferSrgb,
            EnableCap.ColorLogicOp, EnableCap.PrimitiveRestart,
        ];
        List<string> words = [.. numbers.Select(name => $"{name} {gl.GetInteger(name)}"), .. switches.Select(name => $"{name} {gl.IsEnabled(name)}")];
        int[] four = new int[4];
        foreach (GetPName name in (GetPName[])[GetPName.Viewport, GetPName.ScissorBox, GetPName.ColorWritemask])
        {
            gl.GetInteger(name, four);
            words.Add($"{name} {string.Join(' ', four)}");
        }

        gl.GetInteger(GetPName.PolygonMode, four);
        float[] colour = new float[4];
        gl.GetFloat(GetPName.ColorClearValue, colour);
        return string.Join('\n', words.Append($"polygons {four[0]}").Append($"clear {string.Join(' ', colour)}"));
    }

    private (GL Gl, Func<string, nint> Find) Open()
    {
        Display.Require();
        _window = Windows.Open(new WindowSettings(Width, Height, IsPaced: false, IsDebug: true));
        IGLContext context = _window.GLContext!;
        return (GL.GetApi(_window), name => context.TryGetProcAddress(name, out nint address) ? address : 0);
    }

    private void Play(BrainOverlay overlay, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            _game.Frame(i);
            overlay.Update();
        }
    }

    /// <summary>The game's own framebuffer, with a depth and a stencil buffer.</summary>
    private static uint CreateFramebuffer(GL gl)
    {
        uint framebuffer = gl.GenFramebuffer(), colour = gl.GenRenderbuffer(), depth = gl.GenRenderbuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, framebuffer);
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, colour);
        gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Rgba8, Width, Height);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, RenderbufferTarget.Renderbuffer, colour);
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, depth);
        gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Depth24Stencil8, Width, Height);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.DepthStencilAttachment, RenderbufferTarget.Renderbuffer, depth);
        Assert.Equal(GLEnum.FramebufferComplete, gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer));
        return framebuffer;
    }

    private static SKBitmap Draw(GL gl, BrainOverlay overlay, uint framebuffer)
    {
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, framebuffer);
        gl.ClearColor(s_world.Red / 255f, s_world.Green / 255f, s_world.Blue / 255f, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        overlay.Draw(Width, Height);
        Assert.Equal(GLEnum.NoError, gl.GetError());
        Assert.Equal(framebuffer, (uint)gl.GetInteger(GetPName.DrawFramebufferBinding));
        return Read(gl, framebuffer);
    }

    private static SKBitmap Read(GL gl, uint framebuffer)
    {
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, framebuffer);
        gl.PixelStore(PixelStoreParameter.PackRowLength, 0);
        byte[] pixels = new byte[Width * Height * 4];
        gl.ReadPixels<byte>(0, 0, Width, Height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
        SKBitmap bitmap = new(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < Height; y++)
        {
            // OpenGL's first row is the lowest.
            pixels.AsSpan((Height - 1 - y) * Width * 4, Width * 4).CopyTo(bitmap.GetPixelSpan()[(y * bitmap.RowBytes)..]);
        }

        return bitmap;
    }

    private static int Count(SKBitmap picture, SKColor colour) => picture.Pixels.Count(pixel => pixel == colour);
}

using Silk.NET.OpenGL;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The state of an OpenGL 3.3 context that SkiaSharp changes. Saving and restoring it do not allocate.</summary>
internal sealed class GlState
{
    private const int MaxUnits = 16;
    private static readonly EnableCap[] s_switches =
    [
        EnableCap.Blend, EnableCap.ColorLogicOp, EnableCap.CullFace, EnableCap.DepthTest, EnableCap.Dither, EnableCap.FramebufferSrgb, EnableCap.LineSmooth,
        EnableCap.Multisample, EnableCap.PolygonOffsetFill, EnableCap.PolygonOffsetLine, EnableCap.PolygonSmooth, EnableCap.PrimitiveRestart, EnableCap.ProgramPointSize,
        EnableCap.SampleAlphaToCoverage, EnableCap.ScissorTest, EnableCap.StencilTest,
    ];

    private static readonly PixelStoreParameter[] s_pixelStores =
    [
        PixelStoreParameter.PackAlignment, PixelStoreParameter.PackRowLength, PixelStoreParameter.PackSkipPixels, PixelStoreParameter.PackSkipRows,
        PixelStoreParameter.UnpackAlignment, PixelStoreParameter.UnpackRowLength, PixelStoreParameter.UnpackSkipPixels, PixelStoreParameter.UnpackSkipRows,
    ];

    private static readonly GetPName[] s_frontStencil =
        [GetPName.StencilFunc, GetPName.StencilRef, GetPName.StencilValueMask, GetPName.StencilFail, GetPName.StencilPassDepthFail, GetPName.StencilPassDepthPass, GetPName.StencilWritemask];

    private static readonly GetPName[] s_backStencil =
    [
        GetPName.StencilBackFunc, GetPName.StencilBackRef, GetPName.StencilBackValueMask, GetPName.StencilBackFail, GetPName.StencilBackPassDepthFail,
        GetPName.StencilBackPassDepthPass, GetPName.StencilBackWritemask,
    ];

    private readonly GL _gl;
    private readonly int _units;
    private readonly bool[] _isOn = new bool[s_switches.Length];
    private readonly int[] _pixelStores = new int[s_pixelStores.Length];
    private readonly int[] _front = new int[s_frontStencil.Length];
    private readonly int[] _back = new int[s_backStencil.Length];
    private readonly int[] _textures = new int[MaxUnits];
    private readonly int[] _samplers = new int[MaxUnits];
    private readonly int[] _viewport = new int[4];
    private readonly int[] _scissor = new int[4];
    private readonly int[] _polygonMode = new int[2];
    private readonly float[] _blendColour = new float[4];
    private readonly float[] _clearColour = new float[4];
    private readonly bool[] _colourMask = new bool[4];
    private int _drawFramebuffer;
    private int _readFramebuffer;
    private int _renderbuffer;
    private int _program;
    private int _vertexArray;
    private int _arrayBuffer;
    private int _elementBuffer;
    private int _packBuffer;
    private int _unpackBuffer;
    private int _activeUnit;
    private (int SourceRgb, int TargetRgb, int SourceAlpha, int TargetAlpha, int EquationRgb, int EquationAlpha) _blend;
    private (int CullFace, int FrontFace, int DepthFunction, bool WritesDepth, int ClearStencil) _rest;
    private float _lineWidth;

    internal GlState(GL gl) => (_gl, _units) = (gl, Math.Min(MaxUnits, gl.GetInteger(GetPName.MaxCombinedTextureImageUnits)));

    /// <summary>The framebuffer for drawing at the last save.</summary>
    internal uint Framebuffer => (uint)_drawFramebuffer;

    /// <summary>Reads the state from the current context.</summary>
    internal void Save()
    {
        SaveBindings();
        for (int i = 0; i < s_switches.Length; i++)
        {
            _isOn[i] = _gl.IsEnabled(s_switches[i]);
        }

        Get(s_frontStencil, _front);
        Get(s_backStencil, _back);
        for (int i = 0; i < s_pixelStores.Length; i++)
        {
            _pixelStores[i] = _gl.GetInteger((GetPName)s_pixelStores[i]);
        }

        _gl.GetInteger(GetPName.Viewport, _viewport);
        _gl.GetInteger(GetPName.ScissorBox, _scissor);
        _gl.GetInteger(GetPName.PolygonMode, _polygonMode);
        _gl.GetFloat(GetPName.BlendColor, _blendColour);
        _gl.GetFloat(GetPName.ColorClearValue, _clearColour);
        _gl.GetBoolean(GetPName.ColorWritemask, _colourMask);
        _blend = (_gl.GetInteger(GetPName.BlendSrcRgb), _gl.GetInteger(GetPName.BlendDstRgb), _gl.GetInteger(GetPName.BlendSrcAlpha),
            _gl.GetInteger(GetPName.BlendDstAlpha), _gl.GetInteger(GetPName.BlendEquationRgb), _gl.GetInteger(GetPName.BlendEquationAlpha));
        _rest = (_gl.GetInteger(GetPName.CullFaceMode), _gl.GetInteger(GetPName.FrontFace), _gl.GetInteger(GetPName.DepthFunc),
            _gl.GetBoolean(GetPName.DepthWritemask), _gl.GetInteger(GetPName.StencilClearValue));
        _lineWidth = _gl.GetFloat(GetPName.LineWidth);
    }

    /// <summary>Restores the saved state.</summary>
    internal void Restore()
    {
        RestoreBindings();
        for (int i = 0; i < s_switches.Length; i++)
        {
            if (_isOn[i])
            {
                _gl.Enable(s_switches[i]);
            }
            else
            {
                _gl.Disable(s_switches[i]);
            }
        }

        RestoreStencil(TriangleFace.Front, _front);
        RestoreStencil(TriangleFace.Back, _back);
        for (int i = 0; i < s_pixelStores.Length; i++)
        {
            _gl.PixelStore(s_pixelStores[i], _pixelStores[i]);
        }

        _gl.Viewport(_viewport[0], _viewport[1], (uint)_viewport[2], (uint)_viewport[3]);
        _gl.Scissor(_scissor[0], _scissor[1], (uint)_scissor[2], (uint)_scissor[3]);
        _gl.PolygonMode(TriangleFace.FrontAndBack, (PolygonMode)_polygonMode[0]);
        _gl.BlendColor(_blendColour[0], _blendColour[1], _blendColour[2], _blendColour[3]);
        _gl.ClearColor(_clearColour[0], _clearColour[1], _clearColour[2], _clearColour[3]);
        _gl.ColorMask(_colourMask[0], _colourMask[1], _colourMask[2], _colourMask[3]);
        _gl.BlendFuncSeparate((BlendingFactor)_blend.SourceRgb, (BlendingFactor)_blend.TargetRgb, (BlendingFactor)_blend.SourceAlpha, (BlendingFactor)_blend.TargetAlpha);
        _gl.BlendEquationSeparate((BlendEquationModeEXT)_blend.EquationRgb, (BlendEquationModeEXT)_blend.EquationAlpha);
        _gl.CullFace((TriangleFace)_rest.CullFace);
        _gl.FrontFace((FrontFaceDirection)_rest.FrontFace);
        _gl.DepthFunc((DepthFunction)_rest.DepthFunction);
        _gl.DepthMask(_rest.WritesDepth);
        _gl.ClearStencil(_rest.ClearStencil);
        _gl.LineWidth(_lineWidth);
    }

    private void SaveBindings()
    {
        _drawFramebuffer = _gl.GetInteger(GetPName.DrawFramebufferBinding);
        _readFramebuffer = _gl.GetInteger(GetPName.ReadFramebufferBinding);
        _renderbuffer = _gl.GetInteger(GetPName.RenderbufferBinding);
        _program = _gl.GetInteger(GetPName.CurrentProgram);
        _vertexArray = _gl.GetInteger(GetPName.VertexArrayBinding);
        _arrayBuffer = _gl.GetInteger(GetPName.ArrayBufferBinding);
        _elementBuffer = _gl.GetInteger(GetPName.ElementArrayBufferBinding);
        _packBuffer = _gl.GetInteger(GetPName.PixelPackBufferBinding);
        _unpackBuffer = _gl.GetInteger(GetPName.PixelUnpackBufferBinding);
        _activeUnit = _gl.GetInteger(GetPName.ActiveTexture);
        for (int i = 0; i < _units; i++)
        {
            _gl.ActiveTexture(TextureUnit.Texture0 + i);
            _textures[i] = _gl.GetInteger(GetPName.TextureBinding2D);
            _samplers[i] = _gl.GetInteger(GetPName.SamplerBinding);
        }

        _gl.ActiveTexture((TextureUnit)_activeUnit);
    }

    private void RestoreBindings()
    {
        _gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, (uint)_drawFramebuffer);
        _gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, (uint)_readFramebuffer);
        _gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, (uint)_renderbuffer);
        _gl.UseProgram((uint)_program);

        // The element buffer belongs to the vertex array.
        _gl.BindVertexArray((uint)_vertexArray);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, (uint)_arrayBuffer);
        _gl.BindBuffer(BufferTargetARB.ElementArrayBuffer, (uint)_elementBuffer);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, (uint)_packBuffer);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, (uint)_unpackBuffer);
        for (int i = 0; i < _units; i++)
        {
            _gl.ActiveTexture(TextureUnit.Texture0 + i);
            _gl.BindTexture(TextureTarget.Texture2D, (uint)_textures[i]);
            _gl.BindSampler((uint)i, (uint)_samplers[i]);
        }

        _gl.ActiveTexture((TextureUnit)_activeUnit);
    }

    private void Get(GetPName[] names, int[] values)
    {
        for (int i = 0; i < names.Length; i++)
        {
            values[i] = _gl.GetInteger(names[i]);
        }
    }

    private void RestoreStencil(TriangleFace face, int[] values)
    {
        _gl.StencilFuncSeparate(face, (StencilFunction)values[0], values[1], (uint)values[2]);
        _gl.StencilOpSeparate(face, (StencilOp)values[3], (StencilOp)values[4], (StencilOp)values[5]);
        _gl.StencilMaskSeparate(face, (uint)values[6]);
    }
}

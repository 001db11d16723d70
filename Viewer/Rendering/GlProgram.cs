using Silk.NET.OpenGL;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A linked program of a vertex and a fragment shader.</summary>
internal sealed class GlProgram : IDisposable
{
    private readonly GL _gl;
    private readonly uint _program;

    internal GlProgram(GL gl, string vertex, string fragment)
    {
        _gl = gl;
        _program = gl.CreateProgram();
        uint vertexShader = Compile(ShaderType.VertexShader, vertex), fragmentShader = Compile(ShaderType.FragmentShader, fragment);
        gl.AttachShader(_program, vertexShader);
        gl.AttachShader(_program, fragmentShader);
        gl.LinkProgram(_program);
        gl.GetProgram(_program, ProgramPropertyARB.LinkStatus, out int isLinked);
        if (isLinked == 0)
        {
            throw new InvalidOperationException($"shader: expected a program that links, received {gl.GetProgramInfoLog(_program)}");
        }

        gl.DeleteShader(vertexShader);
        gl.DeleteShader(fragmentShader);
    }

    internal void Use() => _gl.UseProgram(_program);

    /// <summary>Returns the location of a uniform. Look it up only once.</summary>
    internal int Uniform(string name) => _gl.GetUniformLocation(_program, name);

    public void Dispose() => _gl.DeleteProgram(_program);

    private uint Compile(ShaderType type, string source)
    {
        uint shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, source);
        _gl.CompileShader(shader);
        _gl.GetShader(shader, ShaderParameterName.CompileStatus, out int isCompiled);
        return isCompiled != 0
            ? shader
            : throw new InvalidOperationException($"shader: expected one that compiles, received {_gl.GetShaderInfoLog(shader)}");
    }
}

/// <summary>Settings of the bound texture.</summary>
internal static class TextureSettings
{
    /// <summary>Sets one filter for both directions and clamps coordinates to the edge.</summary>
    internal static void Set(GL gl, TextureMinFilter filter)
    {
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
    }
}

using Silk.NET.OpenGL;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>Settings of the bound texture.</summary>
internal static class TextureSettings
{
    /// <summary>One filter in both directions, and nothing beyond the edge.</summary>
    internal static void Set(GL gl, TextureMinFilter filter)
    {
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)filter);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
    }
}

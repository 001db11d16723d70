using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Rendering;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>A saver of pictures of the window. If an option or a script requested a picture, a failure ends the viewer; the user's own requests get an event.</summary>
/// <param name="gl">The OpenGL context's functions.</param>
/// <param name="commands">The commands, which include the user's request for a picture.</param>
/// <param name="runner">The runner of the run.</param>
internal sealed class PictureSaver(GL gl, ViewerCommands commands, LiveRunner runner)
{
    /// <summary>Folder for the user's pictures; empty for the current folder.</summary>
    internal string Folder { get; set; } = "";

    /// <summary>Saves the drawn picture before it is shown, if one was requested.</summary>
    /// <param name="asked">File requested by an option or a script; null for none.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <param name="frame">The frame in the picture.</param>
    /// <returns>Whether a picture was requested.</returns>
    internal bool Save(string? asked, (int Width, int Height) size, long frame)
    {
        bool isWanted = commands.WantsPicture;
        if (asked is null && !isWanted)
        {
            return false;
        }

        commands.WantsPicture = false;
        using SKBitmap picture = Pixels.Read(gl, size.Width, size.Height);
        if (asked is not null)
        {
            Pixels.Save(picture, asked);
        }

        if (isWanted)
        {
            commands.WorldEdit.Tell(SaveForPerson(picture, ViewerCommandLine.PictureName(runner.Options, frame)));
        }

        return true;
    }

    private string SaveForPerson(SKBitmap picture, string name)
    {
        try
        {
            Pixels.Save(picture, Path.Combine(Folder, name));
            return $"saved {name}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"save a picture: {error.Message}";
        }
    }
}

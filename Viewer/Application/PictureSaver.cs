using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Rendering;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>Saves what the window shows: for options and scripts, which end where that can't be, and for the person, who is told what came of it.</summary>
/// <param name="gl">Where it is drawn.</param>
/// <param name="commands">Where the person asks for it.</param>
/// <param name="runner">What is current.</param>
internal sealed class PictureSaver(GL gl, ViewerCommands commands, LiveRunner runner)
{
    /// <summary>Where the person's pictures go; empty for the current folder.</summary>
    internal string Folder { get; set; } = "";

    /// <summary>Saves the picture that is drawn and not yet shown, if anybody has asked for it.</summary>
    /// <param name="asked">Where options or a script want it; null for nowhere.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <param name="frame">The frame that it shows.</param>
    /// <returns>Whether anybody had.</returns>
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

using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Rendering;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>A saver of pictures of the window. If a picture cannot be saved, the viewer ends if an option or a script requested the picture, and logs an event if the user requested it.</summary>
/// <param name="gl">The OpenGL context's functions.</param>
/// <param name="commands">The commands, which include the user's request for a picture.</param>
/// <param name="runner">The runner of the run.</param>
internal sealed class PictureSaver(GL gl, ViewerCommands commands, LiveRunner runner)
{
    private const int MaxPathLength = 4000;

    /// <summary>Folder for the user's pictures; empty for the current folder.</summary>
    internal string Folder { get; set; } = "";

    /// <summary>Receives a line per picture requested by an option or a script.</summary>
    internal TextWriter Output { get; set; } = TextWriter.Null;

    /// <summary>Saves the drawn picture before it is shown, if one was requested.</summary>
    /// <param name="requested">File requested by an option or a script; null for none.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <param name="frame">The frame in the picture.</param>
    /// <returns>Whether a picture was requested.</returns>
    internal bool Save(string? requested, (int Width, int Height) size, long frame)
    {
        bool isRequestedByUser = commands.IsPictureRequested;
        if (requested is null && !isRequestedByUser)
        {
            return false;
        }

        commands.IsPictureRequested = false;
        using SKBitmap picture = Pixels.Read(gl, size.Width, size.Height);
        if (requested is not null)
        {
            Pixels.Save(picture, requested);
            Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"picture: {Excerpt.OneLine(requested, MaxPathLength)} ({size.Width}x{size.Height})"));
        }

        if (isRequestedByUser)
        {
            commands.WorldEdit.Log(SaveForUser(picture, ViewerCommandLine.PictureName(runner.Options, frame)));
        }

        return true;
    }

    private string SaveForUser(SKBitmap picture, string name)
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

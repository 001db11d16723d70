using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Viewer.Application;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using Silk.NET.OpenGL;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer;

/// <summary>The real viewer in a real window, and the same run without a window for comparison.</summary>
internal sealed class OpenViewer : IDisposable
{
    /// <summary>Frames of a score in tests that don't check its value.</summary>
    private const int FewScoreFrames = 60;
    private const int MostPictures = 10_000;

    /// <summary>Opens the window. Shows pictures until the last frame is played and all scores are measured, or without a last frame until the window has a first frame.</summary>
    /// <param name="run">The run to play.</param>
    /// <param name="frames">The last frame; null for no limit.</param>
    /// <param name="change">Changes the viewer's options.</param>
    /// <param name="hasAllScoreFrames">Whether scores are measured over as many frames as outside tests.</param>
    internal OpenViewer(RunOptions run, long? frames, Func<ViewerOptions, ViewerOptions>? change = null, bool hasAllScoreFrames = false)
    {
        Display.Require();
        run = hasAllScoreFrames || run.ScoreFrames is not null ? run : run with { ScoreFrames = FewScoreFrames };
        ViewerOptions options = new(run) { Frames = frames, Speed = double.PositiveInfinity, Show = [], IsDebug = true };
        Options = change is null ? options : change(options);
        Viewer = new LiveViewer(Options);
        if (frames is { } last)
        {
            ShowUntil(() => Viewer.Data.Snapshot.Frame >= last && Viewer.IsOver);
        }
        else
        {
            ShowUntil(() => Viewer.Data.Snapshot.Measure is not null);
        }
    }

    internal ViewerOptions Options { get; }

    internal LiveViewer Viewer { get; }

    /// <summary>Shows pictures until a condition holds, and asserts that OpenGL reports no error.</summary>
    internal void ShowUntil(Func<bool> isSo)
    {
        for (int i = 0; i < MostPictures; i++)
        {
            Viewer.ShowPicture();
            Assert.Equal(GLEnum.NoError, Viewer.Gl.GetError());
            if (isSo())
            {
                return;
            }
        }

        Assert.Fail($"The condition did not hold within {MostPictures} pictures.");
    }

    internal SKBitmap Read()
    {
        SKBitmap picture = Viewer.DrawAndRead();
        Assert.Equal(GLEnum.NoError, Viewer.Gl.GetError());
        return picture;
    }

    internal void Press(Key key) => Viewer.Handle(new WindowEvent(WindowEventKind.KeyDown, key));

    internal void Click(float x, float y)
    {
        Viewer.Handle(new WindowEvent(WindowEventKind.ButtonDown, X: x, Y: y));
        Viewer.Handle(new WindowEvent(WindowEventKind.ButtonUp, X: x, Y: y));
    }

    internal void Drag(float fromX, float fromY, float toX, float toY)
    {
        Viewer.Handle(new WindowEvent(WindowEventKind.ButtonDown, X: fromX, Y: fromY));
        Viewer.Handle(new WindowEvent(WindowEventKind.Move, X: toX, Y: toY));
        Viewer.Handle(new WindowEvent(WindowEventKind.ButtonUp, X: toX, Y: toY));
    }

    /// <summary>Sends keys with their characters, in the order in which a window reports them.</summary>
    internal void Type(string text)
    {
        foreach (char character in text)
        {
            Press((Key)char.ToUpperInvariant(character));
            Viewer.Handle(new WindowEvent(WindowEventKind.Text, Character: character));
        }
    }

    /// <summary>Returns the middle of a place in a panel, in the window's coordinates.</summary>
    internal (float X, float Y) PlaceOf<TPanel>(SKRect place) where TPanel : Panel
    {
        SKRect panel = Viewer.Layout.Panels[Viewer.Panels.OfType<TPanel>().Single()];
        return (panel.Left + place.MidX, panel.Top + place.MidY);
    }

    /// <summary>Reads a value of the run, on the run's thread between two frames.</summary>
    internal T OfRun<T>(Func<SimulationRun, T> read)
    {
        using ManualResetEventSlim isRead = new();
        T value = default!;
        Viewer.Runner.Inspect(run =>
        {
            value = read(run);
            isRead.Set();
        });
        isRead.Wait();
        return value;
    }

    /// <summary>Returns the texts of the events, oldest first.</summary>
    internal string[] Events()
    {
        List<LoggedEvent> events = [];
        Viewer.Watch.Events.CopyTo(events);
        return [.. events.Select(logged => logged.Text)];
    }

    /// <summary>Plays the same run without a window for a number of frames.</summary>
    internal static SimulationRun Headless(RunOptions options, int frames)
    {
        SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int i = 0; i < frames; i++)
        {
            run.Frame.Run();
        }

        return run;
    }

    /// <summary>Returns the pixels of a place, row by row.</summary>
    internal static byte[] Part(SKBitmap picture, SKRect place)
    {
        using SKBitmap part = new();
        Assert.True(picture.ExtractSubset(part, SKRectI.Round(place)));

        // The bytes of a subset continue to the picture's next row, so they include pixels outside the place.
        using SKBitmap alone = part.Copy();
        Assert.Equal(4 * alone.Width * alone.Height, alone.ByteCount);
        return alone.Bytes;
    }

    /// <summary>Whether two colours are equal up to rounding and smoothed edges.</summary>
    internal static bool AreAlike(SKColor a, SKColor b, int tolerance)
        => Math.Abs(a.Red - b.Red) <= tolerance && Math.Abs(a.Green - b.Green) <= tolerance && Math.Abs(a.Blue - b.Blue) <= tolerance;

    public void Dispose() => Viewer.Dispose();
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Scripting;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>The window with the world and its overlays. The simulation runs on another thread, so a slow step does not delay a picture.</summary>
/// <remarks>For use by a single thread, the one that created it.</remarks>
internal sealed class LiveViewer : IDisposable
{
    private readonly IWindow _window;
    private readonly WorldRenderer _world;
    private readonly OverlayLayer _overlays;
    private readonly ViewerInput _input;
    private readonly WorldView _worldView;
    private readonly InputReplay? _script;
    private readonly CommandLog _log;
    private readonly SnapshotReader _reader;

    /// <exception cref="MissingPartException">The system lacks a display, a library or a font.</exception>
    internal LiveViewer(ViewerOptions options)
    {
        Options = options;
        _window = Windows.Open(new WindowSettings(options.Size.Width, options.Size.Height, IsPaced: options.Frames is null, options.IsDebug));
        Gl = GL.GetApi(_window);
        _world = new WorldRenderer(Gl);
        _log = new CommandLog(options.LogCommands);
        Runner = new LiveRunner(options.Run, Watch, options.Frames, options.Resumed, options.Brain, options.Commands, _log) { Speed = options.Speed, IsPaused = options.IsPaused, DemonstrationWriter = options.DemonstrationWriter };
        Watch.Request = new ViewRequest(options.Colour, null, options.Select, options.Show.Contains("network"));
        CurrentRun = new CurrentRun(Runner, Watch);
        _reader = new SnapshotReader(Watch, Data, CurrentRun, _world, Meter);
        Data.Preparation = Preparation.Describe(options.Run);
        Panels = PanelCatalogue.Create(Data, Runner, CurrentRun);
        PanelCatalogue.Show(Panels, options.Show, options.Weights);
        Columns = new PanelColumns(Panels);
        Copy = new CommandLineCopy(this);
        Commands = new ViewerCommands(Runner, Watch, Data, Columns, CurrentRun) { CopyCommandLine = () => Clipboard = Copy.Create(), IsFollowing = options.IsFollowing };
        (Commands.WorldEdit.ShowsTrail, Commands.WorldEdit.ShowsRays) = (options.ShowsTrail, options.ShowsRays);
        _overlays = new OverlayLayer(_window, Data, Columns, new Toolbar(Commands.Buttons, Data), [Commands.Help, Commands.Scenarios], Meter);
        Pointer pointer = new(Camera, () => Scale, Click);
        Aim = new CameraAim(Camera, pointer, Commands, Runner, options.Camera);
        _worldView = new WorldView(_world, Aim, Commands.WorldEdit, Data, Meter);
        Saver = new PictureSaver(Gl, Commands, Runner);
        _input = new ViewerInput(_overlays, Commands, pointer);
        if (options.Script is { } script)
        {
            _script = new InputReplay(script, Runner, options.Frames, windowEvent => Handle(windowEvent), Invalidate);
            Runner.HoldAt = 0;
        }

        Runner.Start();
    }

    internal ViewerOptions Options { get; }

    internal GL Gl { get; }

    internal LiveRunner Runner { get; }

    internal LiveWatch Watch { get; } = new();

    internal CurrentRun CurrentRun { get; }

    internal RunData Data { get; } = new();

    internal IReadOnlyList<Panel> Panels { get; }

    internal PanelColumns Columns { get; }

    internal PanelLayout Layout => _overlays.Layout;

    internal ViewerCommands Commands { get; }

    internal string Clipboard
    {
        get => _window.Clipboard;
        set => _window.Clipboard = value;
    }

    internal Camera Camera { get; } = new();

    /// <summary>Control of the camera.</summary>
    internal CameraAim Aim { get; }

    /// <summary>The command line that reproduces the current view.</summary>
    internal CommandLineCopy Copy { get; }

    /// <summary>The saver of pictures.</summary>
    internal PictureSaver Saver { get; }

    /// <summary>The meter of the time per picture.</summary>
    internal PictureMeter Meter { get; } = new();

    internal (int Width, int Height) Size => _window.Size;

    internal float Scale => Options.Scale ?? _window.Scale;

    /// <summary>Whether the viewer ends: the window was closed, the script has quit, or all requested frames and scores are done.</summary>
    internal bool IsOver { get; private set; }

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>Whether all requested frames and the script have been played.</summary>
    private bool IsPlayed => Data.Snapshot.Frame >= Options.Frames && (_script is null || _script.IsOver);

    /// <summary>Whether this picture is the last one requested, with all its scores known.</summary>
    private bool IsAtEnd => IsPlayed && CurrentRun.RequestTrainedScore() && CurrentRun.References.IsDone;

    /// <summary>Handles window events, draws the newest snapshot and shows it.</summary>
    internal void ShowPicture()
    {
        if (Runner.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        Meter.Begin();
        _input.HandleAll(_window, Scale);
        (int width, int height) = Size;
        if (width == 0 || height == 0)
        {
            // A minimised window has nothing to draw, and swapping does not limit the loop, so it sleeps.
            Thread.Sleep(20);
            return;
        }

        bool isSettled = Runner.IsIdle;
        ReadData();
        _script?.Advance(isSettled, Data.Snapshot.Frame, Scale, Size);
        bool isAtEnd = IsAtEnd;
        Data.IsMeasuring = IsPlayed && !isAtEnd;
        if (isAtEnd)
        {
            _overlays.Invalidate();
        }

        Draw(width, height);
        bool isSaved = Saver.Save(isAtEnd ? Options.Screenshot : _script?.Screenshot, Size, Data.Snapshot.Frame);
        Meter.Enter(PicturePart.Graphics);
        _window.GLContext!.SwapBuffers();
        if (!isSaved && Data.Facts is not null)
        {
            Meter.End();
        }

        IsOver |= _window.IsClosing || isAtEnd || _script is { IsQuitting: true };
        if (Data.Facts is null || Data.IsMeasuring)
        {
            // The picture does not change, so the processor is left to the preparation or measurement.
            Thread.Sleep(20);
        }
    }

    /// <summary>Handles one window event.</summary>
    internal void Handle(in WindowEvent windowEvent) => _input.Handle(windowEvent, Scale);

    /// <summary>Requests another size of the window, in pixels.</summary>
    internal void Resize(int width, int height) => _window.Resize(width, height);

    /// <summary>Draws the newest snapshot with repainted overlays and reads the pixels back. For tests.</summary>
    internal SKBitmap DrawAndRead()
    {
        Invalidate();
        ReadData();
        Draw(Size.Width, Size.Height);
        return Pixels.Read(Gl, Size.Width, Size.Height);
    }

    public void Dispose()
    {
        CurrentRun.Dispose();
        Runner.Dispose();
        _log.Dispose();
        _overlays.Dispose();
        _world.Dispose();
        _window.Dispose();
    }

    private void ReadData()
    {
        Commands.Panels.RequestNetworkData();
        _reader.ReadSnapshot(Now);
        _reader.ReadHistory(Now, IsAtEnd);
    }

    private void Draw(int width, int height)
    {
        double now = Now;
        bool isMoved = _overlays.Arrange(width, height, Scale, now);
        _worldView.Draw(Layout.World, isMoved, (width, height), Scale);
        _overlays.Draw(width, height, Scale, now);
    }

    private void Click(float x, float y) => _input.Click(_worldView.View(Size, Scale), Data.Snapshot, x, y);

    /// <summary>Makes the next picture show the newest data everywhere.</summary>
    private void Invalidate()
    {
        _reader.Invalidate();
        _overlays.Invalidate();
    }
}

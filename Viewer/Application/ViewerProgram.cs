using System.CommandLine;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Scripting;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Application;

/// <summary>The viewer's command line: the options of <c>run</c>, plus options for the display.</summary>
internal static class ViewerProgram
{
    private static readonly Option<string?> s_size = TextOption.Create("--size", "size of the window, pixels, from 320x240 [1280x720]", "WxH", "a size such as 1280x720, from 320x240", ViewerValues.SizeText);
    private static readonly Option<double?> s_scale = TextOption.Create("--scale", "pixels per unit of length, 1 to 4: 2 draws text and panels twice as large [the display's scale]", "X", "a number from 1 to 4", ViewerValues.Factor);
    private static readonly Option<string?> s_show = TextOption.Create("--show", "panels to show, separated by commas, or all or none [loss,weights,inspector,frame,events]", "NAMES", "names", OptionText.Any);
    private static readonly Option<string?> s_colour = TextOption.Create("--colour", "measure that colours the agents: disagreement, age, an action or an observation", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> s_select = TextOption.Create("--select", "agent to inspect, by its index among the agents at the start", "I", "a whole number from 0", ViewerValues.Place);
    private static readonly Option<bool> s_follow = TextOption.Flag("--follow", "keep the selected agent in the middle of the view");
    private static readonly Option<CameraPlace?> s_camera = TextOption.Create("--camera", "middle of the view, m, and metres across its smaller side [the whole world]", "X,Y,METRES", "three numbers separated by commas, the last above 0", CameraPlace.Parse);
    private static readonly Option<WeightView?> s_weights = TextOption.Create("--weights", "content of the weights panel: weights, gradients, updates or change [weights]", "NAME", "weights, gradients, updates or change", ViewerValues.View);
    private static readonly Option<bool> s_noTrail = TextOption.Flag("--no-trail", "hide the selected agent's trail");
    private static readonly Option<bool> s_noRays = TextOption.Flag("--no-rays", "hide the lines to what the selected agent senses");
    private static readonly Option<double?> s_speed = TextOption.Create("--speed", "simulated seconds per second, from 1/8; max is as fast as possible [1; max with --frames]", "X", "a number from 1/8, or max", Speeds.Parse);
    private static readonly Option<string?> s_brain = TextOption.Create("--brain", "start with a brain saved by run --save-brain, the viewer or a game", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> s_writeDemonstrations = TextOption.Create("--write-demonstrations", "record your actions while you drive agents, for --demonstrations", "FILE", "a path", OptionText.Any);
    private static readonly Option<bool> s_paused = TextOption.Flag("--paused", "start paused: P resumes, O runs one step");
    private static readonly Option<string?> s_screenshot = TextOption.Create("--screenshot", "save a picture of the last frame as PNG; needs --frames", "FILE", "a name that ends in .png", ViewerValues.PictureFile);

    private static readonly Option<string?> s_script = TextOption.Create("--script", "script of keys, mouse actions and waits to replay", "FILE", "a path", OptionText.Any);
    private static readonly Option<bool> s_timing = TextOption.Flag("--timing", "write the processor time and allocations per picture to standard output at the end, as JSON");

    internal static int Run(string[] arguments)
    {
        ParseResult parsed = Parse(arguments);
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw new UsageException(UsageError.Describe(parsed));
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is UsageException or SettingException or OptionsFormatException or ArchiveFormatException)
        {
            return UsageError.Write(error.Message, ExitCode.Usage);
        }
        catch (Exception error) when (error is MissingPartException or ScriptException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return UsageError.Write(error.Message, ExitCode.Failure);
        }
    }

    /// <summary>Parses the arguments.</summary>
    /// <exception cref="UsageException">An argument is invalid.</exception>
    internal static ViewerOptions Read(IReadOnlyList<string> arguments)
    {
        ParseResult parsed = Parse(arguments);
        return parsed.Errors.Count > 0 ? throw new UsageException(UsageError.Describe(parsed)) : Read(parsed);
    }

    private static ParseResult Parse(IReadOnlyList<string> arguments)
    {
        RootCommand root = new("NeuroAgents viewer: watch agents learn. With --frames it ends by itself.");
        RunArguments.AddLiveTo(root);
        Option[] own =
        [
            SaveArguments.Resume, s_brain, CommandArguments.Replay, CommandArguments.Log, s_writeDemonstrations, s_size, s_scale, s_show, s_weights, s_colour, s_select, s_follow, s_camera, s_noTrail, s_noRays,
            s_speed, s_paused, s_screenshot, s_script, s_timing,
        ];
        foreach (Option option in own)
        {
            root.Options.Add(option);
        }

        root.SetAction(Show);
        return root.Parse(arguments);
    }

    private static int Show(ParseResult parsed)
    {
        ViewerOptions options = Read(parsed);
        using Interrupt interrupt = new();
        using (LiveViewer viewer = new(options))
        {
            Show(viewer, parsed, interrupt.Token);
        }

        // The run ends with the viewer, and then writes what it has recorded.
        return options.DemonstrationWriter?.Failure is { } failure ? throw new IOException(failure) : interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static void Show(LiveViewer viewer, ParseResult parsed, CancellationToken cancellation)
    {
        // Standard output has nothing but JSON with --timing.
        viewer.Saver.Output = parsed.GetValue(s_timing) ? Console.Error : Console.Out;
        while (!viewer.IsOver && !cancellation.IsCancellationRequested)
        {
            viewer.ShowPicture();
        }

        if (parsed.GetValue(s_timing))
        {
            Console.Out.WriteLine(PictureReport.Json(viewer.Meter));
        }
    }

    private static ViewerOptions Read(ParseResult parsed)
    {
        bool hasFrames = RunArguments.HasFrames(parsed);
        string? screenshot = parsed.GetValue(s_screenshot);
        if (screenshot is not null && !hasFrames)
        {
            throw new UsageException("--screenshot: expected --frames with it, received none. --frames sets the frame of the picture.");
        }

        if (parsed.GetValue(s_paused) && hasFrames)
        {
            throw new UsageException("--paused: expected no --frames with it, received --frames. A run with --frames can't start paused.");
        }

        if (parsed.GetValue(s_follow) && parsed.GetValue(s_select) is null)
        {
            throw new UsageException("--follow: expected --select with it, received none. --select chooses the agent to follow.");
        }

        OutputFile.RequireWritable("--screenshot", screenshot);
        SavedRun? resumed = SaveArguments.ReadResumed(parsed, [.. RunArguments.FixedByResume, s_brain]);
        SavedBrain? brain = parsed.GetValue(s_brain) is { } path ? SavedFile.ReadBrain(path) : null;
        InputFile.ReportSkipped(resumed?.SkippedFiles ?? [], resumed?.Origin ?? "", Console.Error.WriteLine);
        InputFile.ReportSkipped(brain?.SkippedFiles ?? [], brain?.Origin ?? "", Console.Error.WriteLine);
        RunOptions run = RunArguments.Read(parsed, resumed?.Options);
        if (parsed.GetValue(s_select) is { } select && select >= run.Agents)
        {
            throw new UsageException($"--select: expected an index from 0 to {run.Agents - 1}, received \"{select}\".");
        }

        return new ViewerOptions(brain is null ? run : Matching(brain, run))
        {
            Frames = hasFrames ? run.Frames + (resumed?.Frame ?? 0) : null,
            Resumed = resumed,
            Brain = brain,
            Commands = CommandArguments.ReadReplay(parsed),
            LogCommands = CommandArguments.ReadLog(parsed),
            DemonstrationWriter = SaveArguments.ReadDemonstrationWriter(parsed, s_writeDemonstrations),
            Scale = (float?)parsed.GetValue(s_scale),
            Speed = parsed.GetValue(s_speed) ?? (hasFrames ? double.PositiveInfinity : 1),
            Colour = parsed.GetValue(s_colour),
            Select = parsed.GetValue(s_select),
            IsFollowing = parsed.GetValue(s_follow),
            Camera = parsed.GetValue(s_camera),
            Weights = parsed.GetValue(s_weights) ?? WeightView.Weights,
            ShowsTrail = !parsed.GetValue(s_noTrail),
            ShowsRays = !parsed.GetValue(s_noRays),
            Screenshot = screenshot,
            Script = parsed.GetValue(s_script) is { } script ? ReadScript(script) : null,
            IsPaused = parsed.GetValue(s_paused),
            Size = ViewerValues.Size(parsed.GetValue(s_size) ?? "1280x720")!.Value,
            Show = parsed.GetValue(s_show) is { } show ? ViewerValues.Panels(show) : PanelCatalogue.Default,
        };
    }

    /// <summary>Returns the options of a run that a saved brain fits, with the brain's network and normalization. A run that learns by imitation keeps its own learner; any other run takes the brain's.</summary>
    private static RunOptions Matching(SavedBrain brain, RunOptions run)
        => run.Learner == RunOptions.Imitation ? run with { Set = BrainSettings.Of(brain.Options, run.Set) } : run.Matching(brain.Options);

    private static InputScript ReadScript(string path)
    {
        try
        {
            return InputFile.Read("--script", path, InputScript.Read);
        }
        catch (ScriptException error)
        {
            throw new UsageException($"--script: {error.Message}", error);
        }
    }
}

/// <summary>The parsers for values of the viewer's options. For an invalid value they return null; <see cref="Panels"/> throws a <see cref="UsageException"/>.</summary>
internal static class ViewerValues
{
    internal static IReadOnlyList<string> Panels(string text)
    {
        if (text is "all" or "none")
        {
            return text == "all" ? PanelCatalogue.Names : [];
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        foreach (string name in names.Where(name => !PanelCatalogue.Names.Contains(name)))
        {
            string hint = ClosestName.Find(name, [.. PanelCatalogue.Names]) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new UsageException($"--show: expected all, none or some of {string.Join(", ", PanelCatalogue.Names)}, received \"{name}\".{hint}");
        }

        return names;
    }

    internal static WeightView? View(string text) => WeightViews.Names.Contains(text) ? Enum.Parse<WeightView>(text, ignoreCase: true) : null;

    internal static string? PictureFile(string path) => Pixels.IsPicture(path) ? path : null;

    internal static string? SizeText(string text) => Size(text) is null ? null : text;

    internal static double? Factor(string text) => OptionText.Number(text) is { } scale and >= 1 and <= 4 ? scale : null;

    internal static int? Place(string text) => OptionText.Whole(text) is { } place and >= 0 ? place : null;

    internal static (int Width, int Height)? Size(string text)
        => text.Split('x') is [var width, var height]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && w is >= 320 and <= 16384
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h) && h is >= 240 and <= 16384
            ? (w, h)
            : null;
}

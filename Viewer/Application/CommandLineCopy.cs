using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Application;

/// <summary>The viewer's current view as command-line options that reproduce it.</summary>
/// <param name="viewer">The viewer.</param>
internal sealed class CommandLineCopy(LiveViewer viewer)
{
    private readonly WeightsPanel _weights = viewer.Panels.OfType<WeightsPanel>().Single();

    /// <summary>Folder for a file with the commands; empty for the current one.</summary>
    internal string Folder { get; set; } = "";

    /// <summary>Creates the whole command line, and logs an event that lists what the line omits. If the run was changed live, the line names a file with the changes.</summary>
    internal string Create()
    {
        string text = "command line copied";
        List<string> omitted = [.. Omissions()];
        RecordedCommands? commands = viewer.Runner.Saved.Commands;
        if (viewer.Runner.Changes is > 0 and var changes)
        {
            string description = changes == 1 ? "one change of the run" : $"{Numerals.Whole(changes)} changes of the run";
            try
            {
                commands = Commands();
                text += $", with {description} in {Path.GetFileName(commands.Path)}";
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                omitted.Insert(0, $"{description} ({error.Message})");
            }
        }

        viewer.Watch.Events.Add(viewer.Data.Snapshot.Frame, $"{text}{(omitted.Count == 0 ? "" : $"; omitted: {string.Join(", ", omitted)}")}");
        return ViewerCommandLine.Format(Options() with { Commands = commands });
    }

    /// <summary>Returns the log named by --log-commands, or writes the commands so far to a file in <see cref="Folder"/>.</summary>
    private RecordedCommands Commands()
    {
        CommandLog log = viewer.Runner.Log;
        string path = log.Path ?? Path.Combine(Folder, ViewerCommandLine.CommandsName(viewer.Runner.Options, viewer.Data.Snapshot.Frame));
        return log.Path is null ? log.Save(path) : log.Recorded();
    }

    private ViewerOptions Options() => viewer.Options with
    {
        Run = viewer.Runner.Options,
        Resumed = viewer.Runner.Saved.Run,
        Brain = viewer.Runner.Saved.Brain,
        LogCommands = null,
        Frames = viewer.Data.Snapshot.Frame,
        Size = viewer.Size,
        Show = [.. viewer.Panels.Where(panel => panel.IsShown).Select(panel => panel.Name)],
        Colour = viewer.Watch.Request.Measure,
        Select = SelectedNumber(),
        IsFollowing = viewer.Commands.IsFollowing && SelectedNumber() is not null,
        Camera = viewer.Aim.CustomPlace,
        Weights = _weights.View,
        ShowsTrail = viewer.Commands.WorldEdit.ShowsTrail,
        ShowsRays = viewer.Commands.WorldEdit.ShowsRays,
        Speed = viewer.Runner.Speed,
        IsPaused = viewer.Runner.IsPaused,
    };

    private IEnumerable<string> Omissions()
    {
        if (viewer.Watch.Request.Selected is not null && SelectedNumber() is null)
        {
            yield return "the selected agent, born after the start";
        }

        if (viewer.Panels.Any(panel => panel.IsShown && viewer.Columns.IsMoved(panel)))
        {
            yield return "moved panels";
        }

        if (_weights.View == WeightView.Change && viewer.Data.Mark?.Frame > (viewer.Runner.Saved.Run?.Frame ?? 0))
        {
            yield return "the mark set with M";
        }
    }

    /// <summary>Returns the selected agent's index among those at the start, which are the first generation in the first slots; null if it was born later.</summary>
    private int? SelectedNumber()
    {
        ViewRequest request = viewer.Watch.Request;
        return request.Selected is not { } handle ? request.SelectedNumber
            : handle is { Brain: 0, Generation: 1 } && handle.Slot < viewer.Runner.Options.Agents ? handle.Slot
            : null;
    }
}

/// <summary>The command line that reproduces a view: it runs to the same frame, saves the picture and ends.</summary>
internal static class ViewerCommandLine
{
    private const string Program = "dotnet run -c Release --project Viewer -- ";

    /// <summary>Writes the options that differ from their defaults.</summary>
    /// <param name="view">The options of the current view, with the frames so far.</param>
    internal static string Format(ViewerOptions view)
    {
        ViewerOptions standard = new(view.Run);
        List<string> arguments = view.Resumed is { } resumed ? ["--resume", resumed.Origin] : RunCommandLine.Format(view.Run);
        Add(arguments, "--brain", view.Brain?.Origin);
        Add(arguments, "--replay-commands", view.Commands?.Path);
        long frame = view.Frames ?? 0, frames = frame - (view.Resumed?.Frame ?? 0);
        if (frames > 0)
        {
            arguments.AddRange(["--frames", RunCommandLine.Text(frames), "--screenshot", PictureName(view.Run, frame)]);
        }

        Add(arguments, "--paused", frames == 0 && view.IsPaused);
        Add(arguments, "--speed", frames == 0 && view.Speed != standard.Speed ? Speeds.Name(view.Speed) : null);
        if (!view.Show.Order().SequenceEqual(standard.Show.Order()))
        {
            arguments.AddRange(["--show", view.Show.Count == 0 ? "none" : string.Join(',', view.Show)]);
        }

        Add(arguments, "--weights", view.Weights == standard.Weights ? null : WeightViews.Names[(int)view.Weights]);
        Add(arguments, "--select", view.Select is { } number ? RunCommandLine.Text(number) : null);
        Add(arguments, "--follow", view.IsFollowing);
        Add(arguments, "--no-trail", !view.ShowsTrail);
        Add(arguments, "--no-rays", !view.ShowsRays);
        Add(arguments, "--camera", view.Camera?.ToString());
        Add(arguments, "--colour", view.Colour);
        Add(arguments, "--size", view.Size == standard.Size ? null : $"{RunCommandLine.Text(view.Size.Width)}x{RunCommandLine.Text(view.Size.Height)}");
        Add(arguments, "--scale", view.Scale is { } scale ? RunCommandLine.Text(scale) : null);
        return Program + RunCommandLine.Join(arguments);
    }

    /// <summary>Returns the file name for a picture of a run.</summary>
    internal static string PictureName(RunOptions run, long frame) => $"{FileName(run, frame)}.png";

    /// <summary>Returns the file name for the commands of a run.</summary>
    internal static string CommandsName(RunOptions run, long frame) => $"{FileName(run, frame)}.jsonl";

    private static string FileName(RunOptions run, long frame) => $"neuroagents-{run.Scenario}-{RunCommandLine.Text(frame)}";

    private static void Add(List<string> arguments, string name, string? value)
    {
        if (value is not null)
        {
            arguments.AddRange([name, value]);
        }
    }

    private static void Add(List<string> arguments, string name, bool isOn)
    {
        if (isOn)
        {
            arguments.Add(name);
        }
    }
}

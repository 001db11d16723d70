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

    /// <summary>Returns the whole command line. If the run was changed live, it names a file with the commands; an event names that file and everything the line omits.</summary>
    internal string Take()
    {
        string said = "command line copied";
        List<string> left = [.. LeftOut()];
        RecordedCommands? commands = viewer.Runner.Saved.Commands;
        if (viewer.Runner.Changes is > 0 and var changes)
        {
            string what = changes == 1 ? "one change of the run" : $"{Numerals.Whole(changes)} changes of the run";
            try
            {
                commands = Commands();
                said += $", with {what} in {Path.GetFileName(commands.Path)}";
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                left.Insert(0, $"{what} ({error.Message})");
            }
        }

        viewer.Watch.Events.Add(viewer.Data.Snapshot.Frame, $"{said}{(left.Count == 0 ? "" : $"; not in it: {string.Join(", ", left)}")}");
        return ViewerCommandLine.Format(Options() with { Commands = commands });
    }

    /// <summary>Returns the log named by --log-commands, or writes the commands so far to a file in the folder of the pictures.</summary>
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
        Camera = viewer.Aim.Chosen,
        Weights = _weights.View,
        ShowsTrail = viewer.Commands.WorldEdit.ShowsTrail,
        ShowsRays = viewer.Commands.WorldEdit.ShowsRays,
        Speed = viewer.Runner.Speed,
        IsPaused = viewer.Runner.IsPaused,
    };

    private IEnumerable<string> LeftOut()
    {
        if (viewer.Watch.Request.Selected is not null && SelectedNumber() is null)
        {
            yield return "the selected agent, which --select has no number for";
        }

        if (viewer.Panels.Any(panel => panel.IsShown && viewer.Columns.IsMoved(panel)))
        {
            yield return "where panels were moved";
        }

        if (_weights.View == WeightView.Change && viewer.Data.Mark?.Frame > (viewer.Runner.Saved.Run?.Frame ?? 0))
        {
            yield return "the moment that M marked";
        }
    }

    /// <summary>Returns the selected agent's index at the start. The initial agents are the first generation in the first slots.</summary>
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
    /// <param name="seen">The options of the current view, with the frames so far.</param>
    internal static string Format(ViewerOptions seen)
    {
        ViewerOptions standard = new(seen.Run);
        List<string> arguments = seen.Resumed is { } resumed ? ["--resume", resumed.Origin] : RunCommandLine.Format(seen.Run);
        Add(arguments, "--brain", seen.Brain?.Origin);
        Add(arguments, "--replay-commands", seen.Commands?.Path);
        long frame = seen.Frames ?? 0, frames = frame - (seen.Resumed?.Frame ?? 0);
        if (frames > 0)
        {
            arguments.AddRange(["--frames", RunCommandLine.Text(frames), "--screenshot", PictureName(seen.Run, frame)]);
        }

        Add(arguments, "--paused", frames == 0 && seen.IsPaused);
        Add(arguments, "--speed", frames == 0 && seen.Speed != standard.Speed ? Speeds.Name(seen.Speed) : null);
        if (!seen.Show.Order().SequenceEqual(standard.Show.Order()))
        {
            arguments.AddRange(["--show", seen.Show.Count == 0 ? "none" : string.Join(',', seen.Show)]);
        }

        Add(arguments, "--weights", seen.Weights == standard.Weights ? null : WeightViews.Names[(int)seen.Weights]);
        Add(arguments, "--select", seen.Select is { } number ? RunCommandLine.Text(number) : null);
        Add(arguments, "--follow", seen.IsFollowing);
        Add(arguments, "--no-trail", !seen.ShowsTrail);
        Add(arguments, "--no-rays", !seen.ShowsRays);
        Add(arguments, "--camera", seen.Camera?.ToString());
        Add(arguments, "--colour", seen.Colour);
        Add(arguments, "--size", seen.Size == standard.Size ? null : $"{RunCommandLine.Text(seen.Size.Width)}x{RunCommandLine.Text(seen.Size.Height)}");
        Add(arguments, "--scale", seen.Scale is { } scale ? RunCommandLine.Text(scale) : null);
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

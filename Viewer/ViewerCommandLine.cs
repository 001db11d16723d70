using NeuroAgents.Agents;
using NeuroAgents.Simulation.CommandLine;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;

namespace NeuroAgents.Viewer;

/// <summary>The command line that shows again what is seen: it plays to the same frame, saves the picture and ends.</summary>
internal static class ViewerCommandLine
{
    private const string Program = "dotnet run -c Release --project Viewer -- ";

    /// <summary>Writes it, and lets the events say so, with what is not in it.</summary>
    internal static string Copy(ViewerOptions opened, LiveRunner runner, LiveWatch watch, long frame, IReadOnlyList<Panel> panels)
    {
        string left = runner.Changes switch
        {
            0 => "",
            1 => "; one change of the run is not in it",
            var changes => $"; {Numerals.Whole(changes)} changes of the run are not in it",
        };
        watch.Events.Add(frame, $"command line copied{left}");
        return Format(opened, runner.Options, frame, watch.Request, panels, runner.Saved);
    }

    /// <summary>Writes it.</summary>
    /// <param name="opened">How the window was opened.</param>
    /// <param name="run">What is played.</param>
    /// <param name="frame">Frames so far.</param>
    /// <param name="request">What is asked of the run.</param>
    /// <param name="panels">All panels.</param>
    /// <param name="saved">The saved run or brain that it began with.</param>
    internal static string Format(
        ViewerOptions opened, RunOptions run, long frame, ViewRequest request, IReadOnlyList<Panel> panels,
        (SavedRun? Run, SavedBrain? Brain) saved = default)
    {
        ViewerOptions standard = new(run);
        List<string> arguments = saved.Run is { } resumed ? ["--resume", resumed.Origin] : RunCommandLine.Format(run);
        if (saved.Brain is { } brain)
        {
            arguments.AddRange(["--brain", brain.Origin]);
        }

        long frames = frame - (saved.Run?.Frame ?? 0);
        if (frames > 0)
        {
            arguments.AddRange(["--frames", RunCommandLine.Text(frames), "--screenshot", PictureName(run, frame)]);
        }

        string[] shown = [.. panels.Where(panel => panel.IsShown).Select(panel => panel.Name)];
        if (!shown.Order().SequenceEqual(PanelCatalogue.Default.Order()))
        {
            arguments.AddRange(["--show", shown.Length == 0 ? "none" : string.Join(',', shown)]);
        }

        if (NumberOf(request, run) is { } number)
        {
            arguments.AddRange(["--select", RunCommandLine.Text(number)]);
        }

        if (request.Measure is { } measure)
        {
            arguments.AddRange(["--colour", measure]);
        }

        if (opened.Size != standard.Size)
        {
            arguments.AddRange(["--size", $"{RunCommandLine.Text(opened.Size.Width)}x{RunCommandLine.Text(opened.Size.Height)}"]);
        }

        if (opened.Scale is { } scale)
        {
            arguments.AddRange(["--scale", RunCommandLine.Text(scale)]);
        }

        return Program + RunCommandLine.Join(arguments);
    }

    /// <summary>What a picture of a run is called.</summary>
    internal static string PictureName(RunOptions run, long frame) => $"neuroagents-{run.Scenario}-{RunCommandLine.Text(frame)}.png";

    /// <summary>The place at the start of whoever is selected: those who were there have the first generation of the first slots.</summary>
    private static int? NumberOf(ViewRequest request, RunOptions run)
        => request.Selected is not { } handle ? request.SelectedNumber
            : handle is { Brain: 0, Generation: 1 } && handle.Slot < run.Agents ? handle.Slot
            : null;
}

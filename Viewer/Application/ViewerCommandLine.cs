using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Networks;

namespace NeuroAgents.Viewer.Application;

/// <summary>The command line that shows again what is seen: it plays to the same frame, saves the picture and ends.</summary>
internal static class ViewerCommandLine
{
    private const string Program = "dotnet run -c Release --project Viewer -- ";

    /// <summary>Writes what is not as it is by default.</summary>
    /// <param name="seen">How to show what is seen; its frames are those so far.</param>
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

    /// <summary>Name of a picture of a run.</summary>
    internal static string PictureName(RunOptions run, long frame) => $"{FileName(run, frame)}.png";

    /// <summary>Name of the file for the commands of a run.</summary>
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

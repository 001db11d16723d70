using System.CommandLine;
using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary><c>soak</c>: runs for long, saves and exchanges brains all the while, and fails if memory does not stay as it was.</summary>
internal static class SoakVerb
{
    private const int MinSaves = 20;
    private static readonly Option<int?> Interval = TextOption.Create("--save-every", "frames from one save to the next; every other one exchanges the brains [1000]", "N", "a whole number from 1 to 10000000", Frames);
    private static readonly Option<string?> Folder = TextOption.Create("--folder", "where saved files go and stay [one that is deleted at the end]", "DIR", "a path", OptionText.Any);

    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("soak", "Run for long, save and exchange brains all the while; fails if memory grows or a full garbage collection comes.");
        RunArguments.AddLiveTo(command);
        foreach (Option option in (Option[])[Interval, Folder, ReportJson.Option])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed, catalogue));
        return command;
    }

    private static int Execute(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        RunOptions options = RunArguments.Read(parsed, null, catalogue);
        int interval = parsed.GetValue(Interval) ?? 1000;
        if (options.Frames < MinSaves * (long)interval)
        {
            throw new UsageException(
                $"--frames: expected at least {MinSaves} times --save-every, {MinSaves * (long)interval}, as memory takes a while to settle, given {options.Frames}.");
        }

        string? json = parsed.GetValue(ReportJson.Option), given = parsed.GetValue(Folder);
        OutputFile.RequireWritable("--json", json);
        TextWriter output = ReportJson.ForPeople(json);
        string folder = given is null ? Directory.CreateTempSubdirectory("neuroagents-").FullName : Directory.CreateDirectory(given).FullName;
        try
        {
            using Interrupt interrupt = new();
            SoakReport report = new Soak(options, interval, folder).Run(output.WriteLine, interrupt.Token);
            Write(output, report);
            OutputFile.Write(json, ReportJson.Serialize(report));
            return interrupt.IsRequested ? ExitCode.Interrupted : report.Faults.Count > 0 ? ExitCode.Failure : ExitCode.Success;
        }
        finally
        {
            if (given is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Write(TextWriter output, SoakReport report)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Scenario}: {report.Frames:N0} frames of {report.Agents:N0} agents in {report.Seconds:F0} s, {report.Births:N0} born, {report.LearnSteps:N0} minibatches, {report.Saves:N0} saves, {report.Swaps:N0} times older brains put in"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"after the first tenth: working set within {report.WorkingSetDrift:P1}, collections by generation {string.Join(", ", report.Collections)}"));
        foreach (string fault in report.Faults)
        {
            output.WriteLine($"FAILED {fault}");
        }
    }

    private static int? Frames(string text) => OptionText.Whole(text) is { } frames and >= 1 and <= 10_000_000 ? frames : null;
}

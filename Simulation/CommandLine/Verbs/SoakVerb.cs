using System.CommandLine;
using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>soak</c>, which runs for a long time while saving and swapping brains, and fails if memory use changes or a full garbage collection happens.</summary>
internal static class SoakVerb
{
    private const int MinSaves = 20;
    private static readonly Option<int?> s_interval = TextOption.Create("--save-every", "frames between two saves; after every second save, the brains of the save before it are loaded [1000]", "N", "a whole number from 1 to 10000000", Frames);
    private static readonly Option<string?> s_folder = TextOption.Create("--folder", "folder to keep the saved files in [a temporary one]", "DIR", "a path", OptionText.Any);

    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("soak", "Run for a long time while saving and swapping brains; fails if memory use changes by more than 5 % or a full garbage collection happens.");
        RunArguments.AddLiveTo(command);
        foreach (Option option in (Option[])[s_interval, s_folder, ReportJson.Option])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed, catalogue));
        return command;
    }

    private static int Execute(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        RunOptions options = RunArguments.Read(parsed, null, catalogue);
        int interval = parsed.GetValue(s_interval) ?? 1000;
        if (options.Frames < MinSaves * (long)interval)
        {
            throw new UsageException(
                $"--frames: expected at least {MinSaves} times --save-every ({MinSaves * (long)interval}), received {options.Frames}; memory takes that long to settle.");
        }

        string? json = parsed.GetValue(ReportJson.Option), given = parsed.GetValue(s_folder);
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
            $"{report.Scenario}: {report.Frames:N0} frames of {report.Agents:N0} agents in {report.Seconds:F0} s, {Counted.Text(report.Births, "birth")}, {Counted.Text(report.LearnSteps, "minibatch", "minibatches")}, {Counted.Text(report.Saves, "save")}, {Counted.Text(report.Swaps, "brain swap")}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"since the first tenth: working set changed by at most {report.WorkingSetDrift:P1}, collections by generation {string.Join(", ", report.Collections)}"));
        foreach (string fault in report.Faults)
        {
            output.WriteLine($"FAILED {fault}");
        }
    }

    private static int? Frames(string text) => OptionText.Whole(text) is { } frames and >= 1 and <= 10_000_000 ? frames : null;
}

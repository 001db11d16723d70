using System.CommandLine;
using System.Text.Json;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Benchmarks;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary><c>bench</c>: how fast the parts are on this machine, against its own ceiling and against kept results.</summary>
internal static class BenchVerb
{
    private const int Attempts = 4;
    private static readonly Argument<string[]> Group = new("group")
    {
        Description = "gemm, infer, train, frame or ecs; all if none is named",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int?> Threads = TextOption.Create("--threads", "workers of inference and frames [1]", "N", "a whole number from 1 to 256", OptionText.Threads);
    private static readonly Option<bool> Quick = new("--quick") { Description = "fewer shapes and samples: all groups in 45 s", Arity = ArgumentArity.Zero };
    private static readonly Option<string?> Check = TextOption.Create("--check", "fail where ratios are over 20 % worse than in a kept result", "FILE", "a path", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("bench", "Measure the speed of the parts against this machine's multiply-add ceiling.") { Group, Threads, Quick, ReportJson.Option, Check };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string? group = ReadGroup(parsed), json = parsed.GetValue(ReportJson.Option);
        KeptResults? kept = parsed.GetValue(Check) is { } path ? ReadKept(path) : null;
        new DistinctFiles().Reads("--check", parsed.GetValue(Check)).Writes("--json", json);
        OutputFile.RequireWritable("--json", json);
        BenchConsole console = new(ReportJson.ForPeople(json));
        using Interrupt interrupt = new();
        using BenchmarkSuite suite = new(group, parsed.GetValue(Threads) ?? 1, parsed.GetValue(Quick));
        (BenchmarkReport report, IReadOnlyList<KeptRatio> losses) = console.Run(progress => Measure(suite, kept, progress, interrupt.Token));
        console.Write(report);
        OutputFile.Write(json, ReportJson.Serialize(report));
        if (interrupt.IsRequested)
        {
            console.WriteLine("interrupted");
            return ExitCode.Interrupted;
        }

        return kept is null || console.WriteCheck(kept, report, losses) ? ExitCode.Success : ExitCode.Failure;
    }

    private static KeptResults ReadKept(string path)
    {
        try
        {
            return KeptResults.Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or JsonException)
        {
            throw new UsageException($"--check: expected a file that bench --json wrote, given \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>What seems to have got worse is measured again, a few times: a neighbour's noise passes, a loss stays.</summary>
    private static (BenchmarkReport Report, IReadOnlyList<KeptRatio> Losses) Measure(
        BenchmarkSuite suite, KeptResults? kept, Action<string, double> progress, CancellationToken cancellation)
    {
        BenchmarkReport report = suite.Run(progress, cancellation);
        IReadOnlyList<KeptRatio> losses = kept?.Compare(report) ?? [];
        for (int attempt = 1; attempt < Attempts && losses.Count > 0 && !cancellation.IsCancellationRequested; attempt++)
        {
            report = suite.Repeat(losses.SelectMany(loss => loss.Names).ToHashSet(), progress, cancellation);
            losses = kept!.Compare(report);
        }

        return (report, losses);
    }

    private static string? ReadGroup(ParseResult parsed)
    {
        string[] names = parsed.GetValue(Group) ?? [];
        if (Array.Find(names, name => name.StartsWith('-')) is { } option)
        {
            throw new UsageException(UsageError.DescribeUnmatched(parsed.CommandResult.Command, option));
        }

        string groups = string.Join(", ", BenchmarkSuite.Groups);
        if (names.Length > 1)
        {
            throw new UsageException($"group: expected one of {groups}, or none, given {string.Join(" and ", names)}.");
        }

        if (names is [var name] && !BenchmarkSuite.Groups.Contains(name))
        {
            string hint = ClosestName.Find(name, BenchmarkSuite.Groups) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new UsageException($"group: expected one of {groups}, given \"{name}\".{hint}");
        }

        return names.FirstOrDefault();
    }
}

using System.CommandLine;
using System.Text.Json;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Benchmarks;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>bench</c>, which measures speed relative to the machine's peak and compares it with kept results.</summary>
internal static class BenchVerb
{
    private const int Attempts = 4;
    private static readonly Argument<string[]> s_group = new("group")
    {
        Description = "gemm, infer, train, frame, ecs or rl [all]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int?> s_threads = TextOption.Create("--threads", "number of threads of infer, train, frame and rl [1]", "N", "a whole number from 1 to 256", OptionText.Threads);
    private static readonly Option<bool> s_quick = new("--quick") { Description = "fewer shapes and samples: all groups in 45 s", Arity = ArgumentArity.Zero };
    private static readonly Option<string?> s_check = TextOption.Create("--check", "fail if a ratio is more than 20 % worse than in an earlier result", "FILE", "a path", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("bench", "Measure speed relative to this machine's multiply-add peak.") { s_group, s_threads, s_quick, ReportJson.Option, s_check };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string? group = ReadGroup(parsed), json = parsed.GetValue(ReportJson.Option);
        KeptResults? kept = parsed.GetValue(s_check) is { } path ? ReadKept(path) : null;
        new DistinctFiles().Reads("--check", parsed.GetValue(s_check)).Writes("--json", json);
        OutputFile.RequireWritable("--json", json);
        BenchConsole console = new(ReportJson.ForPeople(json));
        using Interrupt interrupt = new();
        using BenchmarkSuite suite = new(group, parsed.GetValue(s_threads) ?? 1, parsed.GetValue(s_quick));
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
            throw new UsageException($"--check: expected a file written by bench --json, received \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Runs the suite and repeats the benchmarks that seem slower a few times. Noise from other programs passes; a real loss stays.</summary>
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
        string[] names = parsed.GetValue(s_group) ?? [];
        if (Array.Find(names, name => name.StartsWith('-')) is { } option)
        {
            throw new UsageException(UsageError.DescribeUnmatched(parsed.CommandResult.Command, option));
        }

        string groups = string.Join(", ", BenchmarkSuite.Groups);
        if (names.Length > 1)
        {
            throw new UsageException($"group: expected at most one of {groups}, received {string.Join(" and ", names)}.");
        }

        if (names is [var name] && !BenchmarkSuite.Groups.Contains(name))
        {
            string hint = ClosestName.Find(name, BenchmarkSuite.Groups) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new UsageException($"group: expected one of {groups}, received \"{name}\".{hint}");
        }

        return names.FirstOrDefault();
    }
}

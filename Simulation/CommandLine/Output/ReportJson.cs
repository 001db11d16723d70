using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The option <c>--json</c> and the JSON of each verb's result.</summary>
internal static class ReportJson
{
    /// <summary>The option <c>--json</c>, shared by all verbs with a result.</summary>
    internal static Option<string?> Option { get; } = TextOption.Create("--json", "write the result as JSON; - for standard output", "FILE", "a path", OptionText.Any);

    /// <summary>Returns the writer for texts that people read: standard error if the JSON goes to standard output, otherwise standard output.</summary>
    internal static TextWriter ForPeople(string? path) => path == OutputFile.StandardOutput ? Console.Error : Console.Out;

    internal static string Serialize(Benchmarks.BenchmarkReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.BenchmarkReport);

    internal static string Serialize(Benchmarks.Comparison.ComparisonReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.ComparisonReport);

    internal static string Serialize(Tables.TableFitReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.TableFitReport);

    internal static string Serialize(BrainEvaluationReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.BrainEvaluationReport);

    internal static string Serialize(Tables.TablePredictionReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.TablePredictionReport);

    internal static string Serialize(SoakReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.SoakReport);

    internal static string Serialize(LearnerScoresReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.LearnerScoresReport);

    internal static string Serialize(SelfPlayReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.SelfPlayReport);

    internal static string Serialize(RunReport report) => JsonSerializer.Serialize(report, SimulationJsonContext.Default.RunReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(SoakReport))]
[JsonSerializable(typeof(LearnerScoresReport))]
[JsonSerializable(typeof(SelfPlayReport))]
[JsonSerializable(typeof(Tables.TablePredictionReport))]
[JsonSerializable(typeof(BrainEvaluationReport))]
[JsonSerializable(typeof(Benchmarks.BenchmarkReport))]
[JsonSerializable(typeof(Benchmarks.Comparison.ComparisonReport))]
[JsonSerializable(typeof(Tables.TableFitReport))]
[JsonSerializable(typeof(Tables.TableFitOptions))]
internal sealed partial class SimulationJsonContext : JsonSerializerContext;

using NeuroAgents.Models;
using System.CommandLine;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Interchange.Onnx;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>export</c>, which writes a saved brain as an ONNX model for other runtimes.</summary>
internal static class ExportVerb
{
    private static readonly Argument<string> s_source = new("brain") { Description = "brain file", HelpName = "BRAIN" };
    private static readonly Option<string?> s_onnx = TextOption.Create("--onnx", "ONNX model to write (required)", "FILE", "a path", OptionText.Any);
    private static readonly Option<bool> s_mlAgents = new("--ml-agents") { Description = "add the names and constants that Unity ML-Agents reads" };

    internal static Command Create()
    {
        Command command = new("export", "Export a saved brain as an ONNX model, from raw observations to actions.") { s_source, s_onnx, s_mlAgents };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string path = parsed.GetValue(s_onnx) ?? throw new UsageException("--onnx: expected a path, received nothing.");
        if (path == OutputFile.StandardOutput)
        {
            throw new UsageException("--onnx: expected a file, received \"-\".");
        }

        string source = parsed.GetValue(s_source)!;
        new DistinctFiles().Reads("BRAIN", source).Writes("--onnx", path);
        OutputFile.RequireWritable("--onnx", path);
        SavedBrain brain = InputFile.Read("BRAIN", source, SavedBrain.Load);
        OnnxConvention convention = parsed.GetValue(s_mlAgents) ? OnnxConvention.MLAgents : OnnxConvention.Plain;
        byte[] model = OnnxExport.Policy(
            brain.Name, brain.Policy, brain.CreateParameters().Network(NetworkNames.Policy), brain.Normalizer, brain.Actions, convention, brain.Head);
        OutputFile.Write("--onnx", path, stream => stream.Write(model));
        InputFile.ReportSkipped(brain.SkippedFiles, brain.Origin, Console.Out.WriteLine);
        Console.Out.WriteLine(brain.Policy.Summary());
        Console.Out.WriteLine($"observations {Excerpt.Names(brain.Observations.Columns.Select(column => column.Name))}");
        Console.Out.WriteLine($"actions {Excerpt.Names(brain.Actions.Names)}");
        return ExitCode.Success;
    }
}

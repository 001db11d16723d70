using System.CommandLine;
using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Interchange.Onnx;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>import</c>, which reads a dense network from an ONNX model and saves it as a brain.</summary>
internal static class ImportVerb
{
    private static readonly Argument<string> s_source = new("model") { Description = "dense network from PyTorch, Keras or scikit-learn, as ONNX", HelpName = "FILE.onnx" };
    private static readonly Option<string?> s_target = TextOption.Create("--out", "brain file to write [none: only describe the model]", "BRAIN", "a path", OptionText.Any);

    private static readonly Option<string?> s_output = TextOption.Create("--output", "output to read if the model has several", "NAME", "a name", OptionText.Any);

    internal static Command Create()
    {
        Command command = new("import", "Import a dense network from an ONNX model and save it as a brain.") { s_source, s_target, s_output };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        string source = parsed.GetValue(s_source)!;
        string? target = parsed.GetValue(s_target);
        if (target == OutputFile.StandardOutput)
        {
            throw new UsageException("--out: expected a file, received \"-\".");
        }

        new DistinctFiles().Reads("FILE.onnx", source).Writes("--out", target, TensorArchive.DefaultGenerations);
        OutputFile.RequireWritable("--out", target);
        ImportedNetwork imported = InputFile.Read("FILE.onnx", source, path => OnnxImport.Load(path, parsed.GetValue(s_output)));
        DistinctFiles sideFiles = new();
        foreach (string path in imported.SideFiles)
        {
            sideFiles.Reads("FILE.onnx", path);
        }

        sideFiles.Writes("--out", target, TensorArchive.DefaultGenerations);
        Console.Out.WriteLine(imported.Network.Summary());
        foreach (string note in imported.Notes)
        {
            Console.Out.WriteLine($"note: {note}");
        }

        if (target is not null)
        {
            OutputFile.Save("--out", target, path => ImportedBrain.Save(imported, Path.GetFileNameWithoutExtension(source), path));
            bool isWithin = imported.IsLimited || ((Dense)imported.Network.Layers[^1]).Activation != Activation.Identity;
            Console.Out.WriteLine(imported.Actions is { Continuous: > 0 } both
                ? $"outputs are {both.Continuous} actions from -1 to 1 and the choices of {both.Branches.Count} branches; the brain takes the largest of each branch"
                : imported.IsChoice
                ? "outputs are choices; the brain takes the largest"
                : isWithin ? "outputs are actions from -1 to 1" : "outputs are actions; unlike the model, the brain limits them to -1 to 1");
            Console.Out.WriteLine("inputs are named input.0 and so on; a row is refused if an input exceeds 1,000 times its range (1,000 if the model does not scale inputs)");
        }

        return ExitCode.Success;
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine.Verbs;

public sealed class InterchangeTests
{
    /// <summary>A brain is exported and imported again. The imported brain exports a model with the same outputs.</summary>
    [Fact]
    public void ABrainGoesOutAndComesBack()
    {
        using TemporaryFolder folder = new();
        SaveBrain(folder["guards.brain"]);
        ProcessResult exported = SimulationProcess.RunIn(folder.Path, "export", "guards.brain", "--onnx", "guards.onnx");
        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        Assert.EndsWith("observations x, y\nactions walk, turn, look\n", exported.Output);
        ProcessResult imported = SimulationProcess.Run("import", folder["guards.onnx"], "--out", folder["again.brain"]);
        Assert.Equal((0, ""), (imported.ExitCode, imported.Error));
        Assert.Equal(
            "Dense 7, tanh            [batch, 2] → [batch, 7], 21 parameters\nDense 3, identity        [batch, 7] → [batch, 3], 24 parameters\n45 parameters in all\n"
            + "outputs are actions from -1 to 1\ninputs are named input.0 and so on; a row is refused if an input exceeds 1,000 times its range (1,000 if the model does not scale inputs)\n",
            imported.Output);
        Assert.Equal(0, SimulationProcess.Run("export", folder["again.brain"], "--onnx", folder["again.onnx"]).ExitCode);
        Matrix observations = Matrices.Normal(20, 2, 1);
        using Runtime first = new(File.ReadAllBytes(folder["guards.onnx"])), second = new(File.ReadAllBytes(folder["again.onnx"]));
        Runtime.AssertSame(first.Run(("observation", observations))["action"], second.Run(("observation", observations))["action"], "again");
    }

    [Fact]
    public void AnOptionAddsUnitysNames()
    {
        using TemporaryFolder folder = new();
        SaveBrain(folder["guards.brain"]);
        Assert.Equal(0, SimulationProcess.Run("export", folder["guards.brain"], "--onnx", folder["guards.onnx"], "--ml-agents").ExitCode);
        using Runtime runtime = new(File.ReadAllBytes(folder["guards.onnx"]));
        Assert.Equal(["obs_0"], runtime.Inputs.Keys);
        Assert.Contains("deterministic_continuous_actions", runtime.Outputs.Keys);
    }

    /// <summary>Imports a model in two files as PyTorch writes it, a model in half precision, one with tanh outputs, and one of two outputs of a model.</summary>
    [Fact]
    public void ModelsOfExportersBecomeBrains()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["m.onnx", "m.onnx.data", "fp16.onnx", "tanh_out.onnx"])
        {
            File.Copy(ExporterTests.Case(name), folder[name]);
        }

        ModelWriter model = new();
        string value = model.Input("x", null, 3);
        model.Output(model.Dense("actions", value, 3, 2));
        model.Output(model.Dense("values", value, 3, 1));
        File.WriteAllBytes(folder["two.onnx"], model.ToBytes());
        AssertImported(folder, "inputs are", "m.onnx", "--out", "m.brain");
        AssertImported(folder, "note: the model computes in float16, the network in float32: the weights are converted\n", "fp16.onnx");
        AssertImported(folder, "\noutputs are actions from -1 to 1\n", "tanh_out.onnx", "--out", "tanh.brain");
        AssertImported(folder, "[batch, 3] → [batch, 1]", "two.onnx", "--output", "values");
        AssertRefused(
            $"{folder["two.onnx"]}: outputs: expected one float output that depends on the input, or the name of one, received 2: \"actions\", \"values\".", "import", folder["two.onnx"]);
        AssertRefused($"--out: expected a file other than that of FILE.onnx, received \"{folder["m.onnx.data"]}\".", "import", folder["m.onnx"], "--out", folder["m.onnx.data"]);
    }

    [Fact]
    public void ErrorsAreReportedInOneLine()
    {
        using TemporaryFolder folder = new();
        SaveBrain(folder["guards.brain"]);
        folder.Write("text.onnx", "no model");
        string brain = folder["guards.brain"], text = folder["text.onnx"], none = folder["none"];
        AssertRefused("--onnx: expected a path, received nothing.", "export", brain);
        AssertRefused("--onnx: expected a file, received \"-\".", "export", brain, "--onnx", "-");
        AssertRefused("--out: expected a file, received \"-\".", "import", text, "--out", "-");
        AssertRefused($"BRAIN: expected a readable file, received \"{none}\", which does not exist.", "export", none, "--onnx", folder["a.onnx"]);
        AssertRefused($"FILE.onnx: expected a readable file, received \"{none}\", which does not exist.", "import", none);
        AssertRefused($"{text}: file: expected an ONNX model of at most 100000 messages, received bytes of another format.", "import", text, "--out", folder["a.brain"]);
        Assert.Equal(["guards.brain", "text.onnx"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    private static void AssertImported(TemporaryFolder folder, string expected, params string[] arguments)
    {
        ProcessResult result = SimulationProcess.RunIn(folder.Path, ["import", .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    private static void AssertRefused(string line, params string[] arguments)
    {
        ProcessResult result = SimulationProcess.Run(arguments);
        Assert.Equal($"error: {line}\n", result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    private static void SaveBrain(string path)
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 1 });
        Brain brain = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("x", -1, 3).Add("y", 0, 0.5f),
            Actions = ActionSpec.Continuous("walk", "turn", "look"),
            Hidden = [7],
            Activation = NeuroAgents.Activations.Activation.Tanh,
        });

        // Initial outputs are small. Larger ones also reach the limits of the actions.
        foreach (ref float value in brain.Parameters.Tensor(brain.Parameters.Layout.Segments[2]).Data)
        {
            value *= 80;
        }

        brain.Save(path);
    }
}

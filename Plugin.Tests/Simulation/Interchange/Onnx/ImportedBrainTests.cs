using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

public sealed class ImportedBrainTests
{
    private const int Agents = 40;

    /// <summary>Scalings of both signs, far from one, and with a zero. The brain's ranges and its first layer reproduce them.</summary>
    [Fact]
    public void ABrainDecidesAsTheModelDoes()
    {
        ModelWriter model = new(3);
        string value = model.Node("Sub", "a", [model.Input("x", null, 4), model.Constant("mean", [4], [0.5, -3, 40, 1])]);
        value = model.Node("Mul", "b", [value, model.Constant("scale", [4], [2, -0.5, 0.05, 0])]);
        value = Layers(model, value, 3);
        model.Output(value);
        AssertDecides(model, (outputs, i) => Math.Clamp(outputs[i], -1, 1), outputs: 3, actions: 3, saved =>
        {
            Assert.Equal(["input.0", "input.1", "input.2", "input.3"], saved.Observations.Columns.Select(column => column.Name));
            Assert.Equal([(0, 1), (-5, -1), (20, 60), (-1, 1)], saved.Observations.Columns.Select(column => ((int)column.Minimum, (int)column.Maximum)));
            Assert.Equal(["output.0", "output.1", "output.2"], saved.Actions.Names);
            Assert.Null(saved.Options.Learner);
        });
    }

    [Fact]
    public void ProbabilitiesBecomeChoices()
    {
        ModelWriter model = new(4);
        model.Output(model.Node("Softmax", "p", [Layers(model, model.Input("x", null, 4), 5)], Whole("axis", 1)));
        AssertDecides(
            model, (outputs, i) => Array.IndexOf([.. outputs[(5 * i)..(5 * i + 5)]], outputs[(5 * i)..(5 * i + 5)].Max()), outputs: 5, actions: 1,
            saved => Assert.Equal(5, Assert.Single(saved.Actions.Branches).Choices.Count));
    }

    /// <summary>Actors of TD3 and SAC end in tanh, actors for throttles in a sigmoid.</summary>
    [Theory]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    public void ActionsBehindAnActivation(string activation)
    {
        ModelWriter model = new(7);
        model.Output(model.Node(activation, "y", [Layers(model, model.Input("x", null, 4), 3)]));
        AssertDecides(
            model, (outputs, i) => outputs[i], outputs: 3, actions: 3,
            saved => Assert.Equal(activation.ToLowerInvariant(), saved.Options.OutputActivation?.Name));
    }

    /// <summary>Imports scikit-learn's two classes, and an index alone.</summary>
    [Theory]
    [InlineData("skl_binary.onnx", "probabilities")]
    [InlineData(null, "y")]
    public void ClassesBecomeChoices(string? file, string output)
    {
        ModelWriter model = new(8);
        model.Node("ArgMax", "y", [Layers(model, model.Input("x", null, 4), 3)], Whole("axis", 1), Whole("keepdims", 1));
        model.Output("y", TensorProto.Types.DataType.Int64);
        byte[] bytes = file is null ? model.ToBytes() : File.ReadAllBytes(ExporterTests.Case(file));
        using TemporaryFolder folder = new();
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        ImportedBrain.Save(imported, "guards", folder["a.brain"]);
        SavedBrain saved = SavedBrain.Load(folder["a.brain"]);
        Assert.Equal(imported.Network.Outputs, Assert.Single(saved.Actions.Branches).Choices.Count);
        Matrix observations = Matrices.Normal(Agents, imported.Network.Inputs, 9);
        using Runtime runtime = new(bytes);
        double[] results = runtime.Run((runtime.Inputs.Keys.First(), observations))[output];
        double[] expected = file is null ? results : [.. results.Chunk(2).Select(row => row[1] > row[0] ? 1.0 : 0)];
        Assert.Equal(expected, Decide(saved, observations, 1));
    }

    [Theory]
    [InlineData("Relu", "Tanh", null, "hidden layers with the same activation", "relu, tanh")]
    [InlineData("Relu", "Relu", "Softplus", "an output without activation, or with tanh, sigmoid or softmax", "softplus")]
    [InlineData("Relu", "Relu", "Sigmoid ArgMax", "choices without activation or with softmax", "sigmoid")]
    public void NetworksThatNoBrainCanHaveAreRefused(string first, string second, string? last, string expected, string found)
    {
        ModelWriter model = new(5);
        string value = model.Node(first, "a", [model.Node("MatMul", "a0", [model.Input("x", null, 4), model.Normal("w0", [4, 4])])]);
        value = model.Node(second, "b", [model.Node("MatMul", "b0", [value, model.Normal("w1", [4, 4])])]);
        value = model.Node("MatMul", "c0", [value, model.Normal("w2", [4, 4])]);
        foreach (string operation in last?.Split(' ') ?? [])
        {
            value = model.Node(operation, operation, [value], operation == "ArgMax" ? [Whole("axis", 1)] : []);
        }

        model.Output(value);
        using TemporaryFolder folder = new();
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(
            () => ImportedBrain.Save(OnnxImport.Read(model.ToBytes(), "a.onnx"), "a", folder["a.brain"]));
        Assert.Equal($"a.onnx: network: expected {expected}, received {found}.", error.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    /// <summary>Softmax may be the activation of hidden layers, so <c>export</c> writes it there.</summary>
    [Fact]
    public void SoftmaxInHiddenLayersIsImported()
    {
        ModelWriter model = new(5);
        string value = model.Node("Softmax", "a", [model.Node("MatMul", "a0", [model.Input("x", null, 4), model.Normal("w0", [4, 4])])], Whole("axis", 1));
        model.Output(model.Node("MatMul", "b", [value, model.Normal("w1", [4, 2])]));
        using TemporaryFolder folder = new();
        ImportedBrain.Save(OnnxImport.Read(model.ToBytes(), "a.onnx"), "a", folder["a.brain"]);
        Assert.Equal(Activation.Softmax, SavedBrain.Load(folder["a.brain"]).Options.Activation);
    }

    [Fact]
    public void LayersWiderThanABrainsAreRefused()
    {
        ModelWriter model = new(6);
        string value = model.Node("Relu", "a", [model.Node("MatMul", "a0", [model.Input("x", null, 1), model.Normal("w0", [1, 4097])])]);
        model.Output(model.Node("MatMul", "b", [value, model.Normal("w1", [4097, 1])]));
        using TemporaryFolder folder = new();
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(
            () => ImportedBrain.Save(OnnxImport.Read(model.ToBytes(), "a.onnx"), "a", folder["a.brain"]));
        Assert.StartsWith("a.onnx: network: expected a network that a brain can have, received Hidden: expected 1 to 4096, received 4097", error.Message);
    }

    /// <summary>Exports a brain and imports it again. Under every mask the imported brain decides as ONNX Runtime does.</summary>
    [Theory]
    [InlineData(OnnxConvention.Plain, 2, 3, 2)]
    [InlineData(OnnxConvention.MLAgents, 2, 3, 2)]
    [InlineData(OnnxConvention.Plain, 1, 4)]
    [InlineData(OnnxConvention.MLAgents, 17, 4)]
    [InlineData(OnnxConvention.Plain, 0, 3, 2)]
    [InlineData(OnnxConvention.MLAgents, 0, 5)]
    public void AnExportedPolicyWithMasksIsRestored(OnnxConvention convention, int continuous, params int[] sizes)
    {
        ActionBranch[] branches = [.. sizes.Select((size, i) => new ActionBranch($"branch {i}", size))];
        ActionSpec actions = continuous == 0 ? ActionSpec.Discrete(branches) : ActionSpec.Continuous([.. Enumerable.Range(0, continuous).Select(i => $"{i}")]).AndDiscrete(branches);
        Workbench bench = new(NeuroAgents.Models.Sequential.Perceptrons(4, [9], actions.OutputWidth, Activation.Elu), 1);
        byte[] bytes = OnnxExport.Policy("guards", bench.Network, bench.Parameters.Network(Workbench.Name), new([-1, 0, 10, -2], [1, 4, 20, 3]), actions, convention);
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        Assert.Equal((continuous, continuous == 0), (imported.Actions!.Continuous, imported.IsChoice));
        using TemporaryFolder folder = new();
        ImportedBrain.Save(imported, "guards", folder["a.brain"]);
        SavedBrain saved = SavedBrain.Load(folder["a.brain"]);
        Assert.Equal(sizes, saved.Actions.Branches.Select(branch => branch.Choices.Count));
        Assert.Equal(continuous, saved.Actions.ContinuousCount);

        Matrix observations = Matrices.Normal(Agents, 4, 9), masks = Matrices.Normal(Agents, sizes.Sum(), 10);
        foreach (ref float value in masks.View.Data)
        {
            value = value > -0.5f ? 1 : 0;
        }

        for (int row = 0; row < Agents; row++)
        {
            for (int branch = 0, first = 0; branch < sizes.Length; first += sizes[branch++])
            {
                masks.Row(row)[first] = 1;
            }
        }

        using Runtime runtime = new(bytes);
        bool isMLAgents = convention == OnnxConvention.MLAgents;
        Dictionary<string, double[]> results = runtime.Run((isMLAgents ? "obs_0" : "observation", observations), ("action_masks", masks));
        double[] choices = results[isMLAgents ? "discrete_actions" : continuous == 0 ? "action" : "discrete_action"];
        double[] values = continuous == 0 ? [] : results[isMLAgents ? "continuous_actions" : "continuous_action"];
        double[] expected = [.. Enumerable.Range(0, Agents).SelectMany(row => values.Skip(row * continuous).Take(continuous).Concat(choices.Skip(row * sizes.Length).Take(sizes.Length)))];
        Runtime.AssertSame(expected, Decide(saved, observations, actions.Width, masks), "brain");
    }

    /// <summary>A head whose branches overlap was not written by this project, so it is refused.</summary>
    [Fact]
    public void AnotherHeadWithMasksIsRefused()
    {
        ActionSpec actions = ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("a", 3), new ActionBranch("b", 2));
        Workbench bench = new(NeuroAgents.Models.Sequential.Perceptrons(2, [4], 6, Activation.Relu), 1);
        ModelProto model = ModelProto.Parser.ParseFrom(OnnxExport.Policy(
            "guards", bench.Network, bench.Parameters.Network(Workbench.Name), new([-1, 0], [1, 4]), actions, OnnxConvention.Plain));
        TensorProto start = model.Graph.Initializer.Single(each => each.Name == "head/1/start");
        start.RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(2L));
        Assert.Throws<ArchiveFormatException>(() => OnnxImport.Read(Google.Protobuf.MessageExtensions.ToByteArray(model), "model"));

        // Fewer choices than the network has outputs.
        start.RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(3L));
        TensorProto end = model.Graph.Initializer.Single(each => each.Name == "head/discrete/start");
        TensorProto values = model.Graph.Initializer.Single(each => each.Name == "head/continuous/end");
        end.RawData = values.RawData = Google.Protobuf.ByteString.CopyFrom(BitConverter.GetBytes(2L));
        Assert.Contains(
            "outputs: expected 6 actions and choices", Assert.Throws<ArchiveFormatException>(() => OnnxImport.Read(Google.Protobuf.MessageExtensions.ToByteArray(model), "model")).Message, StringComparison.Ordinal);
    }

    private static string Layers(ModelWriter model, string value, int outputs)
    {
        value = model.Node("Gemm", "c", [value, model.Normal("w", [9, 4]), model.Normal("wb", [9])], Whole("transB", 1));
        value = model.Node("Elu", "d", [value]);
        return model.Node("Gemm", "e", [value, model.Normal("v", [9, outputs]), model.Normal("vb", [outputs])]);
    }

    /// <summary>Saves the imported brain, loads it into a game and compares its decisions with ONNX Runtime.</summary>
    private static void AssertDecides(ModelWriter model, Func<double[], int, double> expected, int outputs, int actions, Action<SavedBrain> assert)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = model.ToBytes();
        ImportedBrain.Save(OnnxImport.Read(bytes, "model"), "guards", folder["a.brain"]);
        SavedBrain saved = SavedBrain.Load(folder["a.brain"]);
        Assert.Equal("guards", saved.Name);
        assert(saved);
        Matrix observations = Matrices.Normal(Agents, 4, 9);
        using Runtime runtime = new(bytes);
        double[] results = runtime.Run(("x", observations))[model.Graph.Output[0].Name];
        Assert.Equal(Agents * outputs, results.Length);
        Runtime.AssertSame([.. Enumerable.Range(0, Agents * actions).Select(i => expected(results, i))], Decide(saved, observations, actions), "brain");
    }

    private static double[] Decide(SavedBrain saved, Matrix observations, int actions, Matrix? masks = null)
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain brain = plugin.AddBrain(saved.Name, saved.Options);
        brain.Load(saved);
        Decisions decisions = brain.BeginDecisions([.. Enumerable.Range(0, Agents).Select(_ => brain.Spawn())]);
        for (int row = 0; row < Agents; row++)
        {
            observations.Row(row).CopyTo(decisions.Observation(row));
            for (int choice = 0; choice < (masks?.Columns ?? 0); choice++)
            {
                decisions.Mask(row)[choice] = masks!.Row(row)[choice] == 1;
            }
        }

        brain.Decide();
        double[] taken = new double[Agents * actions];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = decisions.Action(i / actions)[i % actions];
        }

        Assert.Equal(0, brain.Statistics.RefusedObservations);
        return taken;
    }
}

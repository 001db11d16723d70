using Microsoft.ML.OnnxRuntime;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

public sealed class ExportTests
{
    private static readonly int[] s_batches = [1, 2, 7, 100];

    public static TheoryData<string> Activations => [.. Activation.All.Select(activation => activation.Name), "leaky_relu(0.01)"];

    [Theory]
    [MemberData(nameof(Activations))]
    public void EveryActivationGivesTheRuntimesOutputs(string name)
    {
        Activation activation = Activation.FromName(name);
        AssertSame(new Sequential(5, [new Dense(17, activation), new Dense(9, activation), new Dense(3)]), 1);
        AssertSame(new Sequential(3, [new Dense(4, activation)]), 2);
        AssertSame(new Sequential(1, [new Dense(1, activation), new Dense(33, activation), new Dense(2, activation)]), 3);
    }

    [Theory]
    [InlineData(32, 64, 64, 8)]
    [InlineData(3, 200, 1, 40)]
    [InlineData(129, 31, 257, 5)]
    public void EverySizeGivesTheRuntimesOutputs(int inputs, int first, int second, int outputs)
        => AssertSame(Sequential.Perceptrons(inputs, [first, second], outputs, Activation.Relu), 4);

    [Fact]
    public void NormalizationAndDropoutInsideANetworkAreExported()
        => AssertSame(new Sequential(6, [new Dense(20, Activation.Tanh), new LayerNormalization(1e-3f), new Dropout(0.5f), new Dense(11, Activation.Gelu), new LayerNormalization(), new Dense(4)]), 5);

    [Fact]
    public void AnActivationBehindALayerNormalizationGivesTheSameActions()
        => AssertSame(new Sequential(6, [new Dense(20), new LayerNormalization(1e-5f), new ActivationLayer(Activation.Relu), new Dense(11), new ActivationLayer(Activation.Silu), new Dense(4)]), 5);

    [Fact]
    public void TheModelDescribesItself()
    {
        Workbench bench = new(Sequential.Perceptrons(3, [4], 2, Activation.Relu), 1);
        ModelProto model = ModelProto.Parser.ParseFrom(OnnxExport.Network(bench.Network, bench.Parameters.Network(Workbench.Name)));
        Assert.Equal((7, "NeuroAgents"), (model.IrVersion, model.ProducerName));
        Assert.Equal(("", 13), (Assert.Single(model.OpsetImport).Domain, model.OpsetImport[0].Version));
        using Runtime runtime = new(OnnxExport.Network(bench.Network, bench.Parameters.Network(Workbench.Name)));
        Assert.Equal([-1, 3], runtime.Inputs["input"].Dimensions);
        Assert.Equal(["batch", ""], runtime.Inputs["input"].SymbolicDimensions);
        Assert.Equal([-1, 2], runtime.Outputs["output"].Dimensions);
    }

    /// <summary>Observation ranges around zero, far from it, and of very different widths.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ContinuousActionsAreThoseOfABrain(bool isMLAgents, bool isStandardized)
    {
        // Without a fused multiply-add the plugin rounds a value far from zero before shifting it. Scaling by a power of two is exact.
        float far = PluginBuild.IsNet ? 100_010 : 100_016;
        float[] minimum = [-1, 0, 1000, -0.001f, 100_000, -3], maximum = [1, 100, 1001, 0.001f, far, 20];
        ActionSpec actions = ActionSpec.Continuous("a", "b", "c");
        Policy policy = new(minimum, maximum, actions, 7);
        if (isStandardized)
        {
            policy.Standardize();
        }

        using Runtime runtime = new(policy.Export(isMLAgents));
        string name = isMLAgents ? "obs_0" : "observation";
        bool isCut = false, isOpen = false;
        foreach (int batch in s_batches)
        {
            Matrix observations = policy.Observations(batch), expected = policy.Act(observations, new bool[batch * 0]);
            Dictionary<string, double[]> results = runtime.Run((name, observations));
            double[] wanted = [.. Runtime.Packed(expected.View).Select(value => (double)value)];
            Runtime.AssertSame(wanted, results[isMLAgents ? "continuous_actions" : "action"], $"{batch} rows");
            (isCut, isOpen) = (isCut || wanted.Contains(1) || wanted.Contains(-1), isOpen || wanted.Any(value => Math.Abs(value) < 1));
            if (isMLAgents)
            {
                Assert.Equal(results["continuous_actions"], results["deterministic_continuous_actions"]);
                AssertConstants(results, runtime, "continuous_action_output_shape", [1], [3]);
            }
        }

        Assert.True(isCut && isOpen);
        Assert.Equal([name], runtime.Inputs.Keys);
        Assert.Equal(
            isMLAgents ? ["version_number", "memory_size", "continuous_actions", "continuous_action_output_shape", "deterministic_continuous_actions"] : ["action"],
            runtime.Outputs.Keys);
    }

    /// <summary>Running moments and their clipping follow the ranges. Some observations are far outside the clipping range.</summary>
    [Fact]
    public void RunningMomentsAreExported()
    {
        Policy policy = new([-1, 0, 1000], [1, 100, 1001], ActionSpec.Continuous("a", "b"), 13);
        policy.Normalizer.Standardize(0, 3, 0.5f);
        policy.Normalizer.Standardize(1, 0.5f, -2);
        policy.Normalizer.Standardize(2, 20, 4);
        using Runtime runtime = new(policy.Export(isMLAgents: false));
        foreach (int batch in s_batches)
        {
            Matrix observations = policy.Observations(batch), expected = policy.Act(observations, []);
            Runtime.AssertSame([.. Runtime.Packed(expected.View).Select(value => (double)value)], runtime.Run(("observation", observations))["action"], $"{batch} rows");
        }

        Matrix inputs = new(1, 3);
        Assert.True(policy.Normalizer.TryNormalize([1, 100, 1001], inputs.Row(0)));
        Assert.Equal(ObservationNormalizer.Clip, inputs.Row(0)[2]);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(false, 2, 4, 3)]
    [InlineData(true, 2, 4, 3)]
    public void DiscreteActionsAreThoseOfABrainUnderAnyMask(bool isMLAgents, params int[] sizes)
    {
        ActionSpec actions = ActionSpec.Discrete([.. sizes.Select((size, i) => new ActionBranch($"branch {i}", size))]);
        Policy policy = new([-1, -1, -1, -1], [1, 1, 1, 1], actions, 9);
        using Runtime runtime = new(policy.Export(isMLAgents));
        RandomSource random = new(5, 5);
        foreach (int batch in s_batches)
        {
            Matrix observations = policy.Observations(batch), masks = new(batch, sizes.Sum());
            bool[] allowed = new bool[batch * sizes.Sum()];
            for (int i = 0; i < allowed.Length; i++)
            {
                // Some branches have no allowed choice.
                allowed[i] = random.Uniform((ulong)i, (ulong)batch, 0, 1) < 0.6f;
                masks.Row(i / masks.Columns)[i % masks.Columns] = allowed[i] ? 1 : 0;
            }

            Matrix expected = policy.Act(observations, allowed);
            Dictionary<string, double[]> results = runtime.Run((isMLAgents ? "obs_0" : "observation", observations), ("action_masks", masks));
            string name = isMLAgents ? "discrete_actions" : "action";
            Assert.Equal(Runtime.Packed(expected.View).Select(value => (double)value), results[name]);
            Assert.Equal((typeof(long), typeof(float)), (runtime.Outputs[name].ElementType, runtime.Inputs["action_masks"].ElementType));
            if (isMLAgents)
            {
                Assert.Equal(results["discrete_actions"], results["deterministic_discrete_actions"]);
                AssertConstants(results, runtime, "discrete_action_output_shape", [1, sizes.Length], [.. sizes.Select(size => (double)size)]);
            }
        }

        Assert.Equal(
            isMLAgents ? ["version_number", "memory_size", "discrete_actions", "discrete_action_output_shape", "deterministic_discrete_actions"] : ["action"],
            runtime.Outputs.Keys);
    }

    /// <summary>Continuous and discrete actions in one model: the former are floats, the latter integers.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HybridActionsAreThoseOfABrainUnderAnyMask(bool isMLAgents)
    {
        int[] sizes = [3, 2];
        ActionSpec actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete([.. sizes.Select((size, i) => new ActionBranch($"branch {i}", size))]);
        Policy policy = new([-1, -1, -1, -1], [1, 1, 1, 1], actions, 9);
        using Runtime runtime = new(policy.Export(isMLAgents));
        RandomSource random = new(5, 6);
        foreach (int batch in s_batches)
        {
            Matrix observations = policy.Observations(batch), masks = new(batch, 5);
            bool[] allowed = new bool[batch * 5];
            for (int i = 0; i < allowed.Length; i++)
            {
                allowed[i] = random.Uniform((ulong)i, (ulong)batch, 0, 1) < 0.6f;
                masks.Row(i / 5)[i % 5] = allowed[i] ? 1 : 0;
            }

            Matrix expected = policy.Act(observations, allowed);
            double[] turns = [.. Enumerable.Range(0, 2 * batch).Select(i => (double)expected.Row(i / 2)[i % 2])];
            double[] choices = [.. Enumerable.Range(0, 2 * batch).Select(i => (double)expected.Row(i / 2)[2 + i % 2])];
            Dictionary<string, double[]> results = runtime.Run((isMLAgents ? "obs_0" : "observation", observations), ("action_masks", masks));
            (string continuous, string discrete) = isMLAgents ? ("continuous_actions", "discrete_actions") : ("continuous_action", "discrete_action");
            Runtime.AssertSame(turns, results[continuous], $"{batch} rows");
            Assert.Equal(choices, results[discrete]);
            Assert.Equal((typeof(float), typeof(long)), (runtime.Outputs[continuous].ElementType, runtime.Outputs[discrete].ElementType));
            if (isMLAgents)
            {
                Assert.Equal(results["continuous_actions"], results["deterministic_continuous_actions"]);
                Assert.Equal(results["discrete_actions"], results["deterministic_discrete_actions"]);
                AssertConstants(results, runtime, "continuous_action_output_shape", [1], [2]);
                AssertConstants(results, runtime, "discrete_action_output_shape", [1, 2], [3, 2]);
            }
        }

        Assert.Equal([-1, 5], runtime.Inputs["action_masks"].Dimensions);
        Assert.Equal(
            isMLAgents
                ?
                [
                    "version_number", "memory_size", "continuous_actions", "continuous_action_output_shape", "deterministic_continuous_actions",
                    "discrete_actions", "discrete_action_output_shape", "deterministic_discrete_actions",
                ]
                : ["continuous_action", "discrete_action"],
            runtime.Outputs.Keys);
    }

    /// <summary>The greedy policy needs the means alone: the model is that of the network without the vector.</summary>
    [Fact]
    public void AnAppendedVectorOfLogSigmasIsLeftOut()
    {
        ActionSpec actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("branch", 3));
        Assert.Equal(Export(new Dense(9, Activation.Tanh), new Dense(5)), Export(new Dense(9, Activation.Tanh), new Dense(5), new AppendedVector(2)));
        Workbench bare = new(new Sequential(3, [new Dense(2), new AppendedVector(2)]), 1);
        Assert.Throws<ArgumentException>(() => OnnxExport.Network(bare.Network, bare.Parameters.Network(Workbench.Name)));

        byte[] Export(params Layer[] layers)
        {
            Workbench bench = new(new Sequential(3, layers), 1);
            return OnnxExport.Policy("p", bench.Network, bench.Parameters.Network(Workbench.Name), new([-1, -1, -1], [1, 1, 1]), actions, OnnxConvention.Plain);
        }
    }

    [Fact]
    public void MismatchedSizesAreRefused()
    {
        Workbench bench = new(Sequential.Perceptrons(3, [4], 2, Activation.Relu), 1);
        float[] parameters = bench.Parameters.Network(Workbench.Name).ToArray();
        ObservationNormalizer normalizer = new([-1, -1, -1], [1, 1, 1]);
        Assert.Throws<ArgumentException>(() => OnnxExport.Network(bench.Network, parameters.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => OnnxExport.Policy("p", bench.Network, parameters, new([-1], [1]), ActionSpec.Continuous("a", "b"), OnnxConvention.Plain));
        Assert.Throws<ArgumentException>(() => OnnxExport.Policy("p", bench.Network, parameters, normalizer, ActionSpec.Continuous("a"), OnnxConvention.Plain));
    }

    /// <summary>Asserts that the constants that Unity's loader looks for are Constant nodes of floats.</summary>
    private static void AssertConstants(Dictionary<string, double[]> results, Runtime runtime, string name, int[] shape, double[] values)
    {
        Assert.Equal([3], results["version_number"]);
        Assert.Equal([0], results["memory_size"]);
        Assert.Equal(values, results[name]);
        Assert.Equal(shape, runtime.Outputs[name].Dimensions);
        Assert.All(["version_number", "memory_size", name], each => Assert.Equal(typeof(float), runtime.Outputs[each].ElementType));
    }

    private static void AssertSame(Sequential network, ulong seed)
    {
        Workbench bench = new(network, 1, seed);
        using Runtime runtime = new(OnnxExport.Network(network, bench.Parameters.Network(Workbench.Name)));
        foreach (int batch in s_batches)
        {
            Matrix rows = Matrices.Normal(batch, network.Inputs, seed + (ulong)batch);
            double[] expected = Runtime.Predict(network, bench.Parameters, Workbench.Name, rows.View);
            Runtime.AssertSame(expected, runtime.Run(("input", rows))["output"], $"{network.Layers[0].Describe()}, {batch} rows");
        }
    }

    /// <summary>Computes a brain's actions from observations with the plugin's own parts.</summary>
    private sealed class Policy
    {
        private readonly ObservationNormalizer _normalizer;
        private readonly ActionSpec _actions;
        private readonly PolicyHead _head;
        private readonly Workbench _bench;
        private readonly float[] _minimum;
        private readonly float[] _maximum;

        internal Policy(float[] minimum, float[] maximum, ActionSpec actions, ulong seed)
        {
            (_minimum, _maximum, _actions) = (minimum, maximum, actions);
            _normalizer = new ObservationNormalizer(minimum, maximum);
            _head = actions.Head;
            _bench = new Workbench(Sequential.Perceptrons(minimum.Length, [24, 16], actions.OutputWidth, Activation.Tanh), 1, seed);
        }

        /// <summary>Standardises values as running moments do, with clipping.</summary>
        internal void Standardize()
        {
            for (int i = 0; i < _normalizer.Width; i++)
            {
                _normalizer.Standardize(i, 1.5f + 4 * i, 0.3f * i - 0.7f);
            }
        }

        internal ObservationNormalizer Normalizer => _normalizer;

        internal byte[] Export(bool isMLAgents) => OnnxExport.Policy(
            "guards", _bench.Network, _bench.Parameters.Network(Workbench.Name), _normalizer, _actions, isMLAgents ? OnnxConvention.MLAgents : OnnxConvention.Plain);

        /// <summary>Draws observations within the ranges and up to half a width outside.</summary>
        internal Matrix Observations(int batch)
        {
            RandomSource random = new(11, 3);
            Matrix rows = new(batch, _minimum.Length);
            for (int i = 0; i < batch * _minimum.Length; i++)
            {
                int column = i % _minimum.Length;
                float width = _maximum[column] - _minimum[column];
                rows.Row(i / _minimum.Length)[column] = _minimum[column] + width * random.Uniform((ulong)i, (ulong)batch, -0.5f, 1.5f);
            }

            return rows;
        }

        internal Matrix Act(Matrix observations, bool[] masks)
        {
            Matrix inputs = new(observations.Rows, observations.Columns), outputs = new(observations.Rows, _head.OutputWidth), actions = new(observations.Rows, _head.ActionWidth);
            for (int row = 0; row < observations.Rows; row++)
            {
                Assert.True(_normalizer.TryNormalize(observations.Row(row), inputs.Row(row)));
            }

            new Predictor(_bench.Network, new ParameterSnapshot(_bench.Parameters), Workbench.Name).Forward(inputs.View, outputs.View);
            for (int row = 0; row < observations.Rows; row++)
            {
                _head.Act(outputs.Row(row), masks.AsSpan(row * _head.MaskWidth, _head.MaskWidth), actions.Row(row));
            }

            return actions;
        }
    }
}

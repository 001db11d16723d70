using NeuroAgents.Activations;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.Onnx;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Models of today's exporters with dense layers: the imported network's outputs compared with those of ONNX Runtime.</summary>
public sealed class ExporterTests
{
    /// <summary>Returns the path of a small file of an exporter.</summary>
    internal static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "Simulation", "Interchange", "Onnx", "Cases", name);

    [Theory]
    [InlineData("m.onnx", 1e-5)]
    [InlineData("torch_dynamo_inline.onnx", 1e-5)]
    [InlineData("skl_binary.onnx", 1e-5)]
    [InlineData("tanh_out.onnx", 1e-5)]
    [InlineData("silu.onnx", 1e-5)]
    [InlineData("const_value_ints.onnx", 1e-5)]
    [InlineData("fp16.onnx", 1e-3)]
    public void FilesOfExportersGiveTheRuntimesOutputs(string name, double bound)
    {
        ImportedNetwork imported = OnnxImport.Load(Case(name));
        using Runtime runtime = new(Case(name));
        Matrix rows = ImportTests.Rows(7, 3, 1);
        int[] shape = name.StartsWith("const", StringComparison.Ordinal) ? [7, 3, 1] : [7, 3];
        double[] expected = runtime.Run((runtime.Inputs.Keys.First(), Runtime.Packed(rows.View), shape))[name.StartsWith("skl", StringComparison.Ordinal) ? "probabilities" : "y"];
        Runtime.AssertSame(expected, Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View), name, bound);
        Assert.Equal(name == "fp16.onnx" ? ["the model computes in float16, the network in float32: the weights are converted"] : [], imported.Notes);
    }

    public static TheoryData<string, string> Composed => new()
    {
        { "torch legacy erf", "gelu" }, { "torch dynamo erf", "gelu" }, { "half first", "gelu" }, { "opset 20", "gelu" }, { "opset 20 tanh", "gelu_tanh" },
        { "torch legacy tanh", "gelu_tanh" }, { "torch dynamo tanh", "gelu_tanh" }, { "silu", "silu" }, { "silu from the right", "silu" }, { "quick gelu", "silu" },
        { "swish by tanh", "silu" }, { "celu", "elu" }, { "log sigmoid", "softplus" }, { "prelu", "leaky_relu(0.25)" }, { "clip", "relu" }, { "old clip", "relu" },
        { "softplus with beta", "softplus" },
    };

    [Theory]
    [MemberData(nameof(Composed))]
    public void ActivationsOfSeveralOperators(string form, string activation)
    {
        ModelWriter model = new(11, opset: form.StartsWith("opset 20", StringComparison.Ordinal) ? 20 : form == "old clip" ? 9 : 18);
        string value = model.Dense("in", model.Input("x", null, 4), 4, 9);
        value = Append(model, value, form, "1");
        value = Append(model, model.Dense("mid", value, 9, 6), form, "2");
        model.Output(model.Dense("out", value, 6, 3));
        ImportedNetwork imported = ImportTests.AssertSame(model, "x", 4);
        Assert.Equal([activation, activation, "identity"], imported.Network.Layers.Cast<NeuroAgents.Layers.Dense>().Select(layer => layer.Activation.Name));
    }

    /// <summary>Opset 24 may be newer than this runtime, so the expected value is computed as x · σ(alpha · x).</summary>
    [Fact]
    public void TheOperatorSwish()
    {
        ModelWriter model = new(12, opset: 24), twin = new(12);
        string value = model.Dense("in", model.Input("x", null, 4), 4, 9);
        model.Output(model.Dense("out", model.Node("Swish", "s", [value], Number("alpha", 1.5f)), 9, 3));
        value = twin.Dense("in", twin.Input("x", null, 4), 4, 9);
        string gate = twin.Node("Sigmoid", "g", [twin.Node("Mul", "a", [value, twin.Scalar("alpha", 1.5f)])]);
        twin.Output(twin.Dense("out", twin.Node("Mul", "s", [value, gate]), 9, 3));
        ImportTests.AssertSame(twin, "x", 4);
        Assert.Equal(
            OnnxImport.Read(twin.ToBytes(), "twin").Parameters.Values.ToArray(), OnnxImport.Read(model.ToBytes(), "model").Parameters.Values.ToArray());
    }

    /// <summary>Imports BatchNormalization after the input, a product, an activation and at the end, as one operator and in the steps that Keras writes.</summary>
    [Fact]
    public void BatchNormalizationIsFolded()
    {
        ModelWriter model = new(13, opset: 15);
        string value = Normalize(model, model.Input("x", null, 5), "bn0", 5);
        value = model.Node("Relu", "r1", [Normalize(model, model.Dense("d1", value, 5, 8), "bn1", 8)]);
        value = Normalize(model, value, "bn2", 8);
        value = model.Node("MatMul", "d2", [value, model.Normal("w2", [8, 6])]);
        value = model.Node("Relu", "r2", [Normalize(model, value, "bn3", 6)]);
        string root = model.Node("Sqrt", "root", [model.Node("Add", "sum", [model.Normal("variance", [6], 0.1, 1), model.Constant("epsilon", [], [1e-3])])]);
        string factor = model.Node("Mul", "factor", [model.Node("Reciprocal", "inverse", [root]), model.Normal("gamma", [6])]);
        string shift = model.Node("Sub", "shift", [model.Normal("beta", [6]), model.Node("Mul", "moved", [model.Normal("mean", [6]), factor])]);
        value = model.Node("Add", "keras", [model.Node("Mul", "scaled", [value, factor]), shift]);
        model.Output(Normalize(model, model.Dense("d3", value, 6, 3), "bn4", 3));
        ImportedNetwork imported = ImportTests.AssertSame(model, "x", 5);
        Assert.Equal(["relu", "relu", "identity"], imported.Network.Layers.Cast<NeuroAgents.Layers.Dense>().Select(layer => layer.Activation.Name));
    }

    /// <summary>Imports x.view(x.size(0), −1), also with the shape computed after a layer, as PyTorch's tracer writes it.</summary>
    [Fact]
    public void PyTorchFlattensByTheShape()
    {
        ModelWriter model = new(14, opset: 17);
        string x = model.Input("x", null, 2, 3);
        string value = model.Node("Reshape", "flat", [x, RowsAnd(model, x, "a", -1)]);
        value = model.Node("Relu", "r", [model.Dense("d1", value, 6, 8)]);
        value = model.Node("Reshape", "again", [value, RowsAnd(model, x, "b", 8)], Whole("allowzero", 1));
        value = model.Node("Squeeze", "s", [model.Node("Unsqueeze", "u", [value, model.Shape("axis", 1)]), "axis"]);
        model.Output(model.Dense("d2", value, 8, 2));
        ImportTests.AssertSame(model, "x", 6, 2, 3);
    }

    /// <summary>Imports tf2onnx's reshape: the batch size as a slice of the shape, cast to int32, joined with the other lengths.</summary>
    [Fact]
    public void KerasFlattensByTheShape()
    {
        ModelWriter model = new(15, opset: 13);
        string x = model.Input("x", null, 2, 3);
        string shape = model.Node("Cast", "shape32", [model.Node("Shape", "shape", [x])], Whole("to", 6));
        string rows = model.Node("Slice", "rows", [shape, model.Shape("begin", 0), model.Shape("end", 1), model.Shape("axes", 0)]);
        rows = model.Node("Squeeze", "rows0", [rows, "axes"]);
        string target = model.Node("Concat", "pack", [model.Node("Unsqueeze", "rows1", [rows, "axes"]), model.Node("Cast", "six", [model.Shape("six64", 6)], Whole("to", 6))], Whole("axis", 0));
        string value = model.Node("Reshape", "flat", [x, model.Node("Cast", "target", [target], Whole("to", 7))]);
        model.Output(model.Node("Add", "y", [model.Node("MatMul", "m", [value, model.Node("Transpose", "wt", [model.Normal("w", [4, 6])], Whole("perm", 1, 0))]), model.Normal("b", [4])]));
        ImportTests.AssertSame(model, "x", 6, 2, 3);
    }

    /// <summary>Imports layers on inputs of three dimensions, one of them of length 1.</summary>
    [Fact]
    public void ProductsBehindDimensionsOfOne()
    {
        ModelWriter model = new(16, opset: 13);
        string value = model.Node("MatMul", "m1", [model.Input("x", null, 1, 5), model.Normal("w1", [5, 7])]);
        value = model.Node("Tanh", "t", [model.Node("Add", "a1", [value, model.Normal("b1", [7])])]);
        value = model.Node("Transpose", "p", [value], Whole("perm", 0, 2, 1));
        value = model.Node("Reshape", "r", [value, model.Shape("shape", -1, 7)]);
        value = model.Node("MatMul", "m2", [value, model.Normal("w2", [7, 1])]);
        model.Output(model.Node("Squeeze", "y", [value, model.Shape("axis", -1)]), shape: [null]);
        ImportTests.AssertSame(model, "x", 5, 1, 5);
    }

    /// <summary>Imports numbers from the model's source code as attributes of Constant, and arithmetic that the exporter left to the runtime.</summary>
    [Fact]
    public void EveryAttributeOfConstant()
    {
        ModelWriter model = new(17, opset: 18);
        string x = model.Input("x", null, 3), scale = model.Node("Sqrt", "scale", [model.Node("Div", "ratio", [model.Scalar("two", 2), model.Scalar("pi", 3.1415927f)])]);
        string value = model.Node("Mul", "scaled", [x, scale]);
        value = model.Node("Add", "added", [value, model.Node("Constant", "list", [], List("value_floats", 1, -2, 0.5f))]);
        value = model.Node("Mul", "thirds", [value, model.Node("Cast", "three", [model.Node("Constant", "whole", [], Whole("value_int", 3))], Whole("to", 1))]);
        value = model.Node("Reshape", "rows", [value, model.Node("Constant", "shape", [], Whole("value_ints", [-1, 3]))]);
        string filled = model.Node("ConstantOfShape", "filled", [model.Node("Shape", "s", [x])], Tensor("value", Values("", [1], [0.25], TensorForm.Raw)));
        value = model.Node("Where", "chosen", [
            model.Node("Equal", "is", [model.Shape("left", 1), model.Shape("right", 1)]), model.Normal("yes", [3]), model.Normal("no", [3])]) is { } chosen ? model.Node("Sub", "less", [value, chosen]) : value;
        value = model.Node("Add", "quarter", [value, filled]);
        model.Output(model.Dense("d", value, 3, 2));
        ImportTests.AssertSame(model, "x", 3);
    }

    /// <summary>Imports two classes as [1 − p, p], in both orders, as choices of a softmax.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TwoClassesAreASoftmax(bool isComplementFirst)
    {
        ModelWriter model = new(18, opset: 15);
        string p = model.Node("Sigmoid", "p", [model.Dense("d2", model.Node("Relu", "r", [model.Dense("d1", model.Input("x", null, 3), 3, 4)]), 4, 1)]);
        string rest = model.Node("Sub", "rest", [model.Constant("unity", [], [1]), p]);
        model.Output(model.Node("Concat", "y", isComplementFirst ? [rest, p] : [p, rest], Whole("axis", 1)));
        Assert.True(ImportTests.AssertSame(model, "x", 3).IsChoice);
    }

    /// <summary>Imports scikit-learn's default, the probabilities as a sequence of maps.</summary>
    [Fact]
    public void AZipMapIsSkipped()
    {
        ModelWriter model = new(19, opset: 17), twin = new(19, opset: 17);
        foreach (ModelWriter each in (ModelWriter[])[model, twin])
        {
            string value = each.Dense("d2", each.Node("Relu", "r", [each.Dense("d1", each.Input("X", null, 3), 3, 4)]), 4, 3);
            each.Node("Softmax", "probabilities", [value], Whole("axis", 1));
            each.Node("ArgMax", "label", ["probabilities"], Whole("axis", 1), Whole("keepdims", 0));
            each.Output("label", TensorProto.Types.DataType.Int64, (int?)null);
        }

        twin.Output("probabilities");
        model.Graph.Output.Add(new ValueInfoProto
        {
            Name = model.Node("ai.onnx.ml", "ZipMap", "output_probability", ["probabilities"], Whole("classlabels_int64s", [0, 1, 2])), Type = new TypeProto(),
        });
        ImportedNetwork expected = ImportTests.AssertSame(twin, "X", 3), imported = OnnxImport.Read(model.ToBytes(), "model");
        Assert.Equal(expected.Parameters.Values.ToArray(), imported.Parameters.Values.ToArray());
        Assert.True(imported.IsChoice);
    }

    /// <summary>Imports Stable-Baselines3: actions, values and log-probabilities of a shared trunk, with the mean in the shape of the noise.</summary>
    [Fact]
    public void OneOfSeveralOutputsIsReadByItsName()
    {
        ModelWriter model = new(20, opset: 17);
        string trunk = model.Node("Flatten", "flat", [model.Input("obs", null, 4)]);
        string mean = model.Dense("mean", model.Node("Tanh", "pi", [model.Dense("pi0", trunk, 4, 6)]), 6, 2);
        string deviation = model.Node("Exp", "deviation", [model.Normal("log_std", [2])]);
        string ones = model.Node("ConstantOfShape", "ones", [model.Node("Shape", "mean_shape", [mean])], Tensor("value", Values("", [1], [1], TensorForm.Raw)));
        string sum = model.Node("Add", "sum", [model.Node("Add", "zero_sum", [model.Constant("zero", [1], [0]), mean]), model.Node("Mul", "spread", [ones, deviation])]);
        string expanded = model.Node("Expand", "expanded", [mean, model.Node("Shape", "sum_shape", [sum])]);
        model.Output(model.Node("Reshape", "actions", [expanded, model.Shape("action_shape", -1, 2)]));
        model.Output(model.Dense("values", model.Node("Tanh", "vf", [model.Dense("vf0", trunk, 4, 5)]), 5, 1));
        model.Output(model.Node("ReduceSum", "log_prob", [model.Node("Mul", "square", [mean, mean])], Whole("keepdims", 0)));
        byte[] bytes = model.ToBytes();
        NeuroAgents.Serialization.ArchiveFormatException error = Assert.Throws<NeuroAgents.Serialization.ArchiveFormatException>(() => OnnxImport.Read(bytes, "model"));
        Assert.Equal("model: outputs: expected one float output that depends on the input, or the name of one, received 3: \"actions\", \"values\", \"log_prob\".", error.Message);
        error = Assert.Throws<NeuroAgents.Serialization.ArchiveFormatException>(() => OnnxImport.Read(bytes, "model", "action"));
        Assert.Equal("model: outputs: expected one of 3: \"actions\", \"values\", \"log_prob\", received \"action\".", error.Message);
        error = Assert.Throws<NeuroAgents.Serialization.ArchiveFormatException>(() => OnnxImport.Read(bytes, "model", "log_prob"));
        Assert.StartsWith("model: node \"square_node\" (Mul): expected a step of an activation", error.Message, StringComparison.Ordinal);
        AssertOutput(bytes, "actions");
        AssertOutput(bytes, "values");
    }

    /// <summary>Imports discrete policies of Stable-Baselines3: logits minus their log-sum, a softmax, the index of the largest; and DQN's index of the largest value.</summary>
    [Theory]
    [InlineData("categorical")]
    [InlineData("log softmax")]
    [InlineData("values")]
    public void AnIndexIsReadByItsScores(string form)
    {
        ModelWriter model = new(21, opset: 17);
        string logits = model.Dense("d2", model.Node("Relu", "r", [model.Dense("d1", model.Input("x", null, 3), 3, 7)]), 7, 4);
        string scores = form switch
        {
            "categorical" => model.Node("Softmax", "p", [model.Node("Sub", "n", [logits, model.Node("ReduceLogSumExp", "l", [logits], Whole("axes", [-1]), Whole("keepdims", 1))])], Whole("axis", -1)),
            "log softmax" => model.Node("LogSoftmax", "p", [logits], Whole("axis", -1)),
            _ => logits,
        };
        string index = model.Node("ArgMax", "i", [scores], Whole("axis", 1), Whole("keepdims", 0));
        model.Output(model.Node("Reshape", "action", [index, model.Shape("one", -1)]), TensorProto.Types.DataType.Int64, (int?)null);
        byte[] bytes = model.ToBytes();
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        Assert.True(imported.IsChoice);
        using Runtime runtime = new(bytes);
        Matrix rows = ImportTests.Rows(20, 3, 1);
        double[] found = Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View);
        Assert.Equal(runtime.Run(("x", rows))["action"], found.Chunk(4).Select(row => (double)Array.IndexOf(row, row.Max())));
    }

    /// <summary>Imports Unity ML-Agents: constants among the outputs, a mask that other outputs need, SiLU, and actions limited to ±3 and divided.</summary>
    [Fact]
    public void MLAgentsActionsAreReadByTheirName()
    {
        ModelWriter model = new(22, opset: 9);
        string value = model.Node("Concat", "joined", [model.Input("obs_0", null, 5)], Whole("axis", 1));
        value = model.Dense("d1", value, 5, 8);
        value = model.Dense("mu", model.Node("Mul", "swish", [value, model.Node("Sigmoid", "s", [value])]), 8, 2);
        string cut = model.Node("Clip", "cut", [value], Number("min", -3), Number("max", 3));
        model.Node("Constant", "three", [], Tensor("value", Values("", [], [3], TensorForm.Raw)));
        model.Output(model.Node("Identity", "deterministic_continuous_actions", [model.Node("Div", "divided", [cut, "three"])]));
        model.Node("Constant", "version_number", [], Tensor("value", Values("", [1], [3], TensorForm.Raw)));
        model.Output("version_number", TensorProto.Types.DataType.Float, 1);
        model.Output(model.Node("Mul", "masked", [model.Dense("logits", "swish", 8, 3), model.Input("action_masks", null, 3)]));
        byte[] bytes = model.ToBytes();
        ImportedNetwork imported = OnnxImport.Read(bytes, "model", "deterministic_continuous_actions");
        Assert.True(imported.IsLimited);
        using Runtime runtime = new(bytes);
        Matrix rows = ImportTests.Rows(30, 5, 1);
        double[] found = [.. Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View).Select(each => Math.Clamp(each, -1, 1))];
        Runtime.AssertSame(runtime.Run(("obs_0", rows), ("action_masks", new Matrix(30, 3)))["deterministic_continuous_actions"], found, "actions");
    }

    /// <summary>Imports half precision in raw bytes and as a list, alone and with float32 inputs and outputs.</summary>
    [Theory]
    [InlineData(TensorForm.RawHalf, false)]
    [InlineData(TensorForm.ListHalf, false)]
    [InlineData(TensorForm.RawHalf, true)]
    public void HalfPrecisionIsConverted(object form, bool isCast)
    {
        ModelWriter model = new(23, opset: 17);
        string value = isCast
            ? model.Node("Cast", "half", [model.Input("x", null, 4)], Whole("to", 10)) : model.Input("x", TensorProto.Types.DataType.Float16, null, 4);
        value = model.Node("Gemm", "h", [value, model.Normal("w", [4, 8], form: (TensorForm)form), model.Normal("b", [8], form: (TensorForm)form)]);
        value = model.Node("Gemm", "y", [model.Node("Relu", "r", [value]), model.Normal("v", [8, 2], form: (TensorForm)form), model.Normal("c", [2], form: (TensorForm)form)]);
        model.Output(isCast ? model.Node("Cast", "z", [value], Whole("to", 1)) : value, isCast ? TensorProto.Types.DataType.Float : TensorProto.Types.DataType.Float16);
        byte[] bytes = model.ToBytes();
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        using Runtime runtime = new(bytes);
        Matrix rows = ImportTests.Rows(20, 4, 1);
        double[] expected = runtime.Run(("x", rows)).Values.Single();
        Runtime.AssertSame(expected, Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View), "half", 1e-3);
        Assert.Single(imported.Notes);
    }

    [Fact]
    public void BrainFloatsAreTheUpperHalvesOfFloats()
    {
        ModelWriter model = new(24);
        model.Output(model.Node("MatMul", "y", [model.Input("x", null, 2), model.Constant("w", [2, 1], [1.5, -0.3], TensorForm.RawBfloat16)]));
        ImportedNetwork imported = OnnxImport.Read(model.ToBytes(), "model");
        MatrixView weights = imported.Parameters.Tensor(imported.Parameters.Layout.Segments[0]);
        Assert.Equal((1.5f, -0.298828125f), (weights.Row(0)[0], weights.Row(1)[0]));
        Assert.Equal(["the model computes in bfloat16, the network in float32: the weights are converted"], imported.Notes);
    }

    private static void AssertOutput(byte[] bytes, string output)
    {
        ImportedNetwork imported = OnnxImport.Read(bytes, "model", output);
        using Runtime runtime = new(bytes);
        Matrix rows = ImportTests.Rows(6, 4, 1);
        Runtime.AssertSame(runtime.Run(("obs", rows))[output], Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View), output);
    }

    private static string RowsAnd(ModelWriter model, string value, string name, long rest)
    {
        string rows = model.Node("Gather", $"{name}.rows", [model.Node("Shape", $"{name}.shape", [value]), model.Node("Constant", $"{name}.zero", [], Whole("value_int", 0))], Whole("axis", 0));
        rows = model.Node("Unsqueeze", $"{name}.list", [rows, model.Shape($"{name}.axes", 0)]);
        return model.Node("Concat", $"{name}.target", [rows, model.Node("Constant", $"{name}.rest", [], Whole("value_ints", [rest]))], Whole("axis", 0));
    }

    private static string Normalize(ModelWriter model, string value, string name, int width) => model.Node(
        "BatchNormalization", name,
        [value, model.Normal($"{name}.weight", [width], 0.3, 1), model.Normal($"{name}.bias", [width]), model.Normal($"{name}.running_mean", [width]), model.Normal($"{name}.running_var", [width], 0.1, 1)],
        Number("epsilon", 1e-5f), Number("momentum", 0.9f));

    private static string Append(ModelWriter model, string x, string form, string place)
    {
        string Node(string operation, string name, params string[] inputs) => model.Node(operation, name + place, inputs);
        string Number(string name, float value) => model.Scalar(name + place, value);
        switch (form)
        {
            case "torch legacy erf":
                return Node("Mul", "y", Node("Mul", "m", x, Node("Add", "p", Node("Erf", "e", Node("Div", "d", x, Number("root", 1.4142135f))), Number("one", 1))), Number("half", 0.5f));
            case "torch dynamo erf":
                return Node("Mul", "y", Number("half", 0.5f), Node("Mul", "m", x, Node("Add", "p", Node("Erf", "e", Node("Div", "d", x, Number("root", 1.4142135f))), Number("one", 1))));
            case "half first":
                return Node("Mul", "y", Node("Mul", "m", x, Number("half", 0.5f)), Node("Add", "p", Number("one", 1), Node("Erf", "e", Node("Mul", "d", x, Number("root", 0.70710678f)))));
            case "opset 20": return Node("Gelu", "y", x);
            case "opset 20 tanh": return model.Node("Gelu", "y" + place, [x], Text("approximate", "tanh"));
            case "torch legacy tanh":
                string cube = Node("Mul", "c", x, Node("Mul", "s", x, x));
                string inner = Node("Mul", "i", Number("beta", 0.7978846f), Node("Add", "a", x, Node("Mul", "k", Number("kappa", 0.044715f), cube)));
                return Node("Mul", "y", Number("half", 0.5f), Node("Mul", "m", x, Node("Add", "p", Number("one", 1), Node("Tanh", "t", inner))));
            case "torch dynamo tanh":
                string sum = Node("Add", "a", x, Node("Mul", "k", Number("kappa", 0.044715f), Node("Pow", "c", x, Number("three", 3))));
                string root = Node("Sqrt", "q", Node("Div", "d", Number("two", 2), Number("pi", 3.1415927f)));
                return Node("Mul", "y", Number("half", 0.5f), Node("Mul", "m", x, Node("Add", "p", Node("Tanh", "t", Node("Mul", "i", root, sum)), Number("one", 1))));
            case "silu": return Node("Mul", "y", x, Node("Sigmoid", "s", x));
            case "silu from the right": return Node("Mul", "y", Node("Sigmoid", "s", Node("Identity", "i", x)), x);
            case "quick gelu": return Node("Mul", "y", x, Node("Sigmoid", "s", Node("Mul", "m", x, Number("factor", 1.702f))));
            case "swish by tanh":
                return Node("Mul", "y", Node("Mul", "h", x, Number("half", 0.5f)), Node("Add", "p", Node("Tanh", "t", Node("Mul", "m", x, Number("factor", 0.5f))), Number("one", 1)));
            case "celu": return model.Node("Celu", "y" + place, [x], ModelWriter.Number("alpha", 0.7f));
            case "log sigmoid": return Node("Neg", "y", Node("Softplus", "s", Node("Neg", "n", x)));
            case "prelu": return Node("PRelu", "y", x, model.Constant("slope" + place, [1], [0.25]));
            case "clip": return Node("Clip", "y", x, Number("least", 0));
            case "old clip": return model.Node("Clip", "y" + place, [x], ModelWriter.Number("min", 0));
            default: return Node("Div", "y", Node("Softplus", "s", Node("Mul", "m", x, Number("beta", 2))), "beta" + place);
        }
    }
}

using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Support;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Models as exporters write them. The imported networks give the outputs of ONNX Runtime.</summary>
public sealed class ImportTests
{
    /// <summary>torch.onnx.export: Gemm with transposed weights, attributes written out, scaling by buffers, Constant nodes.</summary>
    [Theory]
    [InlineData("Relu")]
    [InlineData("Elu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("Softplus")]
    [InlineData("LeakyRelu")]
    public void APyTorchStack(string activation)
    {
        ModelWriter model = new(3, opset: 17);
        string x = model.Input("onnx::Sub_0", null, 6);
        string value = model.Node("Sub", "/Sub_output_0", [x, model.Normal("mean", [6])]);
        value = model.Node("Div", "/Div_output_0", [value, model.Normal("std", [6], 0.1, 1)]);
        AttributeProto[] attributes = [Number("alpha", 1), Number("beta", 1), Whole("transB", 1)];
        value = model.Node("Gemm", "/net/0/Gemm_output_0", [value, model.Normal("net.0.weight", [20, 6]), model.Normal("net.0.bias", [20])], attributes);
        value = model.Node(activation, "/net/1/Act_output_0", [value], activation == "LeakyRelu" ? [Number("alpha", 0.01f)] : []);
        value = model.Node("Gemm", "/net/2/Gemm_output_0", [value, model.Normal("net.2.weight", [9, 20]), model.Normal("net.2.bias", [9])], attributes);
        value = model.Node(activation, "/net/3/Act_output_0", [value]);
        model.Node("Constant", "/Constant_output_0", [], Tensor("value", Values("", [], [2.5], TensorForm.Raw)));
        value = model.Node("Mul", "/Mul_output_0", [value, "/Constant_output_0"]);
        model.Output(model.Node("Gemm", "11", [value, model.Normal("net.4.weight", [4, 9]), model.Normal("net.4.bias", [4])], attributes));
        AssertSame(model, "onnx::Sub_0", 6);
    }

    /// <summary>Without constant folding, weights are transposed in the graph, and Dropout and Flatten stay.</summary>
    [Fact]
    public void APyTorchStackThatWasNotFolded()
    {
        ModelWriter model = new(4, opset: 12);
        string value = model.Node("Flatten", "flat", [model.Input("input", null, 2, 3)], Whole("axis", 1));
        value = model.Node("MatMul", "4", [value, model.Node("Transpose", "3", [model.Normal("fc.weight", [5, 6])], Whole("perm", 1, 0))]);
        value = model.Node("Add", "5", [model.Normal("fc.bias", [5]), value]);
        value = model.Node("Dropout", "6", [value, model.Constant("ratio", [], [0.5])]);
        value = model.Node("Softmax", "7", [value], Whole("axis", 1));
        model.Output(model.Node("Identity", "output", [value]));
        AssertSame(model, "input", 6, 2, 3);
    }

    /// <summary>tf2onnx: MatMul and Add, normalisation and rescaling at the start, Reshape for Flatten, some Cast and Identity.</summary>
    [Fact]
    public void AKerasStack()
    {
        ModelWriter model = new(5, opset: 15);
        string value = model.Node("Reshape", "model/flatten/Reshape:0", [model.Input("input_1", null, 4, 2), model.Shape("const_fold_opt__10", -1, 8)]);
        value = model.Node("Cast", "model/Cast:0", [value], Whole("to", 1));
        value = model.Node("Sub", "model/normalization/sub:0", [value, model.Normal("mean", [1, 8])]);
        value = model.Node("Div", "model/normalization/truediv:0", [value, model.Normal("std", [1, 8], 0.1, 1)]);
        value = model.Node("Mul", "model/rescaling/mul:0", [value, model.Constant("scale", [], [0.25])]);
        value = model.Node("Add", "model/rescaling/add:0", [value, model.Constant("offset", [], [-0.5])]);
        value = model.Node("MatMul", "model/dense/MatMul:0", [value, model.Normal("model/dense/MatMul/ReadVariableOp:0", [8, 16])]);
        value = model.Node("Add", "model/dense/BiasAdd:0", [value, model.Normal("model/dense/BiasAdd/ReadVariableOp:0", [16])]);
        value = model.Node("Relu", "model/dense/Relu:0", [value]);
        value = model.Node("MatMul", "model/dense_1/MatMul:0", [value, model.Node("Identity", "copy", [model.Normal("w1", [16, 3])])]);
        value = model.Node("Add", "model/dense_1/BiasAdd:0", [value, model.Normal("b1", [3])]);
        model.Output(model.Node("Softmax", "dense_1", [value]));
        AssertSame(model, "input_1", 8, 4, 2);
    }

    /// <summary>skl2onnx: listed values, biases of shape [1, n], the operator Scaler, a last Reshape to one column.</summary>
    [Fact]
    public void AScikitLearnRegressorBehindAScaler()
    {
        ModelWriter model = new(6, opset: 21);
        string value = model.Node(
            "ai.onnx.ml", "Scaler", "variable1", [model.Input("X", null, 3)], List("offset", 1, -2, 0.5f), List("scale", 0.5f, 2, 1));
        value = model.Node("Cast", "cast_input", [value], Whole("to", 1));
        value = model.Node("MatMul", "mul_result", [value, model.Normal("coefficient", [3, 10], form: TensorForm.List)]);
        value = model.Node("Add", "add_result", [value, model.Normal("intercepts", [1, 10], form: TensorForm.List)]);
        value = model.Node("Tanh", "next_activations", [value]);
        value = model.Node("MatMul", "mul_result1", [value, model.Normal("coefficient1", [10, 1], form: TensorForm.List)]);
        value = model.Node("Add", "add_result1", [value, model.Normal("intercepts1", [1, 1], form: TensorForm.List)]);
        model.Output(model.Node("Reshape", "variable", [value, model.Shape("shape_tensor", -1, 1)]), shape: [null, 1]);
        AssertSame(model, "X", 3);
    }

    /// <summary>A classifier's labels come from operators that no dense network has; its probabilities do not.</summary>
    [Fact]
    public void AScikitLearnClassifierIsReadByItsProbabilities()
    {
        ModelWriter model = new(7, opset: 17);
        string value = model.Node("MatMul", "mul_result", [model.Input("X", null, 4), model.Normal("coefficient", [4, 7])]);
        value = model.Node("Relu", "next_activations", [model.Node("Add", "add_result", [value, model.Normal("intercepts", [1, 7])])]);
        value = model.Node("MatMul", "mul_result1", [value, model.Normal("coefficient1", [7, 3])]);
        model.Node("Softmax", "probabilities", [model.Node("Add", "add_result1", [value, model.Normal("intercepts1", [1, 3])])], Whole("axis", 1));
        model.Node("ArgMax", "argmax_output", ["probabilities"], Whole("axis", 1), Whole("keepdims", 0));
        model.Output("argmax_output", TensorProto.Types.DataType.Int64, (int?)null);
        model.Output("probabilities", TensorProto.Types.DataType.Float, null, 3);
        AssertSame(model, "X", 4);
    }

    /// <summary>A float64 model of PyTorch or NumPy, which is rounded to float32.</summary>
    [Theory]
    [InlineData(TensorForm.RawDouble)]
    [InlineData(TensorForm.ListDouble)]
    public void AModelInDoublePrecision(object form)
    {
        ModelWriter model = new(8);
        string value = model.Node("Gemm", "h", [model.Input("x", TensorProto.Types.DataType.Double, null, 5), model.Normal("w", [5, 8], form: (TensorForm)form), model.Normal("b", [8], form: (TensorForm)form)]);
        model.Output(model.Node("Tanh", "y", [value]), TensorProto.Types.DataType.Double);
        AssertSame(model, "x", 5);
    }

    [Fact]
    public void EveryFormOfGemm()
    {
        foreach (bool isRight in (bool[])[false, true])
        {
            foreach (int form in Enumerable.Range(0, 16))
            {
                (bool transA, bool transB, int bias) = ((form & 1) > 0, (form & 2) > 0, form >> 2);
                ModelWriter model = new((ulong)form + 20);
                bool inColumns = isRight ? !transB : transA, isOtherTransposed = isRight ? transA : transB;
                string x = inColumns ? model.Input("x", 4, null) : model.Input("x", null, 4);
                string w = model.Normal("w", isOtherTransposed != isRight ? [3, 4] : [4, 3]);
                string[] bias1 = bias switch { 0 => [], 1 => [model.Normal("c", [])], 2 => [model.Normal("c", isRight ? [3, 1] : [3])], _ => [model.Normal("c", isRight ? [3, 1] : [1, 3])] };
                model.Output(model.Node(
                    "Gemm", "y", [.. isRight ? (string[])[w, x] : [x, w], .. bias1],
                    Whole("transA", transA ? 1 : 0), Whole("transB", transB ? 1 : 0), Number("alpha", 0.75f), Number("beta", -1.5f)));
                AssertSame(model, "x", 4, inColumns, resultInColumns: isRight);
            }
        }
    }

    [Fact]
    public void ScalingsOnEitherSideOfEverything()
    {
        ModelWriter model = new(9);
        string value = model.Node("Sub", "a", [model.Normal("c0", [5]), model.Input("x", null, 5)]);
        value = model.Node("Mul", "b", [model.Normal("c1", [1]), value]);
        value = model.Node("Sigmoid", "c", [value]);
        value = model.Node("Add", "d", [value, model.Normal("c2", [1, 5])]);
        value = model.Node("Relu", "e", [model.Node("Tanh", "e0", [value])]);
        value = model.Node("Div", "f", [value, model.Normal("c3", [5], 0.1, 1)]);
        value = model.Node("MatMul", "g", [value, model.Normal("w", [5, 4])]);
        value = model.Node("Mul", "h", [value, model.Normal("c4", [4])]);
        value = model.Node("Softplus", "i", [model.Node("Add", "h0", [value, model.Normal("c5", [4])])]);
        model.Output(model.Node("Mul", "y", [value, model.Normal("c6", [4])]));
        AssertSame(model, "x", 5);
    }

    public static TheoryData<string> Activations => ExportTests.Activations;

    /// <summary>Weights are restored bit for bit, for every set of operators that an activation needs.</summary>
    [Theory]
    [MemberData(nameof(Activations))]
    public void AnExportedNetworkIsRestored(string name)
    {
        var activation = NeuroAgents.Activations.Activation.FromName(name);
        NeuroAgents.Models.Sequential[] networks =
        [
            NeuroAgents.Models.Sequential.Perceptrons(4, [3, 5], 2, activation),
            new(3, [new NeuroAgents.Layers.Dense(4, activation)]),
            new(3, [new NeuroAgents.Layers.Dense(4, activation), new NeuroAgents.Layers.Dense(2, activation)]),
        ];
        foreach (NeuroAgents.Models.Sequential network in networks)
        {
            Workbench bench = new(network, 1);
            byte[] bytes = OnnxExport.Network(network, bench.Parameters.Network(Workbench.Name));
            ImportedNetwork imported = OnnxImport.Read(bytes, "model");
            Assert.Equal(network.Summary(), imported.Network.Summary());
            Assert.Equal(Workbench.Dense(bench.Parameters), Workbench.Dense(imported.Parameters));
            Assert.Equal(("network", false), (imported.Name, imported.IsLimited));
            Assert.Empty(imported.Notes);
        }
    }

    [Fact]
    public void AnExportedPolicyIsRestoredWithItsScalingAndItsLimits()
    {
        Workbench bench = new(NeuroAgents.Models.Sequential.Perceptrons(3, [8], 2, NeuroAgents.Activations.Activation.Relu), 1);
        byte[] bytes = OnnxExport.Policy(
            "guards", bench.Network, bench.Parameters.Network(Workbench.Name), new([-1, 0, 10], [1, 4, 20]),
            NeuroAgents.Agents.ActionSpec.Continuous("a", "b"), OnnxConvention.Plain);
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        Assert.Equal(("guards", true, 2), (imported.Name, imported.IsLimited, imported.Network.Layers.Count));
        Matrix x = Rows(50, 3, 4);
        using Runtime runtime = new(bytes);
        double[] limited = [.. Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, x.View).Select(value => Math.Clamp(value, -1, 1))];
        Runtime.AssertSame(runtime.Run(("observation", x))["action"], limited, "policy");
    }

    internal static Matrix Rows(int batch, int width, ulong seed) => Matrices.Normal(batch, width, seed);

    internal static ImportedNetwork AssertSame(ModelWriter model, string input, int width, params int[] shape) => AssertSame(model, input, width, false, false, shape);

    private static ImportedNetwork AssertSame(ModelWriter model, string input, int width, bool inColumns, bool resultInColumns, params int[] shape)
    {
        byte[] bytes = model.ToBytes();
        ImportedNetwork imported = OnnxImport.Read(bytes, "model");
        using Runtime runtime = new(bytes);
        foreach (int batch in (int[])[1, 5])
        {
            Matrix rows = Rows(batch, width, 3);
            float[] values = Runtime.Packed(rows.View);
            int[] form = shape.Length == 0 ? inColumns ? [width, batch] : [batch, width] : [batch, .. shape];
            double[] expected = runtime.Run((input, inColumns ? Transposed(values, batch, width) : values, form))[model.Graph.Output[^1].Name];
            double[] actual = Runtime.Predict(imported.Network, imported.Parameters, OnnxImport.NetworkName, rows.View);
            Runtime.AssertSame(resultInColumns ? Transposed(expected, imported.Network.Outputs, batch) : expected, actual, imported.Network.Summary());
        }

        return imported;
    }

    private static T[] Transposed<T>(T[] values, int rows, int columns)
        => [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
}

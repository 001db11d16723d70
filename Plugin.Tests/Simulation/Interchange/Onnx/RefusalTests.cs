using Google.Protobuf;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Interchange.Onnx;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Files without a dense network are refused in one line with the node's name and operator.</summary>
public sealed class RefusalTests
{
    private const string Operators =
        "one of Gemm, MatMul, Add, Sub, Mul, Div, Neg, Pow, Relu, LeakyRelu, PRelu, Elu, Celu, Gelu, Swish, Sigmoid, Tanh, Erf, Softplus, Softmax, LogSoftmax, "
        + "BatchNormalization, Identity, Dropout, Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Expand, Cast, Concat, Shape, Scaler, Clip, ArgMax, ZipMap";
    private const string Step = "a step of an activation that the plugin has";
    private const string Another = "a step of another function";

    [Theory]
    [InlineData("Conv", Operators, "\"Conv\"")]
    [InlineData("HardSwish", Operators, "\"HardSwish\"")]
    [InlineData("Erf", Step, Another)]
    [InlineData("Transpose", "a shape that keeps rows of 3 in rows", "another")]
    [InlineData("bad\nname", Operators, "\"bad\\u000aname\"")]
    public void AnotherOperator(string operation, string expected, string found)
    {
        ModelWriter model = Start(out string x);
        model.Output(model.Node(operation, "y", [x]));
        AssertRefused(model, $"node \"y_node\" ({operation.Replace("\n", "\\u000a", StringComparison.Ordinal)})", expected, found);
    }

    [Fact]
    public void AnotherDomain()
    {
        ModelWriter model = Start(out string x);
        model.Output(model.Node("com.microsoft", "Gelu", "y", [x]));
        AssertRefused(model, "node \"y_node\" (Gelu)", Operators, "\"com.microsoft\" Gelu");
    }

    [Fact]
    public void AttributesThatNoActivationHas()
    {
        AssertNode(model => ("Elu", [], [Number("alpha", 0.5f)]), "alpha 1", "0.5");
        AssertNode(model => ("LeakyRelu", [], [Number("alpha", -1)]), "alpha from 0 to 1", "-1");
        AssertNode(model => ("Softmax", [], [Whole("axis", 0)]), "the axis of a row's values", "axis 0");
        AssertNode(model => ("Cast", [], [Whole("to", 7)]), "a cast to float, double, float16 or bfloat16", "type 7");
        AssertNode(model => ("Flatten", [], [Whole("axis", 0)]), "separate rows, axis 1", "axis 0");
        AssertNode(model => ("Clip", [model.Constant("low", [], [0]), model.Constant("high", [], [6])], []), "the limits -1 and 1", "0 and 6");
        AssertNode(model => ("Reshape", [model.Shape("shape", 1, -1)], []), "a shape that keeps rows of 3 in rows", "[1, -1]");
        AssertNode(model => ("Reshape", [model.Shape("shape", -1)], []), "a shape that keeps rows of 3 in rows", "[-1]");
    }

    [Fact]
    public void ConstantsThatDoNotFit()
    {
        AssertNode(model => ("Add", [model.Normal("c", [2])], []), "a constant for each of rows of 3", "shape [2]");
        AssertNode(model => ("Mul", [model.Normal("c", [3, 1])], []), "a constant for each of rows of 3", "shape [3, 1]");
        AssertNode(model => ("Mul", [model.Normal("c", [1, 1, 3])], []), "a constant for each of rows of 3", "shape [1, 1, 3]");
        AssertNode(model => ("Div", [model.Constant("c", [3], [1, 0, 1])], []), "a division by a constant without zeros", "a zero");
        AssertNode(model => ("Add", [model.Normal("c", [3]), "c"], []), "two operands, one of them constant", "3");
        AssertNode(model => ("Mul", ["x"], []), Step, Another);
        AssertNode(model => ("BatchNormalization", [model.Normal("c", [3]), "c", "c"], []), "five operands, rows of values and four constants, and no training", "4 and rows of 3");
        AssertNode(
            model => ("BatchNormalization", [model.Normal("c", [3]), "c", "c", model.Constant("v", [3], [1, -2, 1])], []), "variances that are positive with epsilon", "a smaller one");
        AssertNode(model => ("Concat", [model.Normal("c", [1, 3])], [Whole("axis", 1)]), "one operand, or 1 - p and p of one sigmoid", "2 operands");
        AssertNode(model => ("MatMul", [model.Normal("w", [2, 3])], []), "a matrix for rows of 3, at most 65536 wide", "one of 2 inputs and 3 units");
        AssertNode(model => ("MatMul", [model.Normal("w", [3])], []), "rows of values and a matrix", "rows of 3 and 1 dimensions");
        AssertNode(model => ("MatMul", ["x"], []), "a product of the input with a constant", "2 operands");
        AssertNode(model => ("MatMul", ["nowhere"], []), "operand 1 to be a constant", "\"nowhere\"");
        AssertNode(model => ("Gemm", [model.Normal("w", [3, 2]), model.Normal("b", [2, 1])], []), "a constant for each of rows of 2", "shape [2, 1]");
        AssertNode(model => ("MatMul", [model.Constant("w", [3, 1], [1, double.NaN, 0])], []), "tensor \"w\"", "finite values", "infinity or NaN");
        AssertNode(model => ("Dropout", ["", model.Constant("training", [], [1])], []), "inference", "training mode");
    }

    [Fact]
    public void MoreThanOneValue()
    {
        ModelWriter model = Start(out string x);
        model.Node("Tanh", "s", [x]);
        model.Output(model.Node("Mul", "y", [x, "s"]));
        AssertRefused(model, "node \"y_node\" (Mul)", Step, Another);

        // A residual block, and two heads whose results are joined.
        model = Start(out x);
        model.Output(model.Node("Add", "y", [x, model.Dense("d", x, 3, 3)]));
        AssertRefused(model, "node \"y_node\" (Add)", "operand 0 to be a constant", "\"x\"");
        model = Start(out x);
        model.Output(model.Node("Concat", "y", [model.Node("Relu", "a", [x]), model.Node("Tanh", "b", [x])], Whole("axis", 1)));
        AssertRefused(model, "node \"y_node\" (Concat)", "1 - p and p of one sigmoid", "2 operands on axis 1");

        model = Start(out x);
        model.Output(model.Node("Relu", "y", [x]));
        model.Output(model.Node("Tanh", "z", [x]));
        AssertRefused(model, "outputs", "one float output that depends on the input, or the name of one", "2: \"y\", \"z\"");

        model = Start(out x);
        model.Output(model.Node("Mul", "y", [x, model.Input("mask", null, 3)]));
        AssertRefused(model, "inputs", "one that is not a constant", "2: \"x\", \"mask\"");
    }

    [Fact]
    public void ProductsOverTheRows()
    {
        ModelWriter model = Start(out string x);
        string y = model.Node("MatMul", "y", [x, model.Normal("w", [3, 3])]);
        model.Output(model.Node("MatMul", "z", [model.Normal("v", [3, 3]), y]));
        AssertRefused(model, "node \"z_node\" (MatMul)", "a product within each row", "a product over the rows");
    }

    [Fact]
    public void NothingFollowsTheLimits()
    {
        ModelWriter model = Start(out string x);
        string y = model.Node("MatMul", "y", [x, model.Normal("w", [3, 3])]);
        y = model.Node("Clip", "z", [y, model.Constant("low", [], [-1]), model.Constant("high", [], [1])]);
        model.Output(model.Node("Relu", "r", [y]));
        AssertRefused(model, "node \"r_node\" (Relu)", "nothing after Clip", "Relu");
    }

    [Fact]
    public void NothingFollowsAnIndexOrAMap()
    {
        ModelWriter model = Start(out string x);
        string y = model.Node("ArgMax", "i", [model.Dense("d", x, 3, 3)], Whole("axis", 1));
        model.Output(model.Node("Relu", "r", [y]));
        AssertRefused(model, "node \"r_node\" (Relu)", "nothing after ArgMax", "Relu");

        model = Start(out x);
        y = model.Node("ai.onnx.ml", "ZipMap", "m", [model.Node("Softmax", "p", [model.Dense("d", x, 3, 3)])]);
        model.Output(model.Node("Identity", "r", [y]));
        AssertRefused(model, "node \"r_node\" (Identity)", "nothing after ZipMap", "Identity");

        model = Start(out x);
        model.Output(model.Node("LogSoftmax", "l", [model.Dense("d", x, 3, 3)]));
        AssertRefused(model, "node \"l_node\" (LogSoftmax)", "a Softmax, Exp or ArgMax after it", "the output");
    }

    [Fact]
    public void ConstantsThatCannotBeComputed()
    {
        // The number of rows is open, so it has no numeric value.
        AssertNode(
            model => ("Mul", [model.Node("Cast", "f", [model.Node("Gather", "g", [model.Node("Shape", "s", ["x"]), model.Shape("zero", 0)])], Whole("to", 1))], []),
            "node \"f_node\" (Cast)", "finite constants", "infinity, NaN or the number of rows");
        AssertNode(
            model => ("Reshape", [model.Node("Mul", "m", [model.Node("Shape", "s", ["x"]), model.Shape("two", 2)])], []),
            "node \"m_node\" (Mul)", "finite constants", "infinity, NaN or the number of rows");
        AssertNode(model => ("Mul", [model.Node("Constant", "c", [], Text("value_string", "1"))], []), "node \"c_node\" (Constant)",
            "an attribute value, value_float, value_floats, value_int or value_ints of finite numbers", "\"value_string\"");
        AssertNode(model => ("Mul", [model.Node("Concat", "c", [])], []), "node \"c_node\" (Concat)", "one operand or more", "none");
        AssertNode(model => ("Mul", [model.Node("Gather", "g", [model.Normal("v", [3]), model.Shape("place", 3)])], []), "node \"g_node\" (Gather)", "indices below 3", "3");
        AssertNode(model => ("Mul", [model.Node("RandomNormal", "r", [])], []), "node \"r_node\" (RandomNormal)",
            "constants through one of Constant, ConstantOfShape, Identity, Cast, Shape, Gather, Slice, Concat, Reshape, Squeeze, Unsqueeze, Transpose, Expand, Where, "
            + "Equal, Add, Sub, Mul, Div, Pow, Min, Max, Neg, Abs, Sqrt, Exp, Log, Reciprocal", "\"RandomNormal\"");
    }

    [Fact]
    public void InconsistentGraphs()
    {
        ModelWriter model = new(1, opset: 6);
        model.Output(model.Node("Relu", "y", [model.Input("x", null, 3)]));
        AssertRefused(model, "opset", "7 or later", "6");

        // The nodes form a loop, so their operands never become known.
        model = Start(out string x);
        model.Node("Add", "y", [x, "z"]);
        model.Output(model.Node("Relu", "z", ["y"]));
        AssertRefused(model, "node \"y_node\" (Add)", "operand 1 to be a constant", "\"z\"");

        model = Start(out x);
        model.Output(model.Node("Relu", "y", [x]));
        model.Node("Tanh", "y", [x]);
        AssertRefused(model, "value \"y\"", "one definition", "a second one");

        model = new();
        model.Output(model.Node("Relu", "y", [model.Input("x", null, null, 3)]));
        AssertRefused(model, "input \"x\"", "known dimensions except the batch", "an unknown one");
        AssertRefused([], "model", "a graph", "none");
    }

    [Fact]
    public void TensorsWithoutTheirValues()
    {
        AssertTensor(tensor => tensor.DataLocation = TensorProto.Types.DataLocation.External, "values in the file itself", "none");
        AssertTensor(tensor => tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" }), "values in the file itself", "external data");
        AssertTensor(tensor => tensor.RawData = ByteString.CopyFrom(new byte[35]), "9 values of type float, double, float16, bfloat16, int32, int64 or bool", "35 bytes and 0 listed values of type 1");
        AssertTensor(tensor => tensor.DataType = 14, "9 values of type float, double, float16, bfloat16, int32, int64 or bool", "36 bytes and 0 listed values of type 14");
        AssertTensor(tensor => (tensor.Dims[0], tensor.Dims[1]) = (int.MaxValue, int.MaxValue), "at most 8 dimensions above 0 with fewer than 2^31 values", "[2147483647, 2147483647]");
        AssertTensor(tensor => tensor.Dims[0] = -3, "at most 8 dimensions above 0 with fewer than 2^31 values", "[-3, 3]");
        AssertTensor(tensor => tensor.Dims[0] = 0, "at most 8 dimensions above 0 with fewer than 2^31 values", "[0, 3]");
        AssertTensor(tensor => tensor.Dims.Add(Enumerable.Repeat(1L, 7)), "at most 8 dimensions above 0 with fewer than 2^31 values", "[3, 3, 1, 1, 1, 1, 1, 1, …]");
    }

    private static void AssertTensor(Action<TensorProto> spoil, string expected, string found)
    {
        ModelWriter model = Start(out string x);
        model.Output(model.Node("MatMul", "y", [x, model.Normal("w", [3, 3])]));
        spoil(model.Graph.Initializer[0]);
        AssertRefused(model, "tensor \"w\"", expected, found);
    }

    private static void AssertNode(Func<ModelWriter, (string Operation, string[] Operands, AttributeProto[] Attributes)> make, string expected, string found)
        => AssertNode(make, null, expected, found);

    private static void AssertNode(Func<ModelWriter, (string Operation, string[] Operands, AttributeProto[] Attributes)> make, string? part, string expected, string found)
    {
        ModelWriter model = Start(out string x);
        (string operation, string[] operands, AttributeProto[] attributes) = make(model);
        model.Output(model.Node(operation, "y", [x, .. operands], attributes));
        AssertRefused(model, part ?? $"node \"y_node\" ({operation})", expected, found);
    }

    private static ModelWriter Start(out string x)
    {
        ModelWriter model = new();
        x = model.Input("x", null, 3);
        return model;
    }

    private static void AssertRefused(ModelWriter model, string part, string expected, string found) => AssertRefused(model.ToBytes(), part, expected, found);

    private static void AssertRefused(byte[] bytes, string part, string expected, string found)
    {
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => OnnxImport.Read(bytes, "a.onnx"));
        Assert.Equal($"a.onnx: {part}: expected {expected}, received {found}.", error.Message);
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A graph under construction. Values have names, and each operator appends a node and returns the name of its result.</summary>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 7;
    private const int Opset = 13;
    private readonly GraphProto _graph = new() { Name = name };

    /// <summary>Adds an input of float32 values, [batch, width] with any batch size.</summary>
    internal string Input(string name, int width)
    {
        _graph.Input.Add(Value(name, TensorProto.Types.DataType.Float, Batched(width)));
        return name;
    }

    /// <summary>Makes a value of [batch, width] an output with a name of its own.</summary>
    internal void Output(string name, string value, int width, TensorProto.Types.DataType type = TensorProto.Types.DataType.Float)
    {
        Node("Identity", name, [value]);
        _graph.Output.Add(Value(name, type, Batched(width)));
    }

    /// <summary>Adds a constant output by a Constant node, which every runtime supports.</summary>
    internal void ConstantOutput(string name, int[] shape, params float[] values)
    {
        AttributeProto value = new() { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = Tensor(name, shape, values) };
        Node("Constant", name, [], value);
        _graph.Output.Add(Value(name, TensorProto.Types.DataType.Float, [.. shape.Select(Dimension)]));
    }

    internal string Constant(string name, int[] shape, ReadOnlySpan<float> values)
    {
        _graph.Initializer.Add(Tensor(name, shape, values));
        return name;
    }

    internal string Constant(string name, int[] shape, ReadOnlyMatrixView values)
    {
        float[] packed = new float[values.Rows * values.Columns];
        for (int row = 0; row < values.Rows; row++)
        {
            values.Row(row).CopyTo(packed.AsSpan(row * values.Columns));
        }

        return Constant(name, shape, packed);
    }

    internal string Integer(string name, long value)
    {
        _graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Int64,
            Dims = { 1 },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes([value])),
        });
        return name;
    }

    /// <summary>Appends a node. Its result is named after the operator and the node's index.</summary>
    internal string Add(string operation, string[] inputs, params AttributeProto[] attributes)
    {
        string result = string.Create(CultureInfo.InvariantCulture, $"{operation.ToLowerInvariant()}_{_graph.Node.Count}");
        Node(operation, result, inputs, attributes);
        return result;
    }

    internal static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    internal static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    internal static AttributeProto List(string name, params long[] values)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    internal ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "NeuroAgents",
        ProducerVersion = typeof(OnnxGraph).Assembly.GetName().Version?.ToString(3) ?? "",
        OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        Graph = _graph,
    };

    private void Node(string operation, string result, string[] inputs, params AttributeProto[] attributes)
        => _graph.Node.Add(new NodeProto { OpType = operation, Name = result, Input = { inputs }, Output = { result }, Attribute = { attributes } });

    private static TensorProto Tensor(string name, int[] shape, ReadOnlySpan<float> values) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { shape.Select(length => (long)length) },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
    };

    private static TensorShapeProto.Types.Dimension[] Batched(int width) => [new() { DimParam = "batch" }, Dimension(width)];

    private static TensorShapeProto.Types.Dimension Dimension(int length) => new() { DimValue = length };

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, TensorShapeProto.Types.Dimension[] shape) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto { Dim = { shape } } } },
    };
}

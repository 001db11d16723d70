using System.Runtime.InteropServices;
using Google.Protobuf;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.Onnx;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>The place of a tensor's values in a file.</summary>
internal enum TensorForm
{
    Raw,
    List,
    RawDouble,
    ListDouble,
    RawHalf,
    ListHalf,
    RawBfloat16,
}

/// <summary>A writer of models as exporters write them, node by node.</summary>
internal sealed class ModelWriter(ulong seed = 1, int opset = 13)
{
    private readonly RandomSource _random = new(seed, 77);
    private ulong _drawn;

    internal GraphProto Graph { get; } = new() { Name = "graph" };

    internal static AttributeProto Number(string name, float value) => new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    internal static AttributeProto Whole(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    internal static AttributeProto List(string name, params float[] values)
        => new() { Name = name, Floats = { values }, Type = AttributeProto.Types.AttributeType.Floats };

    internal static AttributeProto Whole(string name, params long[] values)
        => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    internal static AttributeProto Text(string name, string value)
        => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    internal static AttributeProto Tensor(string name, TensorProto tensor) => new() { Name = name, T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };

    /// <summary>Adds an input; null is an open dimension.</summary>
    internal string Input(string name, params int?[] shape) => Input(name, TensorProto.Types.DataType.Float, shape);

    internal string Input(string name, TensorProto.Types.DataType type, params int?[] shape)
    {
        Graph.Input.Add(Value(name, type, shape));
        return name;
    }

    internal void Output(string name, TensorProto.Types.DataType type = TensorProto.Types.DataType.Float, params int?[] shape)
        => Graph.Output.Add(Value(name, type, shape.Length == 0 ? [null, null] : shape));

    internal string Node(string operation, string result, string[] inputs, params AttributeProto[] attributes) => Node("", operation, result, inputs, attributes);

    internal string Node(string domain, string operation, string result, string[] inputs, params AttributeProto[] attributes)
    {
        Graph.Node.Add(new NodeProto
        {
            Domain = domain, OpType = operation, Name = $"{result}_node", Input = { inputs }, Output = { result }, Attribute = { attributes },
        });
        return result;
    }

    /// <summary>Adds a node Constant with one number, as exporters write numbers from a model's source code.</summary>
    internal string Scalar(string name, float value) => Node("Constant", name, [], Number("value_float", value));

    /// <summary>Adds a dense layer as PyTorch writes it, with its name as the prefix of its tensors' names.</summary>
    internal string Dense(string name, string value, int inputs, int units)
        => Node("Gemm", name, [value, Normal($"{name}.weight", [units, inputs]), Normal($"{name}.bias", [units])], Number("alpha", 1), Number("beta", 1), Whole("transB", 1));

    /// <summary>Adds a constant of values drawn from a normal distribution.</summary>
    internal string Normal(string name, int[] shape, double scale = 0.5, double offset = 0, TensorForm form = TensorForm.Raw)
    {
        double[] values = new double[shape.Aggregate(1, (product, length) => product * length)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(offset + scale * _random.Normal(_drawn++, 0));
        }

        return Constant(name, shape, values, form);
    }

    internal string Constant(string name, int[] shape, double[] values, TensorForm form = TensorForm.Raw)
    {
        Graph.Initializer.Add(Values(name, shape, values, form));
        return name;
    }

    internal static TensorProto Values(string name, int[] shape, double[] values, TensorForm form)
    {
        TensorProto tensor = new() { Name = name, Dims = { shape.Select(length => (long)length) } };
        float[] single = [.. values.Select(value => (float)value)];
        ushort[] bits = [.. single.Select(value => form == TensorForm.RawBfloat16 ? (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16) : BitConverter.HalfToUInt16Bits((Half)value))];
        tensor.DataType = (int)(form switch
        {
            TensorForm.Raw or TensorForm.List => TensorProto.Types.DataType.Float,
            TensorForm.RawHalf or TensorForm.ListHalf => TensorProto.Types.DataType.Float16,
            TensorForm.RawBfloat16 => TensorProto.Types.DataType.Bfloat16,
            _ => TensorProto.Types.DataType.Double,
        });
        switch (form)
        {
            case TensorForm.Raw: tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(single)); break;
            case TensorForm.List: tensor.FloatData.Add(single); break;
            case TensorForm.RawDouble: tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<double>(values)); break;
            case TensorForm.RawHalf or TensorForm.RawBfloat16: tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(bits)); break;
            case TensorForm.ListHalf: tensor.Int32Data.Add(bits.Select(each => (int)each)); break;
            default: tensor.DoubleData.Add(values); break;
        }

        return tensor;
    }

    internal string Shape(string name, params long[] values)
    {
        Graph.Initializer.Add(ShapeTensor(name, values));
        return name;
    }

    internal static TensorProto ShapeTensor(string name, params long[] values)
        => new() { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, Dims = { values.Length }, Int64Data = { values } };

    internal byte[] ToBytes() => new ModelProto
    {
        IrVersion = 7,
        OpsetImport = { new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 }, new OperatorSetIdProto { Version = opset } },
        Graph = Graph,
    }.ToByteArray();

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, int?[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto
                {
                    Dim = { shape.Select((length, i) => length is { } known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new() { DimParam = $"unk__{name}_{i}" }) },
                },
            },
        },
    };
}

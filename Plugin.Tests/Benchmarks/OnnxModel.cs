using System.Runtime.InteropServices;
using Google.Protobuf;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Benchmarks;

/// <summary>The few messages of onnx.proto (IR version 8, opset 17) that a stack of Gemm and Relu takes.</summary>
internal static class OnnxModel
{
    internal const string Input = "x";
    internal const string Output = "y";
    private const int Float = 1;

    /// <summary>The network of a parameter buffer: Dense layers with ReLU between them.</summary>
    internal static byte[] Write(ParameterBuffer parameters, int inputs, int outputs) => Message(model =>
    {
        Number(model, 1, 8);
        Bytes(model, 7, Graph(parameters, inputs, outputs));
        Bytes(model, 8, Message(opset => Number(opset, 2, 17)));
    });

    private static byte[] Graph(ParameterBuffer parameters, int inputs, int outputs) => Message(graph =>
    {
        IReadOnlyList<ParameterSegment> segments = parameters.Layout.Segments;
        int layers = segments.Count / 2;
        string from = Input;
        for (int layer = 0; layer < layers; layer++)
        {
            bool isLast = layer == layers - 1;
            string sum = isLast ? Output : $"z{layer}";
            Bytes(graph, 1, Node("Gemm", [from, $"w{layer}", $"b{layer}"], sum));
            from = sum;
            if (!isLast)
            {
                from = $"a{layer}";
                Bytes(graph, 1, Node("Relu", [sum], from));
            }
        }

        Text(graph, 2, "network");
        for (int layer = 0; layer < layers; layer++)
        {
            ParameterSegment weights = segments[2 * layer], bias = segments[2 * layer + 1];
            Bytes(graph, 5, Tensor($"w{layer}", [weights.Rows, weights.Columns], parameters.Tensor(weights)));
            Bytes(graph, 5, Tensor($"b{layer}", [bias.Columns], parameters.Tensor(bias)));
        }

        Bytes(graph, 11, ValueInfo(Input, inputs));
        Bytes(graph, 12, ValueInfo(Output, outputs));
    });

    private static byte[] Node(string operation, string[] from, string to) => Message(node =>
    {
        foreach (string name in from)
        {
            Text(node, 1, name);
        }

        Text(node, 2, to);
        Text(node, 4, operation);
    });

    private static byte[] Tensor(string name, int[] shape, MatrixView values)
    {
        float[] packed = new float[values.Rows * values.Columns];
        for (int row = 0; row < values.Rows; row++)
        {
            values.Row(row).CopyTo(packed.AsSpan(row * values.Columns));
        }

        return Message(tensor =>
        {
            foreach (int length in shape)
            {
                Number(tensor, 1, length);
            }

            Number(tensor, 2, Float);
            Text(tensor, 8, name);
            Bytes(tensor, 9, MemoryMarshal.AsBytes(packed.AsSpan()).ToArray());
        });
    }

    /// <summary>[batch, width] of float32, the batch left open.</summary>
    private static byte[] ValueInfo(string name, int width) => Message(info =>
    {
        byte[] shape = Message(all =>
        {
            Bytes(all, 1, Message(dimension => Text(dimension, 2, "batch")));
            Bytes(all, 1, Message(dimension => Number(dimension, 1, width)));
        });
        byte[] tensor = Message(type =>
        {
            Number(type, 1, Float);
            Bytes(type, 2, shape);
        });
        Text(info, 1, name);
        Bytes(info, 2, Message(type => Bytes(type, 1, tensor)));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream memory = new();
        using (CodedOutputStream output = new(memory, leaveOpen: true))
        {
            write(output);
        }

        return memory.ToArray();
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}

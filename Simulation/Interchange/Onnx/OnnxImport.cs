using Google.Protobuf;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Dense networks from ONNX models, as PyTorch, Keras and scikit-learn write them.</summary>
/// <remarks>
/// A chain of Gemm, MatMul, Add, Sub, Mul, Div, Relu, LeakyRelu, Elu, Sigmoid, Tanh, Softplus, Softmax, Identity, Dropout, Flatten, Reshape, Cast, Scaler and a last
/// Clip from −1 to 1, from the one input to the one output of floats; opset 7 or later. Anything else is refused by the node's name and operator.
/// The file is not trusted: every size is checked before memory is taken, and a bad file gives <see cref="ArchiveFormatException"/>, nothing else.
/// </remarks>
public static class OnnxImport
{
    /// <summary>Name of the network in the layout of <see cref="ImportedNetwork.Parameters"/>.</summary>
    public const string NetworkName = "policy";
    private const int MostMessages = 100_000;
    private const long MostParameters = 1L << 28;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ArchiveFormatException">The file is damaged, or holds what is not a dense network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImportedNetwork Load(string path)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length > Array.MaxLength
            ? throw new ArchiveFormatException(path, "file", "fewer than 2^31 bytes", $"{file.Length}")
            : Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="origin">What messages call it.</param>
    /// <exception cref="ArchiveFormatException">The bytes are damaged, or hold what is not a dense network.</exception>
    public static ImportedNetwork Read(ReadOnlySpan<byte> bytes, string origin)
    {
        ModelProto model = Parse(bytes, origin);
        if (model.Graph is null)
        {
            throw new ArchiveFormatException(origin, "model", "a graph", "none");
        }

        OnnxReader reader = new(model, bytes.Length, origin);
        DenseStack stack = reader.Read();
        RequireSize(stack, origin);
        ImportedNetwork imported = new(origin, model.Graph.Name, stack, reader.IsLimited);
        foreach (float value in imported.Parameters.Values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArchiveFormatException(origin, "model", "parameters within float32, scalings folded in", "a larger one");
            }
        }

        return imported;
    }

    private static ModelProto Parse(ReadOnlySpan<byte> bytes, string origin)
    {
        if (MessageCount.Of(bytes, ModelProto.Descriptor, MostMessages) is null)
        {
            throw new ArchiveFormatException(origin, "file", $"an ONNX model of at most {MostMessages} messages", "bytes that are none");
        }

        try
        {
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ArchiveFormatException(origin, "file", "an ONNX model", "bytes that are none", error);
        }
    }

    /// <summary>Rows are padded, so that a file may ask for more than it has.</summary>
    private static void RequireSize(DenseStack stack, string origin)
    {
        long length = stack.Steps.Sum(step => (step.Inputs + 1L) * Matrix.PaddedStride(step.Units));
        if (length > MostParameters)
        {
            throw new ArchiveFormatException(origin, "model", $"at most {MostParameters} parameters, padding included", $"{length}");
        }
    }
}

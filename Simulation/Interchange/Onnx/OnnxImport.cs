using Google.Protobuf;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The import of dense networks from ONNX models, as PyTorch, Keras and scikit-learn write them.</summary>
/// <remarks>
/// The model has one input and one output. Between them it may have dense layers, as Gemm or MatMul; scalings by constants, including BatchNormalization, which are folded into
/// the weights; activations, as one operator or as the operators that exporters write for SiLU and GELU; and operators that change only the shape of a row. It may end with Softmax, the two
/// classes of scikit-learn, ArgMax, ZipMap, a Clip from −1 to 1, or the head with masked choices that <see cref="OnnxExport.Policy"/> writes. Opset 7 or later. Any other node is refused with its name and operator.
/// Values may be stored in other files of the model's folder. Values of float16, bfloat16 and float64 are converted: see <see cref="ImportedNetwork.Notes"/>.
/// The file is not trusted: every size is checked before memory is allocated, and every bad file throws <see cref="ArchiveFormatException"/>.
/// </remarks>
/// <example>
/// <code>
/// ImportedNetwork imported = OnnxImport.Load("policy.onnx");
/// Console.WriteLine(imported.Network.Summary());
/// ImportedBrain.Save(imported, "policy", "policy.brain");
/// </code>
/// </example>
public static class OnnxImport
{
    /// <summary>Name of the network in the layout of <see cref="ImportedNetwork.Parameters"/>.</summary>
    public const string NetworkName = "policy";
    private const int MaxMessages = 100_000;
    private const long MaxParameters = 1L << 28;

    /// <summary>Reads a file, and the files next to it that hold its tensors.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="output">Name of the output to read; null for the only float output that depends on the input.</param>
    /// <exception cref="ArchiveFormatException">The file is damaged, is not a dense network, has several outputs or none of that name, or lacks a file next to it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImportedNetwork Load(string path, string? output = null)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length > Array.MaxLength
            ? throw new ArchiveFormatException(path, "file", "fewer than 2^31 bytes", $"{file.Length}")
            : Read(File.ReadAllBytes(path), path, output, file.DirectoryName);
    }

    /// <summary>Reads the bytes of a file that holds all its tensors.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="origin">Name of the file in messages.</param>
    /// <param name="output">Name of the output to read; null for the only float output that depends on the input.</param>
    /// <exception cref="ArchiveFormatException">The file is damaged, is not a dense network, or has several outputs or none of that name.</exception>
    public static ImportedNetwork Read(ReadOnlySpan<byte> bytes, string origin, string? output = null) => Read(bytes, origin, output, folder: null);

    /// <param name="bytes">The file.</param>
    /// <param name="origin">Name of the file in messages.</param>
    /// <param name="output">Name of the output to read; null for the only one.</param>
    /// <param name="folder">Folder of the model's other files; null if there is none.</param>
    internal static ImportedNetwork Read(ReadOnlySpan<byte> bytes, string origin, string? output, string? folder)
    {
        ModelProto model = Parse(bytes, origin);
        if (model.Graph is null)
        {
            throw new ArchiveFormatException(origin, "model", "a graph", "none");
        }

        ExportedHead? head = output is null ? ExportedHead.Find(model.Graph) : null;
        if (head is not null)
        {
            model.Graph.Output.Clear();
            model.Graph.Output.Add(new ValueInfoProto { Name = head.Output });
        }

        using SideFiles sideFiles = new(folder, origin);
        OnnxReader reader = new(model, bytes.Length, origin, output, sideFiles);
        DenseStack stack = reader.Read();
        RequireSize(stack, origin);
        ImportedNetwork imported = new(origin, model.Graph.Name, stack, reader, sideFiles.Paths, head?.Shape);
        foreach (float value in imported.Parameters.Values)
        {
            if (!float.IsFinite(value))
            {
                throw new ArchiveFormatException(origin, "model", "parameters within float32 after folding the scalings", "a larger one");
            }
        }

        return imported;
    }

    private static ModelProto Parse(ReadOnlySpan<byte> bytes, string origin)
    {
        if (MessageCount.Of(bytes, ModelProto.Descriptor, MaxMessages) is null)
        {
            throw new ArchiveFormatException(origin, "file", $"an ONNX model of at most {MaxMessages} messages", "bytes of another format");
        }

        try
        {
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ArchiveFormatException(origin, "file", "an ONNX model", "bytes of another format", error);
        }
    }

    /// <summary>Checks the memory of the parameters. Rows are padded, so a small file could need much more than its own size.</summary>
    private static void RequireSize(DenseStack stack, string origin)
    {
        long length = stack.Steps.Sum(step => (step.Inputs + 1L) * Matrix.PaddedStride(step.Units));
        if (length > MaxParameters)
        {
            throw new ArchiveFormatException(origin, "model", $"at most {MaxParameters} parameters, padding included", $"{length}");
        }
    }
}

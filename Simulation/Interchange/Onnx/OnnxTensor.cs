using System.Buffers.Binary;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A constant of a graph: its shape and its values, row-major.</summary>
/// <param name="Shape">At most eight dimensions.</param>
/// <param name="Values">The values. Among whole numbers, NaN means an unknown number of rows.</param>
/// <param name="IsWhole">Whether the values are integers or booleans.</param>
internal sealed record OnnxTensor(int[] Shape, double[] Values, bool IsWhole = false)
{
    internal const int MaxDimensions = 8;
    private const long MaxSideFileValues = 1L << 28;

    internal OnnxTensor Transposed()
    {
        int rows = Shape[0], columns = Shape[1];
        double[] values = new double[Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i % columns * rows + i / columns] = Values[i];
        }

        return new OnnxTensor([columns, rows], values, IsWhole);
    }

    /// <summary>Reads a tensor after checking that its number of values matches its shape.</summary>
    /// <exception cref="ArchiveFormatException">The values are missing, of an unknown type, too few or too many, or not finite.</exception>
    internal static OnnxTensor Read(TensorProto tensor, string origin, SideFiles sideFiles)
    {
        string part = $"tensor {OnnxText.Quote(tensor.Name)}";
        int[] shape = ReadShape(tensor, origin, part, out int count);
        int size = SizeOf(tensor.DataType);
        bool isBeside = tensor.DataLocation != TensorProto.Types.DataLocation.Default || tensor.ExternalData.Count > 0;
        double[]? values = size == 0 || (isBeside && count > MaxSideFileValues)
            ? null
            : isBeside
                ? ReadRaw(sideFiles.Read(tensor, part, (long)count * size), tensor.DataType, count)
                : tensor.RawData.IsEmpty ? ReadList(tensor, count) : ReadRaw(tensor.RawData.Span, tensor.DataType, count);
        if (values is null)
        {
            string found = $"{tensor.RawData.Length} bytes and {ListLength(tensor)} listed values of type {tensor.DataType}";
            throw new ArchiveFormatException(origin, part, $"{count} values of type float, double, float16, bfloat16, int32, int64 or bool", found);
        }

        if (!Array.TrueForAll(values, double.IsFinite))
        {
            throw new ArchiveFormatException(origin, part, "finite values", "infinity or NaN");
        }

        bool isWhole = (TensorProto.Types.DataType)tensor.DataType
            is TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Bool;
        return new OnnxTensor(shape, values, isWhole);
    }

    /// <summary>Returns the size of one value in bytes; 0 for unsupported types.</summary>
    private static int SizeOf(int type) => (TensorProto.Types.DataType)type switch
    {
        TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Int32 => 4,
        TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Int64 => 8,
        TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => 2,
        TensorProto.Types.DataType.Bool => 1,
        _ => 0,
    };

    private static int[] ReadShape(TensorProto tensor, string origin, string part, out int count)
    {
        long product = 1;
        int[] shape = new int[Math.Min(tensor.Dims.Count, MaxDimensions)];
        for (int i = 0; i < shape.Length && product <= Array.MaxLength; i++)
        {
            long length = tensor.Dims[i];
            product = length is > 0 and <= int.MaxValue ? product * length : long.MaxValue;
            shape[i] = (int)Math.Clamp(length, 0, int.MaxValue);
        }

        if (product > Array.MaxLength || tensor.Dims.Count > MaxDimensions)
        {
            string found = $"[{string.Join(", ", tensor.Dims.Take(MaxDimensions))}{(tensor.Dims.Count > MaxDimensions ? ", …" : "")}]";
            throw new ArchiveFormatException(origin, part, $"at most {MaxDimensions} dimensions above 0 with fewer than 2^31 values", found);
        }

        count = (int)product;
        return shape;
    }

    private static int ListLength(TensorProto tensor) => tensor.FloatData.Count + tensor.DoubleData.Count + tensor.Int32Data.Count + tensor.Int64Data.Count;

    /// <summary>Returns the values; null if their number differs from the shape's or their type is unsupported.</summary>
    private static double[]? ReadList(TensorProto tensor, int count)
    {
        IEnumerable<double>? values = (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => tensor.FloatData.Select(value => (double)value),
            TensorProto.Types.DataType.Double => tensor.DoubleData,
            TensorProto.Types.DataType.Int64 => tensor.Int64Data.Select(value => (double)value),
            TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Bool => tensor.Int32Data.Select(value => (double)value),
            TensorProto.Types.DataType.Float16 => tensor.Int32Data.Select(value => (double)BitConverter.UInt16BitsToHalf((ushort)value)),
            TensorProto.Types.DataType.Bfloat16 => tensor.Int32Data.Select(value => (double)FromBfloat16((ushort)value)),
            _ => null,
        };
        return ListLength(tensor) == count && values?.ToArray() is { } list && list.Length == count ? list : null;
    }

    /// <inheritdoc cref="ReadList"/>
    private static double[]? ReadRaw(ReadOnlySpan<byte> bytes, int type, int count)
    {
        int size = SizeOf(type);
        if (bytes.Length != (long)count * size)
        {
            return null;
        }

        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> value = bytes.Slice(i * size, size);
            values[i] = (TensorProto.Types.DataType)type switch
            {
                TensorProto.Types.DataType.Float => BinaryPrimitives.ReadSingleLittleEndian(value),
                TensorProto.Types.DataType.Double => BinaryPrimitives.ReadDoubleLittleEndian(value),
                TensorProto.Types.DataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
                TensorProto.Types.DataType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
                TensorProto.Types.DataType.Bfloat16 => FromBfloat16(BinaryPrimitives.ReadUInt16LittleEndian(value)),
                TensorProto.Types.DataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value),
                _ => value[0],
            };
        }

        return values;
    }

    /// <summary>Converts a bfloat16, which is the upper half of a float32.</summary>
    private static float FromBfloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}

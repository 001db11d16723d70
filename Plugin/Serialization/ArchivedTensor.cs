namespace NeuroAgents.Serialization;

/// <summary>Name, element type and shape of one tensor of a <see cref="TensorArchive"/>. Immutable, so any thread may read it.</summary>
public sealed class ArchivedTensor
{
    private readonly int[] _shape;

    internal ArchivedTensor(string name, TensorType type, int[] shape, int offset, int length)
    {
        Name = name;
        Type = type;
        _shape = shape;
        Offset = offset;
        Length = length;
    }

    /// <summary>The tensor's name, unique within its archive and never empty. Slashes separate levels, as in <c>policy/dense_0/weights</c>.</summary>
    public string Name { get; }

    /// <summary>The type of every element.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes of the dimensions, outermost first (row-major); empty for a scalar.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Number of elements, the product of <see cref="Shape"/>: 1 for a scalar, 0 if any dimension is 0.</summary>
    public int ElementCount => Length / TensorTypes.Size(Type);

    internal int Offset { get; }

    internal int Length { get; }

    internal ReadOnlySpan<byte> Bytes => Data.AsSpan(Offset, Length);

    /// <summary>The array that holds the values. All tensors that are read from one file share it; it is set after the header has been checked and the data read.</summary>
    internal byte[] Data { get; set; } = [];
}

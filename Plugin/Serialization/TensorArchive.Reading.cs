using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    /// <summary>
    /// <c>result[i₀·n₁·n₂… + i₁·n₂… + …]</c>: a tensor that must be there, with the element type and shape that the reader needs. Allocates the result.
    /// </summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <param name="shape">The shape it must have; empty for a scalar.</param>
    /// <exception cref="ArchiveFormatException">There is no such tensor, or its element type or shape is another.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public T[] Get<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged => ToArray<T>(Require<T>(name, shape));

    /// <summary>A tensor that may be missing, but not of another type or shape. Allocates the result.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <param name="shape">The shape it must have; empty for a scalar.</param>
    /// <param name="values">Null if there is no such tensor.</param>
    /// <returns>Whether the archive holds the tensor.</returns>
    /// <exception cref="ArchiveFormatException">Its element type or shape is another.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public bool TryGet<T>(string name, ReadOnlySpan<int> shape, [NotNullWhen(true)] out T[]? values) where T : unmanaged
    {
        values = _tensors.ContainsKey(name) ? Get<T>(name, shape) : null;
        return values is not null;
    }

    /// <summary>The single value of a tensor of shape <c>[]</c> that must be there.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <exception cref="ArchiveFormatException">There is no such tensor, or its element type or shape is another.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public T GetScalar<T>(string name) where T : unmanaged => MemoryMarshal.Read<T>(Require<T>(name, []).Bytes);

    /// <summary>As <see cref="Get{T}"/>, into memory that the caller owns.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <param name="shape">The shape it must have; empty for a scalar.</param>
    /// <param name="destination">Exactly as many elements as the product of <paramref name="shape"/>. Untouched if an exception is thrown.</param>
    /// <exception cref="ArchiveFormatException">There is no such tensor, or its element type or shape is another.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void CopyTo<T>(string name, ReadOnlySpan<int> shape, Span<T> destination) where T : unmanaged
    {
        var tensor = Require<T>(name, shape);
        if (destination.Length != tensor.ElementCount)
        {
            throw new ArgumentException(
                $"Tensor {Excerpt.Of(name)}: expected {tensor.ElementCount} elements for shape {Excerpt.OfShape(shape)}, given {destination.Length}.",
                nameof(destination));
        }

        tensor.Bytes.CopyTo(MemoryMarshal.AsBytes(destination));
    }

    /// <summary>
    /// <c>destination[r·stride + c]</c>: a dense tensor of shape <c>[rows, columns]</c> that must be there, into a padded matrix, whose padding stays as it is.
    /// </summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <param name="rows">The rows it must have.</param>
    /// <param name="columns">The columns it must have.</param>
    /// <param name="stride">Elements from the start of a row to the start of the next, at least <paramref name="columns"/>.</param>
    /// <param name="destination">At least <c>(rows − 1)·stride + columns</c> elements. Untouched if an exception is thrown.</param>
    /// <exception cref="ArchiveFormatException">There is no such tensor, or its element type or shape is another.</exception>
    /// <exception cref="ArgumentException"><paramref name="stride"/> or <paramref name="destination"/> is too small.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void CopyMatrixTo<T>(string name, int rows, int columns, int stride, Span<T> destination) where T : unmanaged
    {
        var tensor = Require<T>(name, [rows, columns]);
        CheckMatrix(name, rows, columns, stride, destination.Length, nameof(destination));
        var dense = tensor.Bytes;
        int rowBytes = columns * TensorTypes.Size(tensor.Type);
        for (int row = 0; row < rows && columns > 0; row++)
        {
            dense.Slice(row * rowBytes, rowBytes).CopyTo(MemoryMarshal.AsBytes(destination.Slice(row * stride, columns)));
        }
    }

    /// <summary>Refuses an archive without a tensor of this name, type and shape.</summary>
    internal void RequireTensor<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged => Require<T>(name, shape);

    /// <summary>The length of a tensor of one dimension that must be there.</summary>
    internal int RequireVector<T>(string name) where T : unmanaged
        => TryFind(name, out ArchivedTensor? tensor) && tensor.Shape.Length == 1
            ? Require<T>(name, tensor.Shape).ElementCount
            : throw new ArchiveFormatException(
                Origin, $"tensor {Excerpt.Of(name)}", $"{TensorTypes.Code(TensorTypes.Of<T>())} of one dimension", tensor is null ? "no such tensor" : Excerpt.OfShape(tensor.Shape));

    /// <summary>The tensors and metadata whose names start with a prefix, on this archive's memory but for tensors that <paramref name="replace"/> adds to the new one.</summary>
    internal TensorArchive Select(string prefix, Func<ArchivedTensor, TensorArchive, bool> replace)
    {
        TensorArchive selected = new() { Origin = Origin, IsTrusted = IsTrusted };
        foreach (ArchivedTensor tensor in _tensors.Values.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (!replace(tensor, selected))
            {
                selected._tensors.Add(tensor.Name, tensor);
            }
        }

        foreach (var entry in Metadata.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            selected.Metadata.Add(entry);
        }

        return selected;
    }

    private ArchivedTensor Require<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged
    {
        var type = TensorTypes.Of<T>();
        if (!_tensors.TryGetValue(name, out var tensor))
        {
            throw new ArchiveFormatException(Origin, $"tensor {Excerpt.Of(name)}", $"{TensorTypes.Code(type)} {Excerpt.OfShape(shape)}", "no such tensor");
        }

        return tensor.Type == type && tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw new ArchiveFormatException(
                Origin,
                $"tensor {Excerpt.Of(name)}",
                $"{TensorTypes.Code(type)} {Excerpt.OfShape(shape)}",
                $"{TensorTypes.Code(tensor.Type)} {Excerpt.OfShape(tensor.Shape)}");
    }

    private static T[] ToArray<T>(ArchivedTensor tensor) where T : unmanaged
    {
        // Copying bytes rather than casting them: a stranger's file need not align its tensors.
        var values = new T[tensor.ElementCount];
        tensor.Bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

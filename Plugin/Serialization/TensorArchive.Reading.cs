using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    /// <summary>
    /// Returns the values of a required tensor, <c>result[i₀·n₁·n₂… + i₁·n₂… + …]</c>, which must have the given element type and shape. Allocates the result.
    /// </summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <param name="shape">The required shape; empty for a scalar.</param>
    /// <exception cref="ArchiveFormatException">The tensor is missing or has another element type or shape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public T[] Get<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged => ToArray<T>(Require<T>(name, shape));

    /// <summary>Reads an optional tensor, which must have the given element type and shape if it exists. Allocates the result.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <param name="shape">The required shape; empty for a scalar.</param>
    /// <param name="values">Null if there is no such tensor.</param>
    /// <returns>Whether the archive holds the tensor.</returns>
    /// <exception cref="ArchiveFormatException">The tensor has another element type or shape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public bool TryGet<T>(string name, ReadOnlySpan<int> shape, [NotNullWhen(true)] out T[]? values) where T : unmanaged
    {
        values = _tensors.ContainsKey(name) ? Get<T>(name, shape) : null;
        return values is not null;
    }

    /// <summary>Returns the value of a required scalar, a tensor of shape <c>[]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <exception cref="ArchiveFormatException">The tensor is missing or has another element type or shape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public T GetScalar<T>(string name) where T : unmanaged => MemoryMarshal.Read<T>(Require<T>(name, []).Bytes);

    /// <summary>Copies the values of a required tensor into memory of the caller. Otherwise like <see cref="Get{T}"/>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <param name="shape">The required shape; empty for a scalar.</param>
    /// <param name="destination">As many elements as the product of <paramref name="shape"/>. Unchanged if an exception is thrown.</param>
    /// <exception cref="ArchiveFormatException">The tensor is missing or has another element type or shape.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void CopyTo<T>(string name, ReadOnlySpan<int> shape, Span<T> destination) where T : unmanaged
    {
        var tensor = Require<T>(name, shape);
        if (destination.Length != tensor.ElementCount)
        {
            throw new ArgumentException(
                $"destination: expected {tensor.ElementCount} elements for tensor {Excerpt.Of(name)} of shape {Excerpt.OfShape(shape)}, received {destination.Length}.",
                nameof(destination));
        }

        tensor.Bytes.CopyTo(MemoryMarshal.AsBytes(destination));
    }

    /// <summary>
    /// Copies a required dense tensor of shape <c>[rows, columns]</c> into a padded matrix, <c>destination[r·stride + c]</c>. The padding is unchanged.
    /// </summary>
    /// <typeparam name="T">ulong, long, float, int or byte, as it was added.</typeparam>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <param name="rows">The required number of rows.</param>
    /// <param name="columns">The required number of columns.</param>
    /// <param name="stride">Elements from the start of a row to the start of the next, at least <paramref name="columns"/>.</param>
    /// <param name="destination">At least <c>(rows − 1)·stride + columns</c> elements. Unchanged if an exception is thrown.</param>
    /// <exception cref="ArchiveFormatException">The tensor is missing or has another element type or shape.</exception>
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

    /// <summary>Returns the length of a required tensor of one dimension.</summary>
    internal int RequireVector<T>(string name) where T : unmanaged
        => TryFind(name, out ArchivedTensor? tensor) && tensor.Shape.Length == 1
            ? Require<T>(name, tensor.Shape).ElementCount
            : throw new ArchiveFormatException(
                Origin, $"tensor {Excerpt.Of(name)}", $"{TensorTypes.Code(TensorTypes.Of<T>())} of one dimension", tensor is null ? "no such tensor" : Excerpt.OfShape(tensor.Shape));

    /// <summary>Returns an archive of the tensors and metadata whose names start with a prefix. It shares this archive's memory, except for tensors that <paramref name="replace"/> adds to the new archive.</summary>
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
        // Copy the bytes instead of casting them, because tensors in untrusted files need not be aligned.
        var values = new T[tensor.ElementCount];
        tensor.Bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

/// <summary>
/// Named tensors and string metadata in one file: <c>u64 header length · JSON header {"__metadata__": {key: value},
/// name: {"dtype", "shape", "data_offsets"}} · data</c>, all little-endian, row-major.
/// </summary>
/// <remarks>
/// <para>It knows no model: every part adds and reads its own tensors under its own prefix, as in <c>policy/dense_0/weights</c>.
/// Values are copied in and out, so an archive never changes with what it was made from.</para>
/// <para>Shapes: up to 8 dimensions of 0 to 2,147,483,647; an empty shape is a scalar; all data together at most 2,147,483,591 bytes;
/// at most 4,096 metadata entries.</para>
/// <para>Large tensors lie in memory of the shared pool. <see cref="Dispose"/> gives it back, so that a game which saves again and again makes no garbage worth a full
/// collection; without it the garbage collector takes the memory.</para>
/// <para>Not thread safe while it is added to; any number of threads may read one that no longer changes. Little-endian machines only.</para>
/// <para>Source: the safetensors format, https://huggingface.co/docs/safetensors. Such files open in Python, Rust and JavaScript too.
/// Only the element types of <see cref="TensorType"/> are read and written.</para>
/// </remarks>
public sealed partial class TensorArchive : IDisposable
{
    private readonly ArchiveMemory _memory = new();
    private readonly Dictionary<string, ArchivedTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>An empty archive, to be added to.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public TensorArchive()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Expected a little-endian machine, given a big-endian one.");
        }
    }

    /// <summary>What a file says of itself beside its tensors, such as <c>format_version</c>: any Unicode text; at most 4,096 entries.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The file it was read from, or another name for it. Parts name it in their own <see cref="ArchiveFormatException"/>.</summary>
    public string Origin { get; private init; } = "archive in memory";

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>The tensors' names in ordinal order. Allocates a sorted copy.</summary>
    public IReadOnlyList<string> Names => [.. _tensors.Keys.OrderBy(name => name, StringComparer.Ordinal)];

    /// <summary>Empties the archive and gives its memory back: what is read from it afterwards is missing. May be left out.</summary>
    public void Dispose()
    {
        _tensors.Clear();
        _memory.Return();
    }

    /// <summary>Type and shape of a tensor, without its values.</summary>
    /// <param name="name">The tensor's full name; upper and lower case differ.</param>
    /// <param name="tensor">Null if there is no such tensor.</param>
    /// <returns>Whether the archive holds the tensor.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out ArchivedTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>The value of a metadata entry that must be there.</summary>
    /// <param name="key">The entry's key; upper and lower case differ.</param>
    /// <exception cref="ArchiveFormatException">There is no such entry.</exception>
    public string GetMetadata(string key) => Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new ArchiveFormatException(Origin, $"metadata {Excerpt.Of(key)}", "a value", "no such entry");

    /// <summary>Copies a dense tensor in: <c>values[i₀·n₁·n₂… + i₁·n₂… + …]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Not empty, not <c>__metadata__</c>, not in the archive yet.</param>
    /// <param name="shape">Sizes of the dimensions, outermost first; empty for a scalar.</param>
    /// <param name="values">As many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentException">The name or the shape is not as above, or does not fit <paramref name="values"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void Add<T>(string name, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        int size = SizeOf<T>(name, shape);
        var bytes = MemoryMarshal.AsBytes(values);
        if (bytes.Length != size)
        {
            int expected = size / TensorTypes.Size(TensorTypes.Of<T>());
            throw new ArgumentException(
                $"Tensor {Excerpt.Of(name)}: expected {expected} values for shape {Excerpt.OfShape(shape)}, given {values.Length}.", nameof(values));
        }

        bytes.CopyTo(Insert<T>(name, shape, size));
    }

    /// <summary>Copies the matrix <c>values[r·stride + c]</c> in without its padding, as a dense tensor of shape <c>[rows, columns]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Not empty, not <c>__metadata__</c>, not in the archive yet.</param>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="columns">Values of each row that are kept, 0 or more.</param>
    /// <param name="stride">Elements from the start of a row to the start of the next, at least <paramref name="columns"/>.</param>
    /// <param name="values">At least <c>(rows − 1)·stride + columns</c>; what lies behind the last row is ignored.</param>
    /// <exception cref="ArgumentException">Name or sizes are not as above.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void AddMatrix<T>(string name, int rows, int columns, int stride, ReadOnlySpan<T> values) where T : unmanaged
    {
        int size = SizeOf<T>(name, [rows, columns]);
        CheckMatrix(name, rows, columns, stride, values.Length, nameof(values));
        var dense = MemoryMarshal.Cast<byte, T>(Insert<T>(name, [rows, columns], size));
        for (int row = 0; row < rows; row++)
        {
            values.Slice(columns == 0 ? 0 : row * stride, columns).CopyTo(dense[(row * columns)..]);
        }
    }

    /// <summary>Copies a single value in, as a tensor of shape <c>[]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Not empty, not <c>__metadata__</c>, not in the archive yet.</param>
    /// <param name="value">Any value, NaN included.</param>
    /// <exception cref="ArgumentException">The name is not as above.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void AddScalar<T>(string name, T value) where T : unmanaged => Add<T>(name, [], [value]);

    /// <summary>Adds a dense tensor whose values the caller writes: all of them, as they may be anything before.</summary>
    internal Span<T> Reserve<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(Insert<T>(name, shape, SizeOf<T>(name, shape)));

    private int SizeOf<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged
    {
        CheckName(name);
        if (shape.Length > ArchiveLimits.Dimensions)
        {
            throw new ArgumentException(
                $"Tensor {Excerpt.Of(name)}: expected at most {ArchiveLimits.Dimensions} dimensions, given {shape.Length}.", nameof(shape));
        }

        foreach (int dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"Tensor {Excerpt.Of(name)}: expected no dimension below 0, given {Excerpt.OfShape(shape)}.", nameof(shape));
            }
        }

        int? size = ArchiveLayout.TryGetSize(shape, TensorTypes.Size(TensorTypes.Of<T>()));
        return size ?? throw new ArgumentException(
            $"Tensor {Excerpt.Of(name)}: expected at most {ArchiveLimits.DataBytes} bytes, given shape {Excerpt.OfShape(shape)}.", nameof(shape));
    }

    private Span<byte> Insert<T>(string name, ReadOnlySpan<int> shape, int size) where T : unmanaged
    {
        byte[] data = _memory.Take(size);
        _tensors.Add(name, new ArchivedTensor(name, TensorTypes.Of<T>(), shape.ToArray(), 0, size) { Data = data });
        return data.AsSpan(0, size);
    }

    private void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name) || name == ArchiveLimits.MetadataKey || !Excerpt.HasUtf8Form(name))
        {
            throw new ArgumentException(
                $"Expected a tensor name that is not empty, not \"{ArchiveLimits.MetadataKey}\" and without lone surrogates, "
                + $"given {(name is null ? "null" : Excerpt.Of(name))}.",
                nameof(name));
        }

        if (_tensors.ContainsKey(name))
        {
            throw new ArgumentException($"Expected each tensor name once, given {Excerpt.Of(name)} twice.", nameof(name));
        }
    }

    private static void CheckMatrix(string name, int rows, int columns, int stride, int length, string argument)
    {
        long needed = rows == 0 || columns == 0 ? 0 : (rows - 1L) * stride + columns;
        if (stride < columns || length < needed)
        {
            throw new ArgumentException(
                $"Matrix {Excerpt.Of(name)} [{rows}, {columns}]: expected a stride of at least {columns} and (rows − 1)·stride + columns elements, "
                + $"given stride {stride} and {length} elements.",
                argument);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

/// <summary>
/// An archive of named tensors and string metadata in one file: <c>u64 header length · JSON header {"__metadata__": {key: value},
/// name: {"dtype", "shape", "data_offsets"}} · data</c>, all little-endian, row-major.
/// </summary>
/// <remarks>
/// <para>It doesn't depend on any model: every part of a model adds and reads its tensors under its own prefix, as in <c>policy/dense_0/weights</c>.
/// Values are copied in and out, so later changes to their source don't change the archive.</para>
/// <para>Shapes: up to 8 dimensions of 0 to 2,147,483,647; an empty shape is a scalar; all data together at most 2,147,483,591 bytes;
/// at most 4,096 metadata entries.</para>
/// <para>Large tensors use memory of the shared array pool. <see cref="Dispose"/> returns it, so a game that saves often allocates nothing on the large object heap.
/// Without <see cref="Dispose"/> the garbage collector frees the memory.</para>
/// <para>Not thread safe while tensors or metadata are added; any number of threads may read an archive that no longer changes. Little-endian machines only.</para>
/// <para>Source: the safetensors format, https://huggingface.co/docs/safetensors. Such files open in Python, Rust and JavaScript too.
/// Only the element types of <see cref="TensorType"/> are read and written.</para>
/// <example><code>
/// using (TensorArchive archive = new())
/// {
///     archive.AddScalar("game/level", 3);
///     archive.Save("game.tensors");
/// }
///
/// using TensorArchive loaded = TensorArchive.Load("game.tensors");
/// int level = loaded.GetScalar&lt;int&gt;("game/level");    // 3
/// </code></example>
/// </remarks>
public sealed partial class TensorArchive : IDisposable
{
    private readonly ArchiveMemory _memory = new();
    private readonly Dictionary<string, ArchivedTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Creates an empty archive.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public TensorArchive()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("machine: expected little-endian byte order, received big-endian.");
        }
    }

    /// <summary>Entries that describe the file, such as <c>format_version</c>: any Unicode text, at most 4,096 entries.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The file that the archive was read from, or another name for it. Code that reads the archive names it in an <see cref="ArchiveFormatException"/>.</summary>
    public string Origin { get; private init; } = "archive in memory";

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>The tensors' names in ordinal order. Allocates a sorted copy.</summary>
    public IReadOnlyList<string> Names => [.. _tensors.Keys.OrderBy(name => name, StringComparer.Ordinal)];

    /// <summary>Removes all tensors and returns their memory to the pool. Later reads find no tensors. The call is optional.</summary>
    public void Dispose()
    {
        _tensors.Clear();
        _memory.Return();
    }

    /// <summary>Finds the element type and shape of a tensor, without its values.</summary>
    /// <param name="name">The tensor's full name, case-sensitive.</param>
    /// <param name="tensor">The tensor; null if there is none.</param>
    /// <returns>Whether the archive holds the tensor.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out ArchivedTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>Returns the value of a required metadata entry.</summary>
    /// <param name="key">The entry's key, case-sensitive.</param>
    /// <exception cref="ArchiveFormatException">There is no such entry.</exception>
    public string GetMetadata(string key) => Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new ArchiveFormatException(Origin, $"metadata {Excerpt.Of(key)}", "a value", "no such entry");

    /// <summary>Adds a copy of a dense tensor, <c>values[i₀·n₁·n₂… + i₁·n₂… + …]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Name of the tensor: not empty, not <c>__metadata__</c> and not in the archive yet.</param>
    /// <param name="shape">Sizes of the dimensions, outermost first; empty for a scalar.</param>
    /// <param name="values">The values, as many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentException">The name or shape is not allowed, or the number of <paramref name="values"/> is not that of the shape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void Add<T>(string name, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        int size = SizeOf<T>(name, shape);
        var bytes = MemoryMarshal.AsBytes(values);
        if (bytes.Length != size)
        {
            int expected = size / TensorTypes.Size(TensorTypes.Of<T>());
            throw new ArgumentException(
                $"tensor {Excerpt.Of(name)}: expected {expected} values for shape {Excerpt.OfShape(shape)}, received {values.Length}.", nameof(values));
        }

        bytes.CopyTo(Insert<T>(name, shape, size));
    }

    /// <summary>Adds a copy of the matrix <c>values[r·stride + c]</c> without its padding, as a dense tensor of shape <c>[rows, columns]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Name of the tensor: not empty, not <c>__metadata__</c> and not in the archive yet.</param>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="columns">Number of values to keep of each row, 0 or more.</param>
    /// <param name="stride">Elements from the start of a row to the start of the next, at least <paramref name="columns"/>.</param>
    /// <param name="values">At least <c>(rows − 1)·stride + columns</c> values. Values after the last row are ignored.</param>
    /// <exception cref="ArgumentException">The name or a size is not allowed.</exception>
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

    /// <summary>Adds a single value, as a tensor of shape <c>[]</c>.</summary>
    /// <typeparam name="T">ulong, long, float, int or byte.</typeparam>
    /// <param name="name">Name of the tensor: not empty, not <c>__metadata__</c> and not in the archive yet.</param>
    /// <param name="value">Any value, NaN included.</param>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void AddScalar<T>(string name, T value) where T : unmanaged => Add<T>(name, [], [value]);

    /// <summary>Adds a dense tensor and returns its memory. The caller must write all values, because they are arbitrary at first.</summary>
    internal Span<T> Reserve<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(Insert<T>(name, shape, SizeOf<T>(name, shape)));

    private int SizeOf<T>(string name, ReadOnlySpan<int> shape) where T : unmanaged
    {
        CheckName(name);
        if (shape.Length > ArchiveLimits.Dimensions)
        {
            throw new ArgumentException(
                $"tensor {Excerpt.Of(name)}: expected at most {ArchiveLimits.Dimensions} dimensions, received {shape.Length}.", nameof(shape));
        }

        foreach (int dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"tensor {Excerpt.Of(name)}: expected no dimension below 0, received {Excerpt.OfShape(shape)}.", nameof(shape));
            }
        }

        int? size = ArchiveLayout.TryGetSize(shape, TensorTypes.Size(TensorTypes.Of<T>()));
        return size ?? throw new ArgumentException(
            $"tensor {Excerpt.Of(name)}: expected at most {ArchiveLimits.DataBytes} bytes, received shape {Excerpt.OfShape(shape)}.", nameof(shape));
    }

    private Span<byte> Insert<T>(string name, ReadOnlySpan<int> shape, int size) where T : unmanaged
    {
        byte[] data = _memory.Rent(size);
        _tensors.Add(name, new ArchivedTensor(name, TensorTypes.Of<T>(), shape.ToArray(), 0, size) { Data = data });
        return data.AsSpan(0, size);
    }

    private void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name) || name == ArchiveLimits.MetadataKey || !Excerpt.HasUtf8Form(name))
        {
            throw new ArgumentException(
                $"name: expected a tensor name that is not empty, not \"{ArchiveLimits.MetadataKey}\" and without lone surrogates, "
                + $"received {(name is null ? "null" : Excerpt.Of(name))}.",
                nameof(name));
        }

        if (_tensors.ContainsKey(name))
        {
            throw new ArgumentException($"name: expected each tensor name once, received {Excerpt.Of(name)} twice.", nameof(name));
        }
    }

    private static void CheckMatrix(string name, int rows, int columns, int stride, int length, string argument)
    {
        long needed = rows == 0 || columns == 0 ? 0 : (rows - 1L) * stride + columns;
        if (stride < columns || length < needed)
        {
            throw new ArgumentException(
                $"matrix {Excerpt.Of(name)} [{rows}, {columns}]: expected a stride of at least {columns} and (rows − 1)·stride + columns elements, "
                + $"received a stride of {stride} and {length} elements.",
                argument);
        }
    }
}

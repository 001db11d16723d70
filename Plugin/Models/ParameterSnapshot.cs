using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Models;

/// <summary>A copy of a parameter buffer at one moment, which predictors read while training continues to write the original.</summary>
/// <remarks>
/// With two snapshots that alternate, publishing is a copy and a swap. <see cref="CopyFrom(ParameterBuffer)"/> does not allocate; no thread may read the snapshot
/// during the copy.
/// </remarks>
public sealed class ParameterSnapshot
{
    private readonly AlignedBuffer _values;

    /// <summary>Allocates a snapshot and copies the current values.</summary>
    public ParameterSnapshot(ParameterBuffer source)
    {
        Require.NotNull(source);
        Layout = source.Layout;
        _values = new AlignedBuffer(source.Layout.Length);
        CopyFrom(source);
    }

    private ParameterSnapshot(ParameterLayout layout, AlignedBuffer values) => (Layout, _values) = (layout, values);

    /// <summary>Layout of the tensors.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All values, padding included. Does not allocate.</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>Returns a network's slice. Does not allocate.</summary>
    public ReadOnlySpan<float> Network(string name) => Layout.Slice(Values, name);

    /// <summary>Returns a view of the buffer itself, in which later changes are visible. For readers that run between changes.</summary>
    internal static ParameterSnapshot ViewOf(ParameterBuffer buffer) => new(buffer.Layout, buffer.Memory);

    /// <summary>Copies the current values of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">The source has another layout.</exception>
    public void CopyFrom(ParameterBuffer source)
    {
        Require.NotNull(source);
        CopyFrom(source, 0, source.Values.Length);
    }

    /// <summary>Copies a range of the values. The snapshot is complete once all ranges were copied without a change of the source between them.</summary>
    /// <exception cref="ArgumentException">The source has another layout.</exception>
    internal void CopyFrom(ParameterBuffer source, int start, int end)
    {
        if (!ReferenceEquals(source.Layout, Layout))
        {
            throw new ArgumentException("source: expected a buffer of this snapshot's layout, received another layout.", nameof(source));
        }

        Debug.Assert(start >= 0 && start <= end && end <= _values.Length, "A range of the parameters must lie within them.");
        source.Values[start..end].CopyTo(_values.Span[start..end]);
    }

    /// <summary>Adds all values to an archive as one vector, padding included.</summary>
    internal void Save(TensorArchive archive, string name) => archive.Add<float>(name, [_values.Length], _values.Span);

    /// <exception cref="ArchiveFormatException">The vector is missing, of another length, or not finite.</exception>
    internal void Load(TensorArchive archive, string name) => Layout.Load(archive, name, _values.Span);
}

using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Models;

/// <summary>All trainable values of a brain or a trainer, as named segments of one aligned block. A second buffer of the same layout holds their gradients.</summary>
/// <remarks>
/// The padding after each row is zero, and every kernel and optimizer keeps it zero. Only the owner writes; others read a <see cref="ParameterSnapshot"/>.
/// Only construction allocates.
/// </remarks>
public sealed class ParameterBuffer
{
    private readonly AlignedBuffer _values;

    /// <summary>Allocates a buffer of zeros.</summary>
    public ParameterBuffer(ParameterLayout layout)
    {
        Require.NotNull(layout);
        Layout = layout;
        _values = new AlignedBuffer(layout.Length);
    }

    /// <summary>Layout of the tensors.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All values, padding included. Does not allocate.</summary>
    public Span<float> Values => _values.Span;

    internal AlignedBuffer Memory => _values;

    /// <summary>Returns a network's slice. Does not allocate.</summary>
    public Span<float> Network(string name) => Layout.Slice(_values.Span, name);

    /// <summary>Returns a view of one tensor, [rows, columns]. Does not allocate.</summary>
    public MatrixView Tensor(ParameterSegment segment)
    {
        Require.NotNull(segment);
        Debug.Assert(segment.Offset % Matrix.StrideMultiple == 0 && segment.Stride % Matrix.StrideMultiple == 0, "Rows of a tensor must start at multiples of 16.");
        return new MatrixView(_values.Span.Slice(segment.Offset, segment.Rows * segment.Stride), segment.Rows, segment.Columns, segment.Stride);
    }

    /// <summary>Sets every tensor to the values of its initializer.</summary>
    /// <param name="random">Random source of the brain. Tensor i draws from stream i of it.</param>
    public void Initialize(RandomSource random)
    {
        for (int i = 0; i < Layout.Segments.Count; i++)
        {
            ParameterSegment segment = Layout.Segments[i];
            segment.Initializer.Fill(Tensor(segment), random.Stream((ulong)i));
        }
    }
}

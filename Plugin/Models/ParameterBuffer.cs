using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Models;

/// <summary>All trainable values of a brain in one aligned block with named segments; a second one of the same layout holds their gradients.</summary>
/// <remarks>
/// The padding behind each row is zero, and every kernel and optimizer keeps it so. The owner writes; others read a <see cref="ParameterSnapshot"/>.
/// Only construction allocates.
/// </remarks>
public sealed class ParameterBuffer
{
    private readonly AlignedBuffer _values;

    /// <summary>Allocates zeros.</summary>
    public ParameterBuffer(ParameterLayout layout)
    {
        Require.NotNull(layout);
        Layout = layout;
        _values = new AlignedBuffer(layout.Length);
    }

    /// <summary>Which tensor lies where.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All values, padding included. Does not allocate.</summary>
    public Span<float> Values => _values.Span;

    internal AlignedBuffer Memory => _values;

    /// <summary>A network's slice. Does not allocate.</summary>
    public Span<float> Network(string name) => Layout.Slice(_values.Span, name);

    /// <summary>One tensor, [rows, columns]. Does not allocate.</summary>
    public MatrixView Tensor(ParameterSegment segment)
    {
        Require.NotNull(segment);
        Debug.Assert(segment.Offset % Matrix.StrideMultiple == 0 && segment.Stride % Matrix.StrideMultiple == 0, "Rows of a tensor must start at multiples of 16.");
        return new MatrixView(_values.Span.Slice(segment.Offset, segment.Rows * segment.Stride), segment.Rows, segment.Columns, segment.Stride);
    }

    /// <summary>Sets every tensor to the start that its initializer gives.</summary>
    /// <param name="random">The brain's random source; tensor i draws from its stream i.</param>
    public void Initialize(RandomSource random)
    {
        for (int i = 0; i < Layout.Segments.Count; i++)
        {
            ParameterSegment segment = Layout.Segments[i];
            segment.Initializer.Fill(Tensor(segment), random.Stream((ulong)i));
        }
    }
}

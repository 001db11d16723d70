using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Models;

/// <summary>Which network lies where in one buffer: the same layout serves parameters, gradients, optimizer state and snapshots.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class ParameterLayout
{
    private readonly Dictionary<string, (int Offset, int Length)> _networks = [];
    private readonly List<ParameterSegment> _segments = [];

    /// <summary>Lays out networks one after the other.</summary>
    /// <param name="networks">Names, such as <c>policy</c>, and programs.</param>
    /// <exception cref="ArgumentException">A name is empty or appears twice, or there are more than 2,147,483,647 parameters.</exception>
    public ParameterLayout(IReadOnlyList<KeyValuePair<string, Sequential>> networks)
    {
        Require.NotNull(networks);
        foreach ((string name, Sequential network) in networks)
        {
            if (name.Length == 0 || _networks.ContainsKey(name))
            {
                throw new ArgumentException($"networks: expected distinct names, received \"{name}\" again or empty.", nameof(networks));
            }

            _networks.Add(name, (Length, network.ParameterLength));
            _segments.AddRange(network.Segments.Select(s => new ParameterSegment($"{name}/{s.Name}", Length + s.Offset, s.Shape)));
            long length = (long)Length + network.ParameterLength;
            Length = length <= int.MaxValue
                ? (int)length
                : throw new ArgumentException($"networks: expected at most {int.MaxValue} parameters, received more with \"{name}\".", nameof(networks));
        }
    }

    /// <summary>Every tensor of every network, in memory order.</summary>
    public IReadOnlyList<ParameterSegment> Segments => _segments;

    /// <summary>Length of a buffer of this layout, padding included, values.</summary>
    public int Length { get; }

    /// <summary>A network's slice of a buffer of this layout. Does not allocate.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    public Span<float> Slice(Span<float> buffer, string network)
    {
        (int offset, int length) = Find(network);
        return buffer.Slice(offset, length);
    }

    /// <inheritdoc cref="Slice(Span{float}, string)"/>
    public ReadOnlySpan<float> Slice(ReadOnlySpan<float> buffer, string network)
    {
        (int offset, int length) = Find(network);
        return buffer.Slice(offset, length);
    }

    /// <summary>Refuses a buffer in which another tensor, or none, lies at one of the places of <paramref name="expected"/>. Does not allocate.</summary>
    internal void RequireSame(ParameterLayout expected, string argument)
    {
        bool isSame = _segments.Count == expected._segments.Count;
        for (int i = 0; isSame && i < _segments.Count; i++)
        {
            ParameterSegment own = _segments[i], other = expected._segments[i];
            isSame = own.Name == other.Name && own.Offset == other.Offset && own.Rows == other.Rows && own.Columns == other.Columns;
        }

        if (!isSame)
        {
            throw new ArgumentException($"{argument}: expected the same tensors in the same places, received another layout.", argument);
        }
    }

    /// <summary>Reads a vector of this layout from an archive. Values between the tensors are ignored, so padding keeps its values.</summary>
    /// <exception cref="ArchiveFormatException">The vector is missing, has another length, or a value is out of its range.</exception>
    internal void Load(TensorArchive archive, string name, Span<float> values, float least = float.MinValue)
    {
        archive.RequireFloats(name, [Length], least);
        float[] saved = archive.Get<float>(name, [Length]);
        foreach (ParameterSegment segment in _segments)
        {
            for (int row = 0; row < segment.Rows; row++)
            {
                int first = segment.Offset + row * segment.Stride;
                saved.AsSpan(first, segment.Columns).CopyTo(values[first..]);
            }
        }
    }

    private (int Offset, int Length) Find(string network) => _networks.TryGetValue(network, out (int, int) place)
        ? place
        : throw new ArgumentException($"network: expected one of {string.Join(", ", _networks.Keys)}, received \"{network}\".", nameof(network));
}

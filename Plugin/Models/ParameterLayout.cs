using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Models;

/// <summary>Positions of networks and their tensors in one buffer. Parameters, gradients, optimizer state and snapshots share the same layout.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class ParameterLayout
{
    private readonly Dictionary<string, Place> _networks = [];
    private readonly List<string> _names = [];
    private readonly List<ParameterSegment> _segments = [];

    /// <summary>Creates a layout with the networks one after the other.</summary>
    /// <param name="networks">Names, such as <c>policy</c>, with their programs.</param>
    /// <exception cref="ArgumentException">A name is empty or appears twice, or there are more than 2,147,483,647 parameters.</exception>
    public ParameterLayout(IReadOnlyList<KeyValuePair<string, Sequential>> networks)
    {
        Require.NotNull(networks);
        foreach ((string name, Sequential network) in networks)
        {
            if (name.Length == 0 || _networks.ContainsKey(name))
            {
                throw new ArgumentException($"networks: expected distinct names that are not empty, received \"{name}\"{(name.Length == 0 ? "" : " twice")}.", nameof(networks));
            }

            _names.Add(name);
            _networks.Add(name, new Place(_networks.Count, Length, network, _segments.Count));
            _segments.AddRange(network.Segments.Select(s => new ParameterSegment($"{name}/{s.Name}", Length + s.Offset, s.Shape)));
            long length = (long)Length + network.ParameterLength;
            Length = length <= int.MaxValue
                ? (int)length
                : throw new ArgumentException($"networks: expected at most {int.MaxValue} parameters, received more with \"{name}\".", nameof(networks));
        }
    }

    /// <summary>Tensors of all networks, in memory order.</summary>
    public IReadOnlyList<ParameterSegment> Segments => _segments;

    /// <summary>Length of a buffer of this layout, padding included, in values.</summary>
    public int Length { get; }

    /// <summary>Returns a network's slice of a buffer of this layout. Does not allocate.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    public Span<float> Slice(Span<float> buffer, string network)
    {
        Place place = Find(network);
        return buffer.Slice(place.Offset, place.Length);
    }

    /// <inheritdoc cref="Slice(Span{float}, string)"/>
    public ReadOnlySpan<float> Slice(ReadOnlySpan<float> buffer, string network)
    {
        Place place = Find(network);
        return buffer.Slice(place.Offset, place.Length);
    }

    /// <summary>Names of the networks, in memory order.</summary>
    public IReadOnlyList<string> Networks => _names;

    /// <summary>Returns whether a network has this name.</summary>
    public bool Contains(string network) => _networks.ContainsKey(network);

    /// <summary>Returns the program of a network.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    public Sequential Program(string network) => Find(network).Program;

    /// <summary>Returns the length of a network's slice, in values.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    internal int LengthOf(string network) => Find(network).Length;

    /// <summary>Returns the index of a network's first value.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    internal int OffsetOf(string network) => Find(network).Offset;

    /// <summary>Returns the number of networks before a network.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    internal int IndexOf(string network) => Find(network).Index;

    /// <summary>Returns the tensors of one network in memory order. Their offsets count from the start of the buffer.</summary>
    /// <exception cref="ArgumentException">No network has that name.</exception>
    internal IReadOnlyList<ParameterSegment> SegmentsOf(string network)
    {
        Place place = Find(network);
        return _segments.GetRange(place.FirstSegment, place.Program.Segments.Count);
    }

    /// <summary>Refuses this layout unless it has the same networks in the same places as an expected one.</summary>
    internal void RequireSame(ParameterLayout expected, string argument)
    {
        for (int i = 0; i < expected._names.Count; i++)
        {
            string name = expected._names[i];
            expected.SharedLength(this, name, argument);
            if (OffsetOf(name) != expected.OffsetOf(name) || Length != expected.Length)
            {
                throw new ArgumentException($"{argument}: expected the same networks in the same places, received another layout.", argument);
            }
        }
    }

    /// <summary>Returns the number of leading values of a network that another layout has too: all, unless one of the two networks ends with an <see cref="AppendedVector"/>. The network's position may differ. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The other layout has no such network, or its other tensors differ.</exception>
    internal int SharedLength(ParameterLayout other, string network, string argument)
    {
        Place own = Find(network);
        bool isSame = other._networks.TryGetValue(network, out Place? found) && found.LayerTensors == own.LayerTensors;
        for (int i = 0; isSame && i < Math.Min(own.Program.Segments.Count, found!.Program.Segments.Count); i++)
        {
            ParameterSegment expected = _segments[own.FirstSegment + i], received = other._segments[found!.FirstSegment + i];
            isSame = expected.Name == received.Name && expected.Offset - own.Offset == received.Offset - found.Offset
                && expected.Rows == received.Rows && expected.Columns == received.Columns;
        }

        if (!isSame)
        {
            throw new ArgumentException($"{argument}: expected a network \"{network}\" with the same tensors, received another layout.", argument);
        }

        return Math.Min(own.Length, found!.Length);
    }

    /// <summary>Reads the whole buffer's vector from an archive. Saved padding is ignored, so the padding in memory keeps its values.</summary>
    /// <exception cref="ArchiveFormatException">The vector is missing, has another length, or a value is out of its range.</exception>
    internal void Load(TensorArchive archive, string name, Span<float> values) => Load(archive, name, values, _segments, 0, float.MinValue);

    /// <summary>Reads one network's vector from an archive, as <see cref="Load(TensorArchive, string, Span{float})"/> does.</summary>
    /// <exception cref="ArchiveFormatException">The vector is missing, has another length, or a value is out of its range.</exception>
    internal void Load(TensorArchive archive, string name, string network, Span<float> values, float minimum = float.MinValue)
        => Load(archive, name, values, SegmentsOf(network), OffsetOf(network), minimum);

    private static void Load(TensorArchive archive, string name, Span<float> values, IReadOnlyList<ParameterSegment> segments, int offset, float minimum)
    {
        archive.RequireFloats(name, [values.Length], minimum);
        float[] saved = archive.Get<float>(name, [values.Length]);
        foreach (ParameterSegment segment in segments)
        {
            for (int row = 0; row < segment.Rows; row++)
            {
                int first = segment.Offset - offset + row * segment.Stride;
                saved.AsSpan(first, segment.Columns).CopyTo(values[first..]);
            }
        }
    }

    private Place Find(string network) => _networks.TryGetValue(network, out Place? place)
        ? place
        : throw new ArgumentException($"network: expected one of {string.Join(", ", _networks.Keys)}, received \"{network}\".", nameof(network));

    private sealed record Place(int Index, int Offset, Sequential Program, int FirstSegment)
    {
        internal int Length => Program.ParameterLength;

        /// <summary>Number of tensors without an appended vector.</summary>
        internal int LayerTensors => Program.Segments.Count - (Program.Layers is [.., AppendedVector] ? 1 : 0);
    }
}

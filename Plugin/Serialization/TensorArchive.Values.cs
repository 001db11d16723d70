using System.Globalization;
using System.Runtime.InteropServices;

namespace NeuroAgents.Serialization;

// Writers and readers use the same ranges of values, so that everything saved can be loaded.
public sealed partial class TensorArchive
{
    /// <summary>Largest count in a file, 2⁵³. Counts saturate there, so they never wrap around, and a double represents each exactly.</summary>
    internal const long MaxCount = 1L << 53;

    /// <summary>Whether this process has just written the archive to restore its own state. NaN and infinite values are then restored as they were.</summary>
    internal bool IsTrusted { get; set; }

    /// <summary>Refuses an archive in which a float is NaN or infinite. Does not allocate.</summary>
    /// <exception cref="ArchiveFormatException">A float is not finite; the message names its tensor.</exception>
    public void RequireFinite()
    {
        if (!IsTrusted && FindNotFinite() is { } found)
        {
            throw Refused(found.Tensor, "finite numbers", found.Value);
        }
    }

    /// <summary>Returns the first float that is NaN or infinite, with its tensor; null if all are finite.</summary>
    internal (string Tensor, float Value)? FindNotFinite()
    {
        foreach (ArchivedTensor tensor in _tensors.Values)
        {
            if (tensor.Type == TensorType.F32 && FirstOutside(tensor, float.MinValue, float.MaxValue) is { } value)
            {
                return (tensor.Name, value);
            }
        }

        return null;
    }

    /// <summary>Throws if the archive lacks a float tensor of this name and shape, or if one of its values is out of range.</summary>
    internal void RequireFloats(string name, ReadOnlySpan<int> shape, float minimum = float.MinValue, float maximum = float.MaxValue)
    {
        if (FirstOutside(Require<float>(name, shape), minimum, maximum) is { } value && !(IsTrusted && !(Math.Abs(value) <= float.MaxValue)))
        {
            throw Refused(name, FormattableString.Invariant($"numbers from {minimum} to {maximum}"), value);
        }
    }

    /// <summary>Reads doubles from a vector of their bits and checks that each is within a range. Allocates the result.</summary>
    internal double[] GetDoubles(string name, int length, double minimum, double maximum)
    {
        double[] values = [.. Get<long>(name, [length]).Select(BitConverter.Int64BitsToDouble)];
        foreach (double value in values)
        {
            if (!(value >= minimum && value <= maximum))
            {
                throw Refused(name, FormattableString.Invariant($"numbers from {minimum} to {maximum}"), value);
            }
        }

        return values;
    }

    /// <summary>Adds a count as a scalar, limited to <see cref="MaxCount"/>.</summary>
    internal void AddCount(string name, long count) => AddScalar(name, Math.Min(count, MaxCount));

    /// <summary>Reads a count from a scalar, 0 to <see cref="MaxCount"/>.</summary>
    internal long GetCount(string name)
    {
        long count = GetScalar<long>(name);
        return count is >= 0 and <= MaxCount ? count : throw Refused(name, $"a count from 0 to {MaxCount}", count);
    }

    private static float? FirstOutside(ArchivedTensor tensor, float minimum, float maximum)
    {
        for (var bytes = tensor.Bytes; !bytes.IsEmpty; bytes = bytes[sizeof(float)..])
        {
            float value = MemoryMarshal.Read<float>(bytes);
            if (!(value >= minimum && value <= maximum))
            {
                return value;
            }
        }

        return null;
    }

    private ArchiveFormatException Refused(string tensor, string expected, IFormattable found)
        => new(Origin, $"tensor {Excerpt.Of(tensor)}", expected, found.ToString(null, CultureInfo.InvariantCulture));
}

namespace NeuroAgents.Serialization;

/// <summary>Where tensors lie in the data: each as long as its shape says, one after another without gap or overlap, to the last byte.</summary>
internal sealed class ArchiveLayout(string origin, long dataLimit)
{
    public string Origin => origin;

    /// <summary>The tensor at the given offsets, if they are as far apart as shape and type need.</summary>
    public ArchivedTensor Place(string name, TensorType type, int[] shape, (long Begin, long End) offsets)
    {
        if (offsets.Begin > offsets.End || offsets.End > dataLimit)
        {
            throw new ArchiveFormatException(
                origin, $"tensor {Excerpt.Of(name)}, data_offsets", $"begin ≤ end ≤ {dataLimit}", $"[{offsets.Begin}, {offsets.End}]");
        }

        long? size = TryGetSize(shape, TensorTypes.Size(type));
        if (size != offsets.End - offsets.Begin)
        {
            string expected = $"{size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? $"at most {ArchiveLimits.DataBytes}"} bytes";
            string found = size is null ? "a product beyond it" : $"{offsets.End - offsets.Begin} bytes between its offsets";
            throw new ArchiveFormatException(origin, $"tensor {Excerpt.Of(name)} of {TensorTypes.Code(type)} {Excerpt.OfShape(shape)}", expected, found);
        }

        return new ArchivedTensor(name, type, shape, (int)offsets.Begin, (int)size.Value);
    }

    /// <summary>Refuses gaps and overlaps, and returns the length of the data, bytes.</summary>
    public int Check(ICollection<ArchivedTensor> tensors)
    {
        var ordered = new ArchivedTensor[tensors.Count];
        tensors.CopyTo(ordered, 0);
        Array.Sort(ordered, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));
        int end = 0;
        foreach (var tensor in ordered)
        {
            if (tensor.Offset != end)
            {
                string kind = tensor.Offset < end ? "an overlap" : "a gap";
                throw new ArchiveFormatException(
                    origin, $"tensor {Excerpt.Of(tensor.Name)}, data_offsets", $"a begin at {end}, where the data before it ends", $"{kind}: {tensor.Offset}");
            }

            end += tensor.Length;
        }

        return end;
    }

    /// <summary>Product of the dimensions × element size, bytes; null beyond the longest data an archive holds. A zero anywhere makes it zero.</summary>
    public static int? TryGetSize(ReadOnlySpan<int> shape, int elementSize)
    {
        long size = elementSize;
        bool tooLarge = false;
        foreach (int dimension in shape)
        {
            if (dimension == 0)
            {
                return 0;
            }

            // Below 2³¹ × 2³¹, so the product cannot overflow before it is compared.
            size *= tooLarge ? 1 : dimension;
            tooLarge |= size > ArchiveLimits.DataBytes;
        }

        return tooLarge ? null : (int)size;
    }
}

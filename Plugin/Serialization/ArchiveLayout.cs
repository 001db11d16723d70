namespace NeuroAgents.Serialization;

/// <summary>The layout of the data: each tensor has the length that its shape requires, and the tensors follow each other without gap or overlap up to the last byte.</summary>
internal sealed class ArchiveLayout(string origin, long dataLimit)
{
    public string Origin => origin;

    /// <summary>Creates a tensor at the given offsets. Throws if their distance is not the size that shape and type require.</summary>
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
            string received = size is null ? "a larger product of the dimensions" : $"{offsets.End - offsets.Begin} bytes between its offsets";
            throw new ArchiveFormatException(origin, $"tensor {Excerpt.Of(name)} of {TensorTypes.Code(type)} {Excerpt.OfShape(shape)}", expected, received);
        }

        return new ArchivedTensor(name, type, shape, (int)offsets.Begin, (int)size.Value);
    }

    /// <summary>Refuses gaps and overlaps, and returns the length of the data in bytes.</summary>
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
                    origin, $"tensor {Excerpt.Of(tensor.Name)}, data_offsets", $"a begin at {end}, the end of the data before it", $"{kind}: {tensor.Offset}");
            }

            end += tensor.Length;
        }

        return end;
    }

    /// <summary>Returns the product of the dimensions × the element size, in bytes; null if it exceeds the largest data of an archive. A dimension of 0 gives 0.</summary>
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

            // Both factors are below 2³¹, so the product cannot overflow before the comparison.
            size *= tooLarge ? 1 : dimension;
            tooLarge |= size > ArchiveLimits.DataBytes;
        }

        return tooLarge ? null : (int)size;
    }
}

namespace NeuroAgents.Serialization;

/// <summary>Limits for the content of a file. Writers keep the same limits as readers, so every written file can be read.</summary>
internal static class ArchiveLimits
{
    public const int PrefixBytes = sizeof(ulong);

    /// <summary>Largest length of a header in bytes: the limit of the format's reference implementation.</summary>
    public const int HeaderBytes = 100_000_000;

    /// <summary>Largest length of the data in bytes: that of a byte array in .NET, because all data read from a file share one array.</summary>
    public const int DataBytes = 0x7FFFFFC7;

    /// <summary>Largest number of dimensions, above that of any layer. It bounds the memory for a header, which needs only a few bytes per dimension.</summary>
    public const int Dimensions = 8;

    /// <summary>Largest number of metadata entries. The shortest entry takes 8 bytes in the file and about 100 in memory, so the excess is at most half a megabyte.</summary>
    public const int MetadataEntries = 4096;

    public const string MetadataKey = "__metadata__";
}

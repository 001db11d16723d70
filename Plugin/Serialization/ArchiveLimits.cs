namespace NeuroAgents.Serialization;

/// <summary>What a file may ask for at most. Writing holds to the same limits, so that everything written can be read.</summary>
internal static class ArchiveLimits
{
    public const int PrefixBytes = sizeof(ulong);

    /// <summary>The limit of the format's reference implementation.</summary>
    public const int HeaderBytes = 100_000_000;

    /// <summary>The longest byte array of .NET: all data of one archive lies in one.</summary>
    public const int DataBytes = 0x7FFFFFC7;

    /// <summary>More dimensions than any layer has. Bounds what a header of a few bytes per dimension takes in memory.</summary>
    public const int Dimensions = 8;

    /// <summary>The shortest entry takes 8 bytes in the file and about 100 in memory; this bounds the difference to half a megabyte.</summary>
    public const int MetadataEntries = 4096;

    public const string MetadataKey = "__metadata__";
}

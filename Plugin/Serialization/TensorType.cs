namespace NeuroAgents.Serialization;

/// <summary>The element types of an archive, named by their codes in the file.</summary>
/// <remarks>The values have the order of the data in a file: larger elements first, so every tensor starts at a multiple of its element size.</remarks>
public enum TensorType
{
    /// <summary>64-bit unsigned integer, <see cref="ulong"/>: seeds and counters of random sources.</summary>
    U64,

    /// <summary>64-bit signed integer, <see cref="long"/>: step counts.</summary>
    I64,

    /// <summary>32-bit IEEE 754 number, <see cref="float"/>: weights, moments, observations. Every bit pattern is kept, NaN included.</summary>
    F32,

    /// <summary>32-bit signed integer, <see cref="int"/>: indices, widths.</summary>
    I32,

    /// <summary>8-bit unsigned integer, <see cref="byte"/>: flags, masks.</summary>
    U8,
}

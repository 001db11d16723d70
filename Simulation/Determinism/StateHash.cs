namespace NeuroAgents.Simulation.Determinism;

/// <summary>A 64-bit fingerprint of a sequence of values, computed from their bits. Two runs with the same fingerprint almost certainly had the same values.</summary>
/// <remarks>FNV-1a over 64-bit words with a final mix (SplitMix64). Use it to compare runs, not for security. Does not allocate, except in <see cref="ToString"/>.</remarks>
public struct StateHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private ulong _state;

    /// <summary>Creates the fingerprint of an empty sequence.</summary>
    public StateHash() => _state = Offset;

    /// <summary>The fingerprint of the values added so far.</summary>
    public readonly ulong Value
    {
        get
        {
            ulong value = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
            return value ^ (value >> 31);
        }
    }

    /// <summary>Adds a 64-bit word.</summary>
    public void Add(ulong word)
    {
        _state = (_state ^ word) * Prime;

        // A product carries bits only upwards, so fold the high bits back.
        _state ^= _state >> 32;
    }

    /// <summary>Adds the bits of a number. −0 and 0 give different fingerprints.</summary>
    public void Add(float value) => Add(BitConverter.SingleToUInt32Bits(value));

    /// <summary>Returns the fingerprint as 16 hexadecimal digits.</summary>
    public override readonly string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}

using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Numerics;

/// <summary>Counter-based random numbers: each value is a function of seed, stream, id and step alone.</summary>
/// <remarks>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11). There is no state to advance: any thread may ask for
/// any value in any order, so results don't depend on row order or the number of workers. Does not allocate. Thread safe.
/// <example><code>
/// RandomSource random = new(seed: 7, stream: 1);
/// float angle = random.Uniform(id: 42, step: 100, -3.14f, 3.14f);  // the same value on every call
/// </code></example>
/// </remarks>
public readonly struct RandomSource : IEquatable<RandomSource>
{
    private readonly uint _key0;
    private readonly uint _key1;

    /// <summary>Creates the source for a seed and a purpose.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="stream">Number of the purpose. Purposes with different numbers share no values.</param>
    public RandomSource(ulong seed, ulong stream)
    {
        ulong key = Mix(seed + 0x9E37_79B9_7F4A_7C15 * (stream + 1));
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
    }

    private RandomSource(uint key0, uint key1)
    {
        _key0 = key0;
        _key1 = key1;
    }

    /// <summary>Returns a further stream, derived from this one.</summary>
    public RandomSource Stream(ulong stream) => new(((ulong)_key1 << 32) | _key0, stream);

    /// <summary>Returns 32 random bits for an id (a handle, a row, an index) at a step.</summary>
    public uint Bits(ulong id, ulong step) => Block(id, step).X;

    /// <summary>Returns a number in [0, 1), a multiple of 2⁻²⁴.</summary>
    public float Uniform(ulong id, ulong step) => ToUnit(Bits(id, step));

    /// <summary>Returns a number in [minimum, maximum).</summary>
    public float Uniform(ulong id, ulong step, float minimum, float maximum)
    {
        float value = minimum + (maximum - minimum) * Uniform(id, step);
        // The largest draws may round up to the maximum, which is excluded: they become the minimum.
        return value < maximum || maximum < minimum ? value : minimum;
    }

    /// <summary>Returns two independent numbers in [0, 1).</summary>
    public (float X, float Y) UniformPair(ulong id, ulong step)
    {
        (uint x, uint y, _, _) = Block(id, step);
        return (ToUnit(x), ToUnit(y));
    }

    /// <summary>Returns a whole number in [0, bound) by multiplication. The bias is below bound / 2³².</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int Below(int bound, ulong id, ulong step)
    {
        Diagnostics.Require.Positive(bound);
        return (int)(((ulong)Bits(id, step) * (ulong)bound) >> 32);
    }

    /// <summary>Returns a standard normal number, √(−2 ln u) · cos 2πv (Box, Muller 1958), of magnitude below 5.8.</summary>
    public float Normal(ulong id, ulong step)
    {
        (uint x, uint y, _, _) = Block(id, step);
        double radius = Math.Sqrt(-2 * VectorMath.Log(((x >> 8) + 1) * (1.0 / (1 << 24))));
        return (float)(radius * VectorMath.Cos(6.2831853f * ToUnit(y)));
    }

    /// <inheritdoc/>
    public bool Equals(RandomSource other) => _key0 == other._key0 && _key1 == other._key1;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RandomSource other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_key0, _key1);

    /// <summary>Returns whether two sources give the same numbers.</summary>
    public static bool operator ==(RandomSource left, RandomSource right) => left.Equals(right);

    /// <summary>Returns whether two sources give different numbers.</summary>
    public static bool operator !=(RandomSource left, RandomSource right) => !left.Equals(right);

    internal static RandomSource FromKey(uint key0, uint key1) => new(key0, key1);

    /// <summary>Computes ten rounds of Philox over the counter (id, step).</summary>
    internal (uint X, uint Y, uint Z, uint W) Block(ulong id, ulong step)
    {
        uint x = (uint)id, y = (uint)(id >> 32), z = (uint)step, w = (uint)(step >> 32);
        uint k0 = _key0, k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong first = 0xD251_1F53UL * x;
            ulong second = 0xCD9E_8D57UL * z;
            (x, y, z, w) = ((uint)(second >> 32) ^ y ^ k0, (uint)second, (uint)(first >> 32) ^ w ^ k1, (uint)first);
            k0 += 0x9E37_79B9;
            k1 += 0xBB67_AE85;
        }

        return (x, y, z, w);
    }

    /// <summary>Computes the block of a sub-stream; index 0 is <see cref="Block(ulong, ulong)"/> itself.</summary>
    internal (uint X, uint Y, uint Z, uint W) Block(ulong id, ulong step, int index)
        => index == 0 ? Block(id, step) : Stream((ulong)index).Block(id, step);

    /// <summary>Turns 64 random bits into two independent standard normal numbers of magnitude below 5.8, √(−2 ln u) · (cos 2πv, sin 2πv).</summary>
    internal static (float First, float Second) ToNormals(uint x, uint y)
    {
        float radius = MathF.Sqrt(-2 * VectorLoop.Apply<Log>(((x >> 8) + 1) * (1f / (1 << 24)))), angle = 6.2831853f * ToUnit(y);
        return (radius * VectorMath.Cos(angle), radius * VectorMath.Sin(angle));
    }

    internal static float ToUnit(uint bits) => (bits >> 8) * (1f / (1 << 24));

    /// <summary>Mixes the bits with the finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}

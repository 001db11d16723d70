using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ N(0, σ²) without the values beyond ±2σ, which are drawn again. What stays has the standard deviation 0.8796 σ.</summary>
public sealed class TruncatedNormal : Initializer
{
    private readonly float _standardDeviation;

    /// <summary>Chooses σ.</summary>
    /// <param name="standardDeviation">σ before the cut, at least 0; default 0.05 as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is negative, infinite or NaN.</exception>
    public TruncatedNormal(float standardDeviation = 0.05f)
    {
        Require.InRange(standardDeviation, 0, 1e30);
        _standardDeviation = standardDeviation;
    }

    /// <summary>A standard normal number within ±2.</summary>
    internal static float Draw(RandomSource random, ulong index)
    {
        // Each try fails with a chance of 4.6 %; after 64 of them it is the seed that is broken.
        for (ulong attempt = 0; attempt < 64; attempt++)
        {
            float value = random.Normal(index, attempt);
            if (value >= -2 && value <= 2)
            {
                return value;
            }
        }

        return 0;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => _standardDeviation * Draw(random, index);
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Normal values w ~ N(0, σ²) within ±2σ; values beyond are drawn again. The result has the standard deviation 0.8796 σ.</summary>
public sealed class TruncatedNormal : Initializer
{
    private readonly float _standardDeviation;

    /// <summary>Creates the initializer.</summary>
    /// <param name="standardDeviation">σ before the truncation, 0 to 1e30. Default: 0.05, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is NaN or out of its range.</exception>
    public TruncatedNormal(float standardDeviation = 0.05f)
    {
        Require.InRange(standardDeviation, 0, 1e30);
        _standardDeviation = standardDeviation;
    }

    /// <summary>Returns a standard normal number within ±2.</summary>
    internal static float Draw(RandomSource random, ulong index)
    {
        // Each attempt fails with a probability of 4.6 %, so 64 failures in a row don't happen by chance.
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

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Normal values w ~ N(0, σ²).</summary>
public sealed class RandomNormal : Initializer
{
    private readonly float _standardDeviation;

    /// <summary>Creates the initializer.</summary>
    /// <param name="standardDeviation">σ, at least 0. Default: 0.05, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is negative, infinite or NaN.</exception>
    public RandomNormal(float standardDeviation = 0.05f)
    {
        Require.InRange(standardDeviation, 0, float.MaxValue);
        _standardDeviation = standardDeviation;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => _standardDeviation * random.Normal(index, 0);
}

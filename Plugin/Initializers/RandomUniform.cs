using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Uniform values w ~ U(minimum, maximum).</summary>
public sealed class RandomUniform : Initializer
{
    private readonly float _minimum;
    private readonly float _maximum;

    /// <summary>Creates the initializer.</summary>
    /// <param name="minimum">Smallest value, finite. Default: −0.05, as in Keras 3.</param>
    /// <param name="maximum">Excluded upper end of the values, finite, at least the minimum. Default: 0.05, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is infinite or NaN, or the maximum is below the minimum.</exception>
    public RandomUniform(float minimum = -0.05f, float maximum = 0.05f)
    {
        Require.InRange(minimum, -1e30, 1e30);
        Require.InRange(maximum, minimum, 1e30);
        _minimum = minimum;
        _maximum = maximum;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => random.Uniform(index, 0, _minimum, _maximum);
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ U(minimum, maximum).</summary>
public sealed class RandomUniform : Initializer
{
    private readonly float _minimum;
    private readonly float _maximum;

    /// <summary>Chooses the interval.</summary>
    /// <param name="minimum">The smallest value, finite; default −0.05 as in Keras 3.</param>
    /// <param name="maximum">The end of the values, at least the minimum; default 0.05 as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is infinite or NaN, or they are exchanged.</exception>
    public RandomUniform(float minimum = -0.05f, float maximum = 0.05f)
    {
        Require.InRange(minimum, -1e30, 1e30);
        Require.InRange(maximum, minimum, 1e30);
        _minimum = minimum;
        _maximum = maximum;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => random.Uniform(index, 0, _minimum, _maximum);
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Uniform values w ~ U(minimum, maximum).</summary>
public sealed class RandomUniform : Initializer
{
    private readonly float _minimum;
    private readonly float _maximum;

    /// <summary>Creates the initializer.</summary>
    /// <param name="minimum">Smallest value, −1e30 to 1e30. Default: −0.05, as in Keras 3.</param>
    /// <param name="maximum">Excluded upper end of the values, from the minimum to 1e30. Default: 0.05, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is NaN or out of its range.</exception>
    public RandomUniform(float minimum = -0.05f, float maximum = 0.05f)
    {
        Require.InRange(minimum, -1e30, 1e30);
        Require.InRange(maximum, minimum, 1e30);
        _minimum = minimum;
        _maximum = maximum;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => random.Uniform(index, 0, _minimum, _maximum);
}

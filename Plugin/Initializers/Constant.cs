using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Constant values w = c, for a bias that starts at a value other than 0. Constant weights would keep all units of a layer equal.</summary>
public sealed class Constant : Initializer
{
    private readonly float _value;

    /// <summary>Creates the initializer.</summary>
    /// <param name="value">c, finite. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">c is infinite or NaN.</exception>
    public Constant(float value = 0)
    {
        Require.InRange(value, float.MinValue, float.MaxValue);
        _value = value;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => _value;
}

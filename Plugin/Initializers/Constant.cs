using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w = c: for a bias that starts elsewhere than at 0. As a start of weights it keeps all units of a layer equal.</summary>
public sealed class Constant : Initializer
{
    private readonly float _value;

    /// <summary>Chooses c.</summary>
    /// <param name="value">c, finite; default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">c is infinite or NaN.</exception>
    public Constant(float value = 0)
    {
        Require.InRange(value, float.MinValue, float.MaxValue);
        _value = value;
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => _value;
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>Options of ε-greedy exploration: the chance ε that a choice is drawn at random instead of being the best one.</summary>
/// <remarks>
/// ε falls linearly with the number of decisions, or is a ladder: each agent keeps its own ε, some large and some small, which suits many agents that learn for as long as a game runs
/// (Horgan et al.: "Distributed prioritized experience replay", ICLR 2018).
/// </remarks>
public sealed record Exploration
{
    /// <summary>ε of the first decision, 0 to 1. Larger values explore more at first. Default: 1.</summary>
    public double Initial { get; set; } = 1;

    /// <summary>ε after <see cref="Decisions"/> decisions, 0 to 1. Larger values go on exploring and act worse meanwhile. Default: 0.05.</summary>
    public double Final { get; set; } = 0.05;

    /// <summary>Decisions of all agents together over which ε falls, 1 to 2⁵³. More decisions explore longer. Default: 20,000.</summary>
    public long Decisions { get; set; } = 20_000;

    /// <summary>Base b of the ladder ε = b^(1 + k·u), above 0 to 1, where each agent has its own u from 0 to 1; 0 to use the schedule instead. Larger bases explore more. Default: 0.</summary>
    public double LadderBase { get; set; }

    /// <summary>Exponent k of the ladder, 0 to 100. Larger exponents give more agents that hardly explore. Default: 7.</summary>
    public double LadderExponent { get; set; } = 7;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public void Validate()
    {
        Require.InRange(Initial, 0, 1);
        Require.InRange(Final, 0, 1);
        Require.InRange(Decisions, 1, 1L << 53);
        Require.InRange(LadderBase, 0, 1);
        Require.InRange(LadderExponent, 0, 100);
    }

    /// <summary>Returns ε of the schedule after a number of decisions.</summary>
    public double Rate(long decisions) => decisions >= Decisions ? Final : Initial + (Final - Initial) * decisions / Decisions;

    /// <summary>Returns ε of the ladder at a place u, 0 to 1. <see cref="LadderBase"/> must be above 0.</summary>
    public double RateAt(float place) => VectorMath.Exp((1 + LadderExponent * place) * VectorMath.Log(LadderBase));
}

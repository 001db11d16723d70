using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.SelfPlay;

/// <summary>The Elo rating system (Elo: "The rating of chessplayers, past and present", 1978).</summary>
public static class EloRating
{
    private const double Ln10 = 2.302585092994045684;

    /// <summary>Returns the expected score of a player, 1 / (1 + 10^((opponent − own) / 400)): the chance to win plus half the chance to draw.</summary>
    /// <param name="own">The player's rating.</param>
    /// <param name="opponent">The opponent's rating.</param>
    public static double Expected(double own, double opponent) => 1 / (1 + VectorMath.Exp((opponent - own) * (Ln10 / 400)));

    /// <summary>Returns the rating at which a mean score is the expected one, opponent + 400 · log₁₀(score / (1 − score)): the inverse of <see cref="Expected"/>.</summary>
    /// <param name="score">Mean score, above 0 and below 1.</param>
    /// <param name="opponent">The opponent's rating.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="score"/> is NaN, below 1e-9 or above 1 − 1e-9.</exception>
    public static double Performance(double score, double opponent)
    {
        Require.InRange(score, 1e-9, 1 - 1e-9);
        return opponent + 400 / Ln10 * VectorMath.Log(score / (1 - score));
    }
}

using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning.SelfPlay;

/// <summary>Options of self-play: how often policies are kept, how often the opponent changes, and how ratings move.</summary>
/// <remarks>Steps are decisions of the side that learns, over all of its agents. The names in ML-Agents are save_steps, swap_steps, team_change, window, play_against_latest_model_ratio and initial_elo.</remarks>
public sealed record SelfPlayOptions
{
    private const long MaxSteps = 1L << 53;

    /// <summary>Steps from one kept policy to the next, 1 to 2⁵³. Larger values keep policies that differ more, over a longer past. Default: 20,000.</summary>
    public long SaveEvery { get; set; } = 20_000;

    /// <summary>Steps from one opponent to the next, 1 to 2⁵³. Larger values let the learner fit one opponent; smaller ones mix opponents within an update. Default: 10,000.</summary>
    public long SwapEvery { get; set; } = 10_000;

    /// <summary>Steps after which the other side's turn to learn begins, 1 to 2⁵³. Used only if both sides learn. Larger values let a side adapt longer, and may let it run ahead of the other. Default: 100,000.</summary>
    public long TurnEvery { get; set; } = 100_000;

    /// <summary>Number of kept policies of each brain that learns, 1 to 1,000. Larger windows give more varied and older opponents, and use more memory. Default: 10.</summary>
    public int Window { get; set; } = 10;

    /// <summary>Probability that the next opponent is the newest policy instead of a kept one, 0 to 1. With larger values, opponents are stronger and the learner may forget how to beat older ones. Default: 0.5.</summary>
    public double LatestProbability { get; set; } = 0.5;

    /// <summary>Elo rating of each initial policy, 0 to 10,000. Only differences of ratings matter. Default: 1,200.</summary>
    public double InitialElo { get; set; } = 1200;

    /// <summary>Largest change of a rating by one game, 0 to 1,000. With larger gains, ratings follow the policies faster and are noisier. ML-Agents uses 1. Default: 16.</summary>
    public double EloGain { get; set; } = 16;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public void Validate()
    {
        Require.InRange(SaveEvery, 1, MaxSteps);
        Require.InRange(SwapEvery, 1, MaxSteps);
        Require.InRange(TurnEvery, 1, MaxSteps);
        Require.InRange(Window, 1, 1000);
        Require.InRange(LatestProbability, 0, 1);
        Require.InRange(InitialElo, 0, 10_000);
        Require.InRange(EloGain, 0, 1000);
    }
}

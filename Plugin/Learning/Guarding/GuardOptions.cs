using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Options of <see cref="StepGuard"/>: which learning steps are refused, and what follows from that.</summary>
public sealed record GuardOptions
{
    /// <summary>Multiple of the running loss level above which a step is refused, above 1. Smaller factors refuse more steps, larger ones let worse steps through. Noisy losses raise the limit to four mean deviations of their logarithm. A loss below a hundredth of the highest level so far is never refused. Default: 10.</summary>
    public double ExplosionFactor { get; set; } = 10;

    /// <summary>Bad steps in a row after which the last good weights are restored, 1 to 1,000. Smaller values roll back sooner, larger ones tolerate longer runs of bad steps. Default: 5.</summary>
    public int RollbackAfter { get; set; } = 5;

    /// <summary>Good steps between two copies of the weights and the optimizer's state, 1 to 1,000,000. A copy counts as good after as many more good steps. Larger intervals copy less often and lose more steps in a rollback. Default: 100.</summary>
    public int SnapshotInterval { get; set; } = 100;

    /// <summary>Factor that the learning rate is multiplied by on each rollback, above 0 to 1. Smaller factors slow learning down more after a fault. All rollbacks together lower the rate to a millionth at most. Default: 0.5.</summary>
    public double Backoff { get; set; } = 0.5;

    /// <summary>Factor that a lowered learning rate is multiplied by after each good step until it is restored, 1 to 2. At 1 it stays low until the optimizer is reset. Default: 1.05, restored after at most 284 good steps.</summary>
    public double Recovery { get; set; } = 1.05;

    /// <summary>Bad steps after which a row that spoiled them is evicted from the replay, 1 to 100. Smaller values evict sooner, larger ones keep rows that are bad only at times. Default: 2.</summary>
    public int EvictAfter { get; set; } = 2;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public void Validate()
    {
        Require.InRange(ExplosionFactor, 1.0000001, 1e30);
        Require.InRange(RollbackAfter, 1, 1000);
        Require.InRange(SnapshotInterval, 1, 1_000_000);
        Require.InRange(Backoff, double.Epsilon, 1);
        Require.InRange(Recovery, 1, 2);
        Require.InRange(EvictAfter, 1, 100);
    }
}

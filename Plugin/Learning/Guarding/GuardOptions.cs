using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning.Guarding;

/// <summary>When a learning step counts as bad, and what happens then: options of <see cref="StepGuard"/>.</summary>
public sealed record GuardOptions
{
    /// <summary>A loss that is this many times its running level is not learned from; above 1, default 10. Where losses vary more by themselves, four of their mean deviations count instead; below a hundredth of the highest level none is refused.</summary>
    public double ExplosionFactor { get; set; } = 10;

    /// <summary>Bad steps in a row after which the brain goes back to its last good weights, 1 to 1,000; default 5.</summary>
    public int RollbackAfter { get; set; } = 5;

    /// <summary>Good steps between two copies of the weights and the optimizer's state, 1 to 1,000,000; default 100. A copy counts as good after as many more good steps.</summary>
    public int SnapshotInterval { get; set; } = 100;

    /// <summary>Factor that the learning rate is multiplied by on each rollback, above 0 to 1. Smaller factors slow learning down more after a fault. All rollbacks together lower the rate to a millionth at most. Default: 0.5.</summary>
    public double Backoff { get; set; } = 0.5;

    /// <summary>Factor that a lowered learning rate is multiplied by after each good step until it is restored, 1 to 2. At 1 it stays low until the optimizer is reset. Default: 1.05, restored after at most 284 good steps.</summary>
    public double Recovery { get; set; } = 1.05;

    /// <summary>Bad steps that a row may spoil by itself before it is evicted from the replay, 1 to 100; default 2.</summary>
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

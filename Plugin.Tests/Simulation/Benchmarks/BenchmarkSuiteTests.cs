using NeuroAgents.Simulation.Benchmarks;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Benchmarks;

/// <summary>A bench doesn't publish figures that can't be true.</summary>
public sealed class BenchmarkSuiteTests
{
    [Fact]
    public void MoreThanThePeakFailsTheRun()
    {
        BenchmarkException error = Assert.Throws<BenchmarkException>(() => Run(new Claim(operations: 1e15, fault: null)));
        Assert.StartsWith("claim: ", error.Message);
        Assert.Contains(": expected at most 103 % of the peak, received ", error.Message);
    }

    [Fact]
    public void AWrongResultFailsTheRun()
        => Assert.Equal("claim: expected 4, computed 5", Assert.Throws<BenchmarkException>(() => Run(new Claim(1, "expected 4, computed 5"))).Message);

    [Fact]
    public void WorkBelowThePeakIsReported() => Assert.InRange(Run(new Claim(1, null)).Results.Single().PercentOfPeak!.Value, 0, 1);

    /// <summary>Machines with the same name but a different peak are not compared, because they can be different generations.</summary>
    [Theory]
    [InlineData(1.2, true)]
    [InlineData(0.8, true)]
    [InlineData(1.9, false)]
    [InlineData(0.5, false)]
    public void AKeptResultIsComparedOnlyAtTheSamePeak(double ratio, bool isFound)
    {
        BenchmarkReport now = Run(new Claim(1, null)), kept = now with { PeakGflopsOneThread = now.PeakGflopsOneThread * ratio };
        Assert.Equal(isFound ? kept : null, new KeptResults([kept]).Find(now));
    }

    private static BenchmarkReport Run(Claim claim)
    {
        using BenchmarkSuite suite = new(1, isQuick: true, _ => [new BenchmarkCase("gemm", "claim", 1, () => claim, Samples: 3)]);
        return suite.Run((_, _) => { }, TestContext.Current.CancellationToken);
    }

    private sealed class Claim(double operations, string? fault) : Benchmark
    {
        internal override double Operations => operations;

        internal override bool IsSingleShot => true;

        internal override void Run(int iterations) => Thread.SpinWait(100);

        internal override string? FindFault() => fault;
    }
}

using System.Numerics;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Determinism;

/// <summary>The same seed gives the same bits on every machine with a fused multiply-add, whatever its vector width.</summary>
/// <remarks>Run it with DOTNET_MaxVectorTBitWidth=512 or 128, to compare widths. A change of formulas changes these numbers: say so in the changelog.</remarks>
public sealed class KnownBitsTests(ITestOutputHelper output)
{
    private const ulong TrainedBrain = 1599409060643384013;
    private const ulong Functions = 1787614884461658018;

    [Fact]
    public void ATrainedBrainHasTheKnownBits()
    {
        Assert.SkipUnless(Arithmetic.IsFused, "No fused multiply-add in this build or on this machine: the portable path has bits of its own.");
        using Game game = new(agents: 150, seed: 42, workers: 2);
        game.Frames(0, 60);
        output.WriteLine($"{Vector<float>.Count} lanes");
        Assert.Equal(TrainedBrain, Fnv.Hash(game.Weights));
    }

    [Fact]
    public void FunctionsHaveTheKnownBits()
    {
        Assert.SkipUnless(Arithmetic.IsFused, "No fused multiply-add in this build or on this machine: the portable path has bits of its own.");
        RandomSource random = new(1, 1);
        float[] x = [.. Enumerable.Range(0, 1001).Select(i => 3 * random.Normal((ulong)i, 0))], y = new float[x.Length], all = [.. x];
        foreach (Action<float[], float[]> function in (Action<float[], float[]>[])
        [
            (from, to) => VectorMath.Exp(from, to), (from, to) => VectorMath.Tanh(from, to), (from, to) => VectorMath.Sigmoid(from, to),
            (from, to) => VectorMath.Sin(from, to), (from, to) => VectorMath.Cos(from, to),
            (from, to) => VectorMath.Log(from, to), (from, to) => VectorMath.Erf(from, to), (from, to) => VectorMath.Gelu(from, to),
            (from, to) => VectorMath.Silu(from, to), (from, to) => VectorMath.Softplus(from, to), (from, to) => VectorMath.Softmax(from, to),
        ])
        {
            function(x, y);
            all = [.. all, .. y];
        }

        Assert.Equal(Functions, Fnv.Hash(all));
    }
}

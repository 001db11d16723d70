using NeuroAgents.Activations;
using NeuroAgents.Models;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Models;

public sealed class UpdateRatioTests
{
    [Fact]
    public void ItIsTheRatioOfTheNormsOfOneTensorWithoutPadding()
    {
        Workbench bench = new(Sequential.Perceptrons(5, [17], 3, Activation.Relu), 1);
        ParameterBuffer updates = new(bench.Layout);
        Span<float> values = updates.Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin(i);
        }

        foreach (ParameterSegment segment in bench.Layout.Segments.Where(segment => segment.Rows > 1))
        {
            double expected = Norm(updates, segment) / Norm(bench.Parameters, segment);
            Assert.Equal(expected, UpdateRatio.Of(segment, updates.Values, bench.Parameters.Values), 1e-12);
        }
    }

    [Fact]
    public void TheRatioIsZeroWithoutChangesAndWrongLengthsAreRefused()
    {
        Workbench bench = new(Sequential.Perceptrons(5, [17], 3, Activation.Relu), 1);
        float[] none = new float[bench.Layout.Length];
        ParameterSegment last = bench.Layout.Segments[^1];
        Assert.Equal(0, UpdateRatio.Of(last, none, none));
        none[last.Offset] = 1;
        Assert.Equal(double.PositiveInfinity, UpdateRatio.Of(last, none, new float[none.Length]));
        Assert.Throws<ArgumentException>(() => UpdateRatio.Of(last, none, new float[3]));
        Assert.Throws<ArgumentException>(() => UpdateRatio.Of(last, new float[3], new float[3]));
    }

    private static double Norm(ParameterBuffer buffer, ParameterSegment segment)
        => Math.Sqrt(Workbench.Dense(buffer, segment).Sum(value => value * value));
}

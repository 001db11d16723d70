using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Models;

public sealed class SequentialTests
{
    private readonly Sequential _network = new(5, [new Dense(17, Activation.Relu), new Dense(3, Activation.Tanh), new Dense(1)]);

    [Fact]
    public void WidthsAndCountsFollowTheLayers()
    {
        Assert.Equal((5, 1, 17), (_network.Inputs, _network.Outputs, _network.MaximumWidth));
        Assert.Equal([5, 17, 3, 1], Enumerable.Range(0, 4).Select(_network.Width));
        Assert.Equal(5 * 17 + 17 + 17 * 3 + 3 + 3 * 1 + 1, _network.ParameterCount);
        Assert.Equal(6 * 32 + 18 * 16 + 4 * 16, _network.ParameterLength);
        Assert.Equal(3, _network.Layers.Count);
    }

    [Fact]
    public void SegmentsLieOneAfterTheOther()
    {
        Assert.Equal(
            [("dense_0/weights", 0), ("dense_0/bias", 160), ("dense_1/weights", 192), ("dense_1/bias", 464), ("dense_2/weights", 480), ("dense_2/bias", 528)],
            _network.Segments.Select(segment => (segment.Name, segment.Offset)));
        float[] values = [.. Enumerable.Range(0, _network.ParameterLength).Select(i => (float)i)];
        Assert.Equal(192, _network.Slice(values.AsSpan(), 0).Length);
        Assert.Equal(192f, _network.Slice((ReadOnlySpan<float>)values, 1)[0]);
        Assert.Equal(543f, _network.Slice(values.AsSpan(), 2)[^1]);
    }

    [Fact]
    public void TheSummaryTellsShapesAndParameters()
    {
        string[] lines = _network.Summary().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("Dense 17, relu", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("[batch, 5] → [batch, 17], 102 parameters", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("[batch, 3] → [batch, 1], 4 parameters", lines[2], StringComparison.Ordinal);
        Assert.Equal("160 parameters in all", lines[3]);
    }

    [Fact]
    public void PerceptronsEndWithALinearLayer()
    {
        Sequential network = Sequential.Perceptrons(4, [8, 6], 2, Activation.Sigmoid);
        Assert.Equal([(8, "sigmoid"), (6, "sigmoid"), (2, "identity")], network.Layers.Cast<Dense>().Select(layer => (layer.Units, layer.Activation.Name)));
        Assert.Single(Sequential.Perceptrons(4, [], 2, Activation.Relu).Layers);
    }

    [Fact]
    public void InvalidNetworksAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sequential(0, [new Dense(1)]));
        Assert.Throws<ArgumentException>(() => new Sequential(1, []));
        Assert.Throws<ArgumentNullException>(() => new Sequential(1, null!));
    }

    [Fact]
    public void LaterChangesToTheListOfLayersDoNotCount()
    {
        List<Layer> layers = [new Dense(2)];
        Sequential network = new(3, layers);
        layers.Add(new Dense(7));
        Assert.Single(network.Layers);
        Assert.Equal(2, network.Outputs);
    }
}

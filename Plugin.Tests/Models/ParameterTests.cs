using NeuroAgents.Activations;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Models;

/// <summary>Layout, buffer and snapshot.</summary>
public sealed class ParameterTests
{
    private static readonly Sequential s_policy = Sequential.Perceptrons(3, [17], 2, Activation.Tanh);
    private static readonly Sequential s_value = Sequential.Perceptrons(3, [5], 1, Activation.Relu);
    private readonly ParameterLayout _layout = new([new("policy", s_policy), new("value", s_value)]);

    [Fact]
    public void NetworksLieOneAfterTheOtherUnderTheirNames()
    {
        Assert.Equal(s_policy.ParameterLength + s_value.ParameterLength, _layout.Length);
        Assert.Equal(8, _layout.Segments.Count);
        Assert.Equal(("value/dense_0/weights", s_policy.ParameterLength), (_layout.Segments[4].Name, _layout.Segments[4].Offset));
        ParameterBuffer buffer = new(_layout);
        buffer.Network("value")[0] = 5;
        Assert.Equal(5, buffer.Values[s_policy.ParameterLength]);
        Assert.Equal(s_value.ParameterLength, buffer.Network("value").Length);
        Assert.Equal(5, buffer.Tensor(_layout.Segments[4])[0, 0]);
    }

    [Fact]
    public void NamesAreCheckedAndUnknownOnesListTheKnown()
    {
        Assert.Throws<ArgumentException>(() => new ParameterLayout([new("policy", s_policy), new("policy", s_value)]));
        Assert.Throws<ArgumentException>(() => new ParameterLayout([new("", s_policy)]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => _ = new ParameterBuffer(_layout).Network("valeu").Length);
        Assert.Contains("expected one of policy, value, received \"valeu\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InitializationIsAFunctionOfTheSourceAndLeavesPaddingZero()
    {
        ParameterBuffer a = new(_layout), b = new(_layout), other = new(_layout);
        a.Initialize(new RandomSource(1, 0));
        b.Initialize(new RandomSource(1, 0));
        other.Initialize(new RandomSource(2, 0));
        Assert.True(Matrices.SameBits(a.Values, b.Values));
        Assert.False(Matrices.SameBits(a.Values, other.Values));
        Workbench.AssertZeroPadding(a, "initialised");
        foreach (ParameterSegment segment in _layout.Segments)
        {
            Assert.Equal(segment.Name.EndsWith("bias", StringComparison.Ordinal), Workbench.Dense(a, segment).All(value => value == 0));
        }

        // Two tensors draw from streams of their own.
        Assert.NotEqual(a.Tensor(_layout.Segments[0])[0, 0], a.Tensor(_layout.Segments[4])[0, 0]);
    }

    [Fact]
    public void ASnapshotKeepsItsValuesUntilItIsRenewed()
    {
        ParameterBuffer buffer = new(_layout);
        buffer.Initialize(new RandomSource(1, 0));
        ParameterSnapshot snapshot = new(buffer);
        float[] before = buffer.Values.ToArray();
        buffer.Values.Fill(3);
        Assert.True(Matrices.SameBits(before, snapshot.Values));
        snapshot.CopyFrom(buffer);
        Assert.True(Matrices.SameBits(buffer.Values, snapshot.Values));
        Assert.Equal(s_value.ParameterLength, snapshot.Network("value").Length);
        Assert.Throws<ArgumentException>(() => snapshot.CopyFrom(new ParameterBuffer(new ParameterLayout([new("policy", s_policy), new("value", s_value)]))));
    }
}

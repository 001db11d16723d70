using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Inference;

public sealed class UnitStatesTests
{
    private const int Rows = 100;

    [Fact]
    public void AReluThatFiresOnceIsNotDead()
    {
        Matrix outputs = new(Rows, 3);
        outputs.Row(37)[1] = 1e-6f;
        for (int row = 0; row < Rows; row++)
        {
            outputs.Row(row)[2] = row;
        }

        Assert.Equal([UnitState.Dead, UnitState.Active, UnitState.Active], Find(Activation.Relu, outputs, 1));
    }

    /// <summary>A unit is flat where its slope is below a tenth of the largest one: tanh′ = 1 − a² below 0.1, sigmoid′ = a (1 − a) below 0.025.</summary>
    [Theory]
    [InlineData("tanh", 0.95, 0.94)]
    [InlineData("tanh", -0.95, -0.94)]
    [InlineData("sigmoid", 0.975, 0.973)]
    [InlineData("sigmoid", 0.025, 0.027)]
    public void AUnitOnTheFlatEndsInNearlyAllRowsIsSaturated(string name, double flat, double steep)
    {
        Matrix outputs = new(Rows, 3);
        for (int row = 0; row < Rows; row++)
        {
            outputs.Row(row)[0] = (float)(row < 95 ? flat : steep);
            outputs.Row(row)[1] = (float)(row < 94 ? flat : steep);
            outputs.Row(row)[2] = (float)steep;
        }

        Assert.Equal([UnitState.Saturated, UnitState.Active, UnitState.Active], Find(Activation.FromName(name), outputs, 1));
    }

    [Fact]
    public void UnitsOfOtherActivationsOrWithoutRowsAreActive()
    {
        Matrix zeros = new(Rows, 2);
        Assert.Equal([UnitState.Active, UnitState.Active], Find(Activation.Gelu, zeros, 0));
        Assert.Equal([UnitState.Active, UnitState.Active], Find(Activation.Identity, zeros, 0));
        Assert.Equal([UnitState.Active, UnitState.Active], Find(Activation.Relu, new Matrix(0, 2), 0));
        Assert.Throws<ArgumentException>(() => UnitStates.Find(Activation.Relu, zeros.View, new UnitState[3]));
    }

    private static UnitState[] Find(Activation activation, Matrix outputs, int expected)
    {
        UnitState[] states = [.. Enumerable.Repeat(UnitState.Dead, outputs.Columns)];
        Assert.Equal(expected, UnitStates.Find(activation, outputs.View, states));
        return states;
    }
}

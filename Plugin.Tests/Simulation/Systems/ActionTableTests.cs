using CsCheck;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Systems;

public sealed class ActionTableTests
{
    [Fact]
    public void MeanVarianceIsThatOfTheDefinition()
        => Gen.Select(Gen.Int[1, 4], Gen.Float[-1, 1].Array[0, 200], Gen.Float[-1000, 1000]).Sample((width, values, offset) =>
        {
            int rows = values.Length / width;
            ActionTable table = new(width);
            table.Resize(rows);
            for (int i = 0; i < rows * width; i++)
            {
                table.Row(i / width)[i % width] = values[i] + offset;
            }

            double naive = Enumerable.Range(0, width).Average(column =>
            {
                double[] each = [.. Enumerable.Range(0, rows).Select(row => (double)(values[row * width + column] + offset))];
                return each.Length == 0 ? 0 : each.Average(value => (value - each.Average()) * (value - each.Average()));
            });
            Assert.Equal(naive, table.MeanVariance(), 1e-9 * (1 + naive));
        });

    [Fact]
    public void FewerRowsForgetTheOthers()
    {
        ActionTable table = new(1);
        table.Resize(3);
        (table.Row(0)[0], table.Row(1)[0], table.Row(2)[0]) = (1, 3, 1000);
        table.Resize(2);
        Assert.Equal((2, 1.0), (table.Count, table.MeanVariance()));
        table.Resize(0);
        Assert.Equal(0, table.MeanVariance());
    }
}

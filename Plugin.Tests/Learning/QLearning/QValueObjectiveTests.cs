using NeuroAgents.Learning;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.QLearning;

public sealed class QValueObjectiveTests
{
    private static readonly int[] s_sizes = [2, 3];

    [Theory]
    [InlineData(0)]
    [InlineData(0.7f)]
    public void FollowsTheFormulaAndHasTheGradientOfDifferences(float delta)
    {
        const int Rows = 40;
        QValueObjective objective = new(s_sizes, delta, Rows);
        Assert.Equal(3, objective.TargetColumns(5));
        Matrix outputs = Matrices.Normal(Rows, 5, 1), targets = Matrices.Normal(Rows, 3, 2), gradients = new(Rows, 5), scratch = new(Rows, 5);
        double naive = 0, value = 0;
        for (int row = 0; row < Rows; row++)
        {
            (targets.Row(row)[0], targets.Row(row)[1]) = (row % 2, row % 3);
            float y = targets.Row(row)[2], first = outputs.Row(row)[row % 2], second = outputs.Row(row)[2 + row % 3];
            naive += (Penalty(first - y) + Penalty(second - y)) / 2 / Rows;
            value += (first + second) / 2.0 / Rows;
        }

        Assert.Equal(naive, Value(gradients), 1e-5);
        LearningFigures figures = objective.Summarize(Rows);
        Assert.Equal(naive, figures.ValueLoss, 1e-5);
        Assert.Equal(value, figures.MeanValue, 1e-5);
        for (int row = 0; row < Rows; row++)
        {
            for (int output = 0; output < 5; output++)
            {
                double numeric = GradientCheck.Derivative(() => Value(scratch), outputs.Row(row)[output], at => outputs.Row(row)[output] = at, 1f / 512);
                Assert.Equal(numeric, gradients.Row(row)[output], 2e-4);
            }
        }

        double Value(Matrix gradient)
            => objective.Sum(new ObjectiveRows { Outputs = outputs.View, Targets = targets.View, Gradients = gradient.View, TotalRows = Rows }) / objective.Terms(Rows, 5);

        double Penalty(double error) => delta == 0 ? error * error : Math.Abs(error) <= delta ? error * error / 2 : delta * (Math.Abs(error) - delta / 2);
    }

    [Fact]
    public void TheGreedyValueIsTheMeanOfTheBranchesOverAllowedChoices()
    {
        float[] online = [1, 2, 5, 4, 3], target = [10, 20, 30, 40, 50];
        Assert.Equal((2 + 5) / 2f, QValues.Greedy(s_sizes, online, online, []));
        Assert.Equal((20 + 30) / 2f, QValues.Greedy(s_sizes, online, target, []));
        Assert.Equal((10 + 40) / 2f, QValues.Greedy(s_sizes, online, target, [1, 0, 0, 1, 1]));
        Assert.Equal((1 + 4) / 2f, QValues.Greedy(s_sizes, online, online, [1, 0, 0, 1, 1]));
    }
}

using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class ClippedSurrogateTests
{
    private const float ClipRange = 0.2f;
    private const float EntropyCoefficient = 0.3f;

    public static TheoryData<int> Heads => [0, 1, 2];

    /// <summary>Uses advantages of both signs and ratios below, within and above the clipping range, so every case of the minimum occurs.</summary>
    [Theory]
    [MemberData(nameof(Heads))]
    public void FollowsTheFormulaAndHasTheGradientOfDifferences(int index)
    {
        (PolicyHead head, Matrix outputs, Matrix targets) = Batch(index, 40);
        ClippedSurrogate objective = new((IStochasticHead)head, 40) { ClipRange = ClipRange, EntropyCoefficient = EntropyCoefficient };
        float[] weights = [.. Enumerable.Range(0, 40).Select(row => 0.5f + row % 3 * 0.5f)];
        Matrix gradients = new(40, head.OutputWidth), scratch = new(40, head.OutputWidth);
        double naive = 0;
        int held = 0, free = 0;
        for (int row = 0; row < 40; row++)
        {
            (double logRatio, double entropy, double advantage) = Evaluate(head, outputs.Row(row), targets.Row(row));
            double ratio = Math.Exp(logRatio), gain = ratio * advantage, limited = Math.Clamp(ratio, 1 - ClipRange, 1 + ClipRange) * advantage;

            // Differences must not step over the edge of the range.
            weights[row] = Math.Abs(Math.Abs(ratio - 1) - ClipRange) < 0.05 ? 0 : weights[row];
            naive += weights[row] * (-Math.Min(gain, limited) - EntropyCoefficient * entropy) / 40;
            (held, free) = gain > limited ? (held + 1, free) : (held, free + 1);
        }

        Assert.True(held > 5 && free > 5);
        Assert.Equal(naive, Value(objective, outputs, targets, gradients, weights), 1e-5);
        double[] numeric = [.. Enumerable.Range(0, 40 * head.OutputWidth).Select(i => (Row: i / head.OutputWidth, Column: i % head.OutputWidth)).Select(at => GradientCheck.Derivative(
            () => Value(objective, outputs, targets, scratch, weights), outputs.Row(at.Row)[at.Column], value => outputs.Row(at.Row)[at.Column] = value, 1f / 256))];
        Tolerance.AssertWithin(4e-3, [.. Matrices.ToDouble(gradients.View).Cast<double>()], numeric, "gradient");
        Matrices.AssertZeroPadding(gradients.View, "gradient");
    }

    /// <summary>The term of a reference policy adds its mean divergence and its gradient to those without it.</summary>
    [Theory]
    [MemberData(nameof(Heads))]
    public void AReferenceAddsItsDivergence(int index)
    {
        const float Coefficient = 0.7f;
        (PolicyHead head, Matrix outputs, Matrix targets) = Batch(index, 40);
        int columns = targets.Columns, width = head.OutputWidth;
        Matrix reference = Matrices.Normal(40, width, 31), extended = new(40, columns + width), bare = new(40, width), gradients = new(40, width);
        float[] weights = [.. Enumerable.Range(0, 40).Select(row => 0.5f + row % 3 * 0.5f)];
        double expected = 0, mean = 0;
        double[] slopes = new double[40 * width];
        ClippedSurrogate without = new((IStochasticHead)head, 40) { EntropyCoefficient = EntropyCoefficient };
        ClippedSurrogate with = new((IStochasticHead)head, 40, hasReference: true) { EntropyCoefficient = EntropyCoefficient, ReferenceCoefficient = Coefficient };
        Assert.Equal(columns + width, with.TargetColumns(width));
        expected = Value(without, outputs, targets, bare, weights);
        for (int row = 0; row < 40; row++)
        {
            targets.Row(row).CopyTo(extended.Row(row));
            reference.Row(row).CopyTo(extended.Row(row)[columns..]);
            float[] gradient = new float[width];
            float divergence = ((IDivergence)head).AddDivergence(outputs.Row(row), reference.Row(row), targets.Row(row).Slice(head.ActionWidth, head.MaskWidth), weights[row] / 40 * Coefficient, gradient);
            expected += weights[row] * Coefficient * divergence / 40;
            mean += divergence / 40.0;
            for (int i = 0; i < width; i++)
            {
                slopes[row * width + i] = bare.Row(row)[i] + gradient[i];
            }
        }

        Assert.Equal(expected, Value(with, outputs, extended, gradients, weights), 1e-5 * expected);
        Assert.Equal(mean, with.Summarize(40).ReferenceKullbackLeibler, 1e-5 * mean);
        Assert.True(float.IsNaN(without.Summarize(40).ReferenceKullbackLeibler));
        Tolerance.AssertWithin(1e-5, [.. Matrices.ToDouble(gradients.View).Cast<double>()], slopes, "gradient");
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void AtTheSamplingNetworkTheRatioIsOneAndTheDivergenceZero(int index)
    {
        (PolicyHead head, Matrix outputs, Matrix targets) = Batch(index, 30, isOld: false);
        ClippedSurrogate objective = new((IStochasticHead)head, 30);
        Value(objective, outputs, targets, new Matrix(30, head.OutputWidth), []);
        LearningFigures figures = objective.Summarize(30);
        Assert.All(objective.LogRatios.ToArray(), value => Assert.Equal(0, value));
        Assert.All(objective.IsClipped.ToArray(), Assert.False);
        Assert.Equal((0f, 0f), (figures.KullbackLeibler, figures.ClipFraction));
        Assert.Equal(-Enumerable.Range(0, 30).Average(row => targets.Row(row)[^1]), figures.PolicyLoss, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void FiguresAreMeansOverTheRows(int index)
    {
        (PolicyHead head, Matrix outputs, Matrix targets) = Batch(index, 60);
        ClippedSurrogate objective = new((IStochasticHead)head, 100) { ClipRange = ClipRange };
        Value(objective, outputs, targets, new Matrix(60, head.OutputWidth), []);
        double loss = 0, entropy = 0, divergence = 0, clipped = 0;
        for (int row = 0; row < 60; row++)
        {
            (double logRatio, double h, double advantage) = Evaluate(head, outputs.Row(row), targets.Row(row));
            double ratio = Math.Exp(logRatio);
            loss -= Math.Min(ratio * advantage, Math.Clamp(ratio, 1 - ClipRange, 1 + ClipRange) * advantage) / 60;
            (entropy, divergence, clipped) = (entropy + h / 60, divergence + (ratio - 1 - logRatio) / 60, clipped + (Math.Abs(ratio - 1) > ClipRange ? 1.0 / 60 : 0));
        }

        LearningFigures figures = objective.Summarize(60);
        Assert.Equal(loss, figures.PolicyLoss, 1e-5);
        Assert.Equal(entropy, figures.Entropy, 1e-5);
        Assert.Equal(divergence, figures.KullbackLeibler, 1e-5 * Math.Max(1, divergence));
        Assert.Equal(clipped, figures.ClipFraction, 1e-6);
        Assert.InRange(clipped, 0.1, 0.9);
    }

    /// <summary>In float32, eˣ − 1 − x would lose small differences x.</summary>
    [Theory]
    [InlineData(1e-4f)]
    [InlineData(-0.01f)]
    [InlineData(0.49f)]
    [InlineData(-0.51f)]
    [InlineData(-30f)]
    [InlineData(30f)]
    public void TheDivergenceIsExactAtAnyDistance(float distance)
    {
        DiscreteHead head = new([2]);
        ClippedSurrogate objective = new(head, 1);
        Matrix outputs = new(1, 2), targets = new(1, 5);
        (float[] mask, float old) = ([1, 1], -distance);
        float[] target = [0, .. mask, head.Evaluate(outputs.Row(0), mask, [0]).LogProbability + old, 1];
        target.CopyTo(targets.Row(0));
        Value(objective, outputs, targets, new Matrix(1, 2), []);
        double x = objective.LogRatios[0], expected = Math.Abs(x) < 0.1 ? x * x / 2 * (1 + x / 3 + x * x / 12 + x * x * x / 60) : Math.Exp(x) - 1 - x;
        Assert.Equal(Math.Clamp(distance, -20, 20), x, 1e-6 * Math.Max(1, Math.Abs(x)));
        Assert.Equal(1, objective.Summarize(1).KullbackLeibler / expected, 1e-5);
    }

    /// <summary>A ratio beyond e²⁰ stays finite and has no gradient; NaN reaches loss and gradient, where the guard sees it.</summary>
    [Fact]
    public void LargeRatiosAreFiniteAndNaNIsSeen()
    {
        DiscreteHead head = new([2]);
        ClippedSurrogate objective = new(head, 1);
        Matrix outputs = new(1, 2), targets = new(1, 5), gradients = new(1, 2);
        new float[] { 0, 1, 1, -200, -1 }.CopyTo(targets.Row(0));
        Assert.InRange(Value(objective, outputs, targets, gradients, []), 4e8, 6e8);
        Assert.Equal([0f, 0f], gradients.Row(0).ToArray());
        outputs.Row(0)[1] = float.NaN;
        Assert.True(double.IsNaN(Value(objective, outputs, targets, gradients, [])));
        Assert.True(gradients.Row(0).ToArray().All(float.IsNaN));
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void TheNumberOfWorkersChangesNoBit(int index)
    {
        (PolicyHead head, _, Matrix targets) = Batch(index, 300);
        Sequential network = new(12, [new Dense(30, Activation.Tanh), new Dense(head.OutputWidth)]);
        Matrix x = Matrices.Normal(300, 12, 1);
        ClippedSurrogate first = new((IStochasticHead)head, 300) { EntropyCoefficient = 0.01f }, second = new((IStochasticHead)head, 300) { EntropyCoefficient = 0.01f };
        Workbench alone = new(network, 300, objective: first);
        using Workers workers = new(3);
        Workbench shared = new(network, 300, workers: workers, objective: second);
        for (int repeat = 0; repeat < 3; repeat++)
        {
            Assert.Equal(alone.Backward(x.View, targets.View), shared.Backward(x.View, targets.View));
            Assert.True(Matrices.SameBits(alone.Gradients.Values, shared.Gradients.Values));
            Assert.Equal(first.Summarize(300), second.Summarize(300));
            Assert.True(Matrices.SameBits(first.Entropies, second.Entropies));
        }

        AllocationProbe.AssertNone(() =>
        {
            alone.Backward(x.View, targets.View);
            first.Summarize(300);
        });
    }

    /// <summary>Samples of a network, and a step on them: the whole way from the head to the gradient of the parameters.</summary>
    [Fact]
    public void TheGradientReachesAnAppendedLogSigma()
    {
        GaussianHead head = new(2);
        Sequential network = new(4, [new Dense(9, Activation.Tanh), new Dense(2), new AppendedVector(2)]);
        ClippedSurrogate objective = new(head, 50);
        Workbench bench = new(network, 50, objective: objective);
        Matrix x = Matrices.Normal(50, 4, 1), outputs = new(50, 4), targets = new(50, 4), scratch = new(50, 4);
        Forward();
        for (int row = 0; row < 50; row++)
        {
            Span<float> target = targets.Row(row);
            Assert.True(head.Sample(outputs.Row(row), default, new RandomSource(1, 1), (ulong)row, 0, target[..2], new float[2], out target[2]));
            target[3] = row % 5 - 2;
        }

        bench.Backward(x.View, targets.View);
        Assert.All(objective.LogRatios.ToArray(), value => Assert.Equal(0, value));
        double[] analytic = Workbench.Dense(bench.Gradients);
        double[] numeric = [.. bench.Layout.Segments.SelectMany(segment => Enumerable.Range(0, segment.Rows * segment.Columns)
            .Select(i => segment.Offset + i / segment.Columns * segment.Stride + i % segment.Columns))
            .Select(place => GradientCheck.Derivative(
                () =>
                {
                    Forward();
                    return Value(objective, outputs, targets, scratch, []);
                },
                bench.Parameters.Values[place],
                value => bench.Parameters.Values[place] = value,
                1f / 256))];
        Tolerance.AssertWithin(4e-3, analytic, numeric, "dL/dparameters");

        void Forward() => new Predictor(network, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(x.View, outputs.View);
    }

    [Fact]
    public void OptionsAndWidthsAreChecked()
    {
        ClippedSurrogate objective = new(new DiscreteHead([3, 2]), 4);
        Assert.Equal(2 + 5 + 2, objective.TargetColumns(5));
        Assert.Equal(7, objective.Terms(7, 5));
        Assert.Contains("outputs: expected 5", Assert.Throws<ArgumentException>(() => objective.TargetColumns(4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.ClipRange = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.EntropyCoefficient = float.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.Summarize(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClippedSurrogate(new DiscreteHead([2]), 0));
    }

    /// <summary>Returns outputs and targets. The targets are sampled from slightly different, older outputs, or from the same outputs if <paramref name="isOld"/> is false.</summary>
    private static (PolicyHead Head, Matrix Outputs, Matrix Targets) Batch(int index, int rows, bool isOld = true)
    {
        PolicyHead head = index switch { 0 => new DiscreteHead([3, 2]), 1 => new GaussianHead(2), _ => new GaussianHead(2, [3, 2]) };
        IStochasticHead stochastic = (IStochasticHead)head;
        RandomSource random = new(4, 2);
        Matrix outputs = Matrices.Normal(rows, head.OutputWidth, 9), targets = new(rows, head.ActionWidth + head.MaskWidth + 2);
        bool[] mask = new bool[head.MaskWidth];
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = targets.Row(row);
            for (int i = 0; i < mask.Length; i++)
            {
                mask[i] = i % 3 == row % 3 || random.Uniform((ulong)row, (ulong)i) < 0.7f;
                target[head.ActionWidth + i] = mask[i] ? 1 : 0;
            }

            float[] old = [.. outputs.Row(row).ToArray().Select((value, i) => isOld ? value + 0.3f * random.Normal((ulong)row, (ulong)i + 50) : value)];
            if (mask.Length > 0)
            {
                mask[0] = mask[3] = true;
                target[head.ActionWidth] = target[head.ActionWidth + 3] = 1;
            }

            Assert.True(stochastic.Sample(old, mask, random.Stream(3), (ulong)row, 5, target[..head.ActionWidth], new float[head.ActionWidth], out target[^2]));
            target[^1] = random.Normal((ulong)row, 99);
        }

        return (head, outputs, targets);
    }

    private static (double LogRatio, double Entropy, double Advantage) Evaluate(PolicyHead head, ReadOnlySpan<float> output, ReadOnlySpan<float> target)
    {
        (float logProbability, float entropy) = ((IStochasticHead)head).Evaluate(output, target.Slice(head.ActionWidth, head.MaskWidth), target[..head.ActionWidth]);
        return (Math.Clamp((double)logProbability - target[^2], -20, 20), entropy, target[^1]);
    }

    private static double Value(ClippedSurrogate objective, Matrix outputs, Matrix targets, Matrix gradients, float[] weights)
    {
        ObjectiveRows rows = new() { Outputs = outputs.View, Targets = targets.View, Gradients = gradients.View, Weights = weights, TotalRows = outputs.Rows };
        return objective.Sum(rows) / objective.Terms(outputs.Rows, outputs.Columns);
    }
}

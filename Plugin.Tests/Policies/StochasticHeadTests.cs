using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Policies;

/// <summary>Samples, log-probabilities, entropies and gradients of every head that samples.</summary>
public sealed class StochasticHeadTests
{
    private const float TwoPi = 6.2831853f;

    /// <summary>The tested heads. Some have more than four branches, more than sixteen continuous actions or more outputs than the stack holds.</summary>
    private static readonly PolicyHead[] s_heads =
    [
        new DiscreteHead([3, 3]), new DiscreteHead([2, 5, 3, 4, 2, 7]), new DiscreteHead([2100, 3]),
        new GaussianHead(1), new GaussianHead(2), new GaussianHead(19), new GaussianHead(3, [3, 2]), new GaussianHead(2, [2, 2, 2, 2, 3]),
    ];

    public static TheoryData<int> Heads => [.. Enumerable.Range(0, s_heads.Length)];

    /// <summary>Heads whose derivatives are quick to find by differences.</summary>
    public static TheoryData<int> SmallHeads => [0, 1, 3, 4, 5, 6, 7];

    [Theory]
    [MemberData(nameof(Heads))]
    public void TheSampledLogProbabilityHasTheBitsOfTheEvaluatedOne(int index)
    {
        IStochasticHead head = (IStochasticHead)s_heads[index];
        RandomSource random = new(5, 3);
        float[] sample = new float[head.ActionWidth], action = new float[head.ActionWidth];
        for (ulong row = 0; row < 200; row++)
        {
            (float[] output, bool[] mask) = Row(head, row);
            Assert.True(head.Sample(output, mask, random, row, 7, sample, action, out float logProbability));
            (float evaluated, float entropy) = head.Evaluate(output, Floats(mask), sample);
            Assert.Equal(BitConverter.SingleToInt32Bits(logProbability), BitConverter.SingleToInt32Bits(evaluated));
            Assert.True(s_heads[index].IsAction(action, mask));
            (double naive, double naiveEntropy) = Naive(head, output, mask, sample);
            Assert.Equal(naive, logProbability, 1e-5 * Math.Max(1, Math.Abs(naive)));
            Assert.Equal(naiveEntropy, entropy, 1e-5 * Math.Max(1, Math.Abs(naiveEntropy)));
            Assert.Equal(sample.Select(value => Math.Clamp(value, -1, 1)).Take(Continuous(head)), action.Take(Continuous(head)));
            Assert.Equal(sample.Skip(Continuous(head)), action.Skip(Continuous(head)));
        }
    }

    /// <summary>Rows that are computed together, of any number and with invalid ones among them, have the bits of rows alone: samples, ln π, entropies and gradients.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void RowsTogetherHaveTheBitsOfRowsAlone(int index)
    {
        const int Rows = 45;
        DiscreteHead head = (DiscreteHead)s_heads[index];
        Assert.True(head.IsNarrow);
        int width = head.OutputWidth, branches = head.ActionWidth;
        Matrix outputs = new(Rows, width), targets = new(Rows, branches + width + 2), gradients = new(Rows, width);
        bool[] masks = new bool[Rows * width];
        for (int row = 0; row < Rows; row++)
        {
            (float[] output, bool[] mask) = Row(head, (ulong)row);
            mask = mask.Length == 0 ? [.. Enumerable.Repeat(true, width)] : mask;
            output[0] = (row % 8) switch { 1 => float.NaN, 2 => float.PositiveInfinity, 3 => float.NegativeInfinity, 4 => 80, _ => output[0] };
            mask[0] = row % 16 > 7 || mask[0];
            mask.AsSpan(0, head.Sizes[0]).Fill(row % 8 != 5 && mask[0]);
            output.CopyTo(outputs.Row(row));
            mask.CopyTo(masks, row * width);
        }

        RandomSource random = new(5, 3);
        ulong[] ids = [.. Enumerable.Range(1, Rows).Select(row => (ulong)row * 77)];
        float[] samples = new float[Rows * branches], logProbabilities = new float[Rows], sample = new float[branches], action = new float[branches], gradient = new float[width];
        head.SampleRows(outputs.View, masks, random, ids, 9, samples, logProbabilities);
        ClippedSurrogate together = new(head, Rows) { EntropyCoefficient = 0.1f };
        for (int row = 0; row < Rows; row++)
        {
            bool isDrawn = head.Sample(outputs.Row(row), masks.AsSpan(row * width, width), random, ids[row], 9, sample, action, out float logProbability);
            Assert.Equal(Bits(logProbability), Bits(logProbabilities[row]));
            Assert.Equal(isDrawn, !float.IsNaN(logProbabilities[row]));
            Assert.True(!isDrawn || sample.AsSpan().SequenceEqual(samples.AsSpan(row * branches, branches)));
            Span<float> target = targets.Row(row);
            sample.CopyTo(target);
            target[0] = (row % 11) switch { 7 => 0.5f, 8 => -1, 9 => 100, _ => target[0] };
            Floats(masks[(row * width)..((row + 1) * width)]).CopyTo(target[branches..]);
            (target[^2], target[^1]) = (isDrawn ? logProbability + 0.1f * (row % 5 - 2) : -1, row % 3 - 1);
        }

        together.Sum(new ObjectiveRows { Outputs = outputs.View, Targets = targets.View, Gradients = gradients.View, TotalRows = Rows });
        for (int row = 0; row < Rows; row++)
        {
            float[] mask = targets.Row(row).Slice(branches, width).ToArray(), chosen = targets.Row(row)[..branches].ToArray();
            (float logProbability, float entropy) = head.Evaluate(outputs.Row(row), mask, chosen);
            Assert.Equal(Bits(entropy), Bits(together.Entropies[row]));
            Assert.Equal(Bits(Math.Clamp(logProbability - targets.Row(row)[^2], -20, 20)), Bits(together.LogRatios[row]));

            // The coefficient of ln π follows from the kept figures.
            float gain = VectorLoop.Apply<Exp>(together.LogRatios[row]) * targets.Row(row)[^1], scale = 1f / Rows;
            bool isHeld = together.IsClipped[row] && gain > Math.Clamp(VectorLoop.Apply<Exp>(together.LogRatios[row]), 0.8f, 1.2f) * targets.Row(row)[^1];
            head.WriteGradient(outputs.Row(row), mask, chosen, isHeld || Math.Abs(logProbability - targets.Row(row)[^2]) > 20 ? 0 : -scale * gain, -scale * 0.1f, gradient);
            Assert.Equal(gradient.Select(Bits), gradients.Row(row).ToArray().Select(Bits));
        }

        // All NaN are one: their sign differs from instruction to instruction.
        static int Bits(float value) => float.IsNaN(value) ? int.MaxValue : BitConverter.SingleToInt32Bits(value);
    }

    [Theory]
    [MemberData(nameof(SmallHeads))]
    public void GradientsOfTheLogProbabilityAndOfTheEntropyAreNumericallyRight(int index)
    {
        IStochasticHead head = (IStochasticHead)s_heads[index];
        for (ulong row = 0; row < 12; row++)
        {
            (float[] output, bool[] flags) = Row(head, row);
            float[] mask = Floats(flags), sample = new float[head.ActionWidth], gradient = new float[head.OutputWidth];
            head.Sample(output, flags, new RandomSource(5, 3), row, 7, sample, new float[head.ActionWidth], out _);
            foreach ((float ofLogProbability, float ofEntropy) in ((float, float)[])[(1, 0), (0, 1), (-2, 0.5f)])
            {
                head.WriteGradient(output, mask, sample, ofLogProbability, ofEntropy, gradient);
                double[] numeric = [.. Enumerable.Range(0, output.Length).Select(i => GradientCheck.Derivative(
                    () =>
                    {
                        (float logProbability, float entropy) = head.Evaluate(output, mask, sample);
                        return (double)ofLogProbability * logProbability + ofEntropy * entropy;
                    },
                    output[i],
                    value => output[i] = value))];
                double[] analytic = [.. gradient.Select(value => (double)value)];
                Assert.True(numeric.Max(Math.Abs) == 0 ? analytic.Max(Math.Abs) < 1e-6 : Tolerance.Deviation(analytic, numeric) <= 2e-3, $"row {row}: {string.Join(' ', analytic)} | {string.Join(' ', numeric)}");
                Assert.All(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0), i => Assert.Equal(0, gradient[MaskedOutput(head, i)]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void TheDivergenceFollowsTheFormulaAndHasTheGradientOfDifferences(int index)
    {
        IStochasticHead head = (IStochasticHead)s_heads[index];
        IDivergence divergence = (IDivergence)s_heads[index];
        for (ulong row = 0; row < 8; row++)
        {
            (float[] output, bool[] flags) = Row(head, row);
            (float[] reference, _) = Row(head, row + 100);
            float[] mask = Floats(flags), gradient = [.. Enumerable.Repeat(0.5f, output.Length)];
            Assert.Equal(0, divergence.AddDivergence(output, output, mask, 1, new float[output.Length]));
            float value = divergence.AddDivergence(output, reference, mask, 2, gradient);
            double naive = NaiveDivergence(head, output, reference, mask);
            Assert.Equal(naive, value, 2e-5 * Math.Max(1, naive));
            Assert.True(value >= -1e-6f);
            if (index == 2)
            {
                continue;
            }

            double[] numeric = [.. Enumerable.Range(0, output.Length).Select(i => 0.5 + 2 * GradientCheck.Derivative(
                () => NaiveDivergence(head, output, reference, mask), output[i], changed => output[i] = changed, 1f / 256))];
            Assert.True(Tolerance.Deviation([.. gradient.Select(each => (double)each)], numeric) <= 1e-3, $"row {row}: {string.Join(' ', gradient)} | {string.Join(' ', numeric)}");
            Assert.All(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0), i => Assert.Equal(0.5f, gradient[MaskedOutput(head, i)]));
        }

        (float[] outputs, _) = Row(head, 1);
        outputs[0] = float.NaN;
        Assert.True(float.IsNaN(divergence.AddDivergence(outputs, Row(head, 2).Output, default, 1, new float[outputs.Length])));
        Assert.True(float.IsNaN(divergence.AddDivergence(Row(head, 2).Output, outputs, default, 1, new float[outputs.Length])));
    }

    /// <summary>In float64, without shifts: Σ p_ref · (ln p_ref − ln p), and for each continuous action ln σ − ln σ_ref + (σ_ref² + (μ − μ_ref)²) / 2σ² − ½.</summary>
    private static double NaiveDivergence(IStochasticHead head, float[] output, float[] reference, float[] mask)
    {
        int continuous = Continuous(head), choices = head.MaskWidth, first = continuous;
        double sum = 0;
        for (int i = 0; i < continuous; i++)
        {
            double logSigma = Math.Clamp(output[continuous + choices + i], -5f, 2f), logReference = Math.Clamp(reference[continuous + choices + i], -5f, 2f), distance = (double)output[i] - reference[i];
            sum += logSigma - logReference + (Math.Exp(2 * logReference) + distance * distance) / (2 * Math.Exp(2 * logSigma)) - 0.5;
        }

        foreach (int size in Sizes(head))
        {
            int[] allowed = [.. Enumerable.Range(first, size).Where(i => mask.Length == 0 || mask[i - continuous] != 0)];
            double total = allowed.Sum(i => Math.Exp(output[i])), ofReference = allowed.Sum(i => Math.Exp(reference[i]));
            sum += allowed.Sum(i => Math.Exp(reference[i]) / ofReference * (reference[i] - Math.Log(ofReference) - output[i] + Math.Log(total)));
            first += size;
        }

        return sum;
    }

    /// <summary>Compares the frequencies of 20,000 draws with the probabilities. The mean of χ² is the number of allowed choices less one; a correct sampler exceeds it by five deviations once in millions of runs.</summary>
    [Fact]
    public void ChoicesAreDrawnWithTheirProbabilities()
    {
        DiscreteHead head = new([4, 3, 2, 2, 5]);
        float[] output = [1, -0.5f, 2, 0.3f, 0, 3, -2, 0.5f, 0.5f, -4, 1, 0.1f, 0.2f, 9, -1, 0.4f], sample = new float[5];
        bool[] mask = [true, true, false, true, true, true, true, true, true, true, true, true, true, false, true, true];
        const int Draws = 20_000;
        int[] counts = new int[16];
        int[] sizes = [.. head.Sizes];
        RandomSource random = new(11, 4);
        for (ulong id = 0; id < Draws; id++)
        {
            Assert.True(head.Sample(output, mask, random, id, 3, sample, new float[5], out _));
            for (int branch = 0, first = 0; branch < sizes.Length; first += sizes[branch++])
            {
                counts[first + (int)sample[branch]]++;
            }
        }

        for (int branch = 0, first = 0; branch < sizes.Length; first += sizes[branch++])
        {
            int[] allowed = [.. Enumerable.Range(first, sizes[branch]).Where(i => mask[i])];
            double total = allowed.Sum(i => Math.Exp(output[i]));
            double deviation = allowed.Sum(i => Math.Pow(counts[i] - Draws * Math.Exp(output[i]) / total, 2) / (Draws * Math.Exp(output[i]) / total));
            int freedom = allowed.Length - 1;
            Assert.True(deviation < freedom + 5 * Math.Sqrt(2 * freedom) + 5, $"branch {branch}: χ² {deviation}");
        }

        Assert.All(Enumerable.Range(0, 16).Where(i => !mask[i]), i => Assert.Equal(0, counts[i]));
    }

    /// <summary>Branches of one block, and of several, are independent of each other.</summary>
    [Fact]
    public void BranchesAndActionsDrawNumbersOfTheirOwn()
    {
        const int Draws = 10_000;
        GaussianHead head = new(6, [2, 2, 2, 2, 2, 2]);
        float[] output = new float[head.OutputWidth], sample = new float[12];
        double[,] products = new double[12, 12];
        for (ulong id = 0; id < Draws; id++)
        {
            head.Sample(output, default, new RandomSource(2, 8), id, 0, sample, new float[12], out _);
            double[] centred = [.. sample.Select((value, i) => i < 6 ? value : 2 * value - 1.0)];
            for (int i = 0; i < 144; i++)
            {
                products[i / 12, i % 12] += centred[i / 12] * centred[i % 12] / Draws;
            }
        }

        for (int i = 0; i < 144; i++)
        {
            Assert.Equal(i / 12 == i % 12 ? 1 : 0, products[i / 12, i % 12], 0.06);
        }
    }

    [Fact]
    public void ContinuousActionsHaveTheirMeanAndDeviation()
    {
        const int Draws = 20_000;
        GaussianHead head = new(2);
        float[] sample = new float[2], action = new float[2];
        double[] sum = new double[2], squares = new double[2];
        int below = 0;
        for (ulong id = 0; id < Draws; id++)
        {
            Assert.True(head.Sample([0.5f, -3, -1, 0.5f], default, new RandomSource(2, 8), id, 1, sample, action, out _));
            Assert.True(action[0] is >= -1 and <= 1 && action[1] is >= -1 and <= 1);
            (sum[0], sum[1]) = (sum[0] + sample[0], sum[1] + sample[1]);
            (squares[0], squares[1]) = (squares[0] + (double)sample[0] * sample[0], squares[1] + (double)sample[1] * sample[1]);
            below += sample[0] < 0.5 - Math.Exp(-1) ? 1 : 0;
        }

        Assert.Equal(0.5, sum[0] / Draws, 0.01);
        Assert.Equal(-3, sum[1] / Draws, 0.05);
        Assert.Equal(Math.Exp(-1), Math.Sqrt(squares[0] / Draws - Math.Pow(sum[0] / Draws, 2)), 0.01);
        Assert.Equal(Math.Exp(0.5), Math.Sqrt(squares[1] / Draws - Math.Pow(sum[1] / Draws, 2)), 0.04);
        Assert.Equal(0.1587, (double)below / Draws, 0.01);
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void DrawsFollowTheIdAndTheStepAndNotTheOrderOfRows(int index)
    {
        IStochasticHead head = (IStochasticHead)s_heads[index];
        (float[] output, _) = Row(head, 3);
        RandomSource random = new(5, 3);
        float[][] forward = [.. Enumerable.Range(0, 40).Select(id => Draw((ulong)id, 2))];
        float[][] backward = [.. Enumerable.Range(0, 40).Reverse().Select(id => Draw((ulong)id, 2)).Reverse()];
        for (int id = 0; id < 40; id++)
        {
            Assert.Equal(forward[id], backward[id]);
        }

        Assert.Contains(Enumerable.Range(1, 39), id => !forward[id].SequenceEqual(forward[0]));
        Assert.Contains(Enumerable.Range(3, 20), step => !Draw(0, (ulong)step).SequenceEqual(forward[0]));

        float[] Draw(ulong id, ulong step)
        {
            float[] sample = new float[head.ActionWidth];
            head.Sample(output, default, random, id, step, sample, new float[head.ActionWidth], out _);
            return sample;
        }
    }

    [Fact]
    public void ABranchWithOneAllowedChoiceAddsNothing()
    {
        DiscreteHead head = new([3, 2]);
        float[] output = [5, -3, 0.25f, 1, 2], mask = [0, 1, 0, 1, 1], gradient = new float[5];
        (float logProbability, float entropy) = head.Evaluate(output, mask, [1, 0]);
        Assert.Equal(new DiscreteHead([2]).Evaluate([1, 2], default, [0]), (logProbability, entropy));
        head.WriteGradient(output, mask, [1, 0], 1, 1, gradient);
        Assert.Equal([0f, 0f, 0f], gradient[..3]);
        Assert.Equal((0f, 0f), new DiscreteHead([2]).Evaluate([7, 9], [1, 0], [0]));
    }

    /// <summary>Sample fails where Act fails, and then gives the neutral action. Infinite outputs still give finite numbers.</summary>
    [Theory]
    [MemberData(nameof(Heads))]
    public void FailsWhereActFails(int index)
    {
        PolicyHead head = s_heads[index];
        IStochasticHead stochastic = (IStochasticHead)head;
        RandomSource random = new(3, 9);
        int failed = 0;
        for (ulong row = 0; row < 300; row++)
        {
            (float[] output, bool[] mask) = Row(stochastic, row);
            for (int k = 0; k < 3; k++)
            {
                output[random.Below(output.Length, row, (ulong)k)] = (random.Bits(row, (ulong)k + 10) % 4) switch
                {
                    0 => float.NaN, 1 => float.PositiveInfinity, 2 => float.NegativeInfinity, _ => 0,
                };
            }

            if (row % 5 == 0 && mask.Length > 0)
            {
                Array.Clear(mask, 0, 3);
            }

            float[] sample = new float[head.ActionWidth], action = new float[head.ActionWidth], other = new float[head.ActionWidth], gradient = new float[head.OutputWidth];
            bool acts = head.Act(output, mask, other);
            bool isDrawn = stochastic.Sample(output, mask, random, row, 1, sample, action, out float logProbability);
            (float evaluated, float entropy) = stochastic.Evaluate(output, Floats(mask), sample);
            stochastic.WriteGradient(output, Floats(mask), sample, 1, 0.1f, gradient);
            Assert.Equal(acts, isDrawn);
            Assert.Equal(acts, head.FindNaN(output, mask) < 0 && head.FindClosedBranch(mask) < 0);
            Assert.True(isDrawn ? BitConverter.SingleToInt32Bits(logProbability) == BitConverter.SingleToInt32Bits(evaluated) : float.IsNaN(logProbability) && float.IsNaN(entropy));
            Assert.True(!isDrawn || (float.IsFinite(logProbability) && float.IsFinite(entropy) && sample.All(float.IsFinite) && gradient.All(float.IsFinite)));
            Assert.True(isDrawn || gradient.Any(float.IsNaN));
            if (!isDrawn)
            {
                failed++;
                head.WriteNeutralAction(mask, other);
                Assert.Equal(other, action);
                Assert.Equal(other, sample);
            }
        }

        Assert.InRange(failed, 50, 290);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0.5f)]
    [InlineData(1)]
    [InlineData(float.NaN)]
    public void AChoiceThatIsNotAllowedHasNoProbability(float choice)
    {
        DiscreteHead head = new([3, 2]);
        float[] gradient = new float[5];
        (float logProbability, float entropy) = head.Evaluate([1, 4, 2, -1, 3], [1, 0, 1, 1, 1], [choice, 1]);
        head.WriteGradient([1, 4, 2, -1, 3], [1, 0, 1, 1, 1], [choice, 1], 1, 0, gradient);
        Assert.True(float.IsNaN(logProbability) && float.IsFinite(entropy) && gradient.All(float.IsNaN));
    }

    /// <summary>Beyond a limit of ln σ the deviation is that of the limit, and a gradient passes only if descent leads back to the limit.</summary>
    [Fact]
    public void LogSigmasAreLimited()
    {
        GaussianHead head = new(1);
        float[] gradient = new float[2];
        Assert.Equal(head.Evaluate([0, 2], default, [3]), head.Evaluate([0, 40], default, [3]));
        Assert.Equal(head.Evaluate([0, -5], default, [0.01f]), head.Evaluate([0, float.NegativeInfinity], default, [0.01f]));
        foreach ((float logSigma, float ofEntropy, bool passes) in ((float, float, bool)[])[(3, -1, false), (3, 1, true), (-6, -1, true), (-6, 1, false), (2, -1, true), (-5, 1, true)])
        {
            head.WriteGradient([0, logSigma], default, [0], 0, ofEntropy, gradient);
            Assert.Equal([0f, passes ? ofEntropy : 0], gradient);
        }
    }

    [Fact]
    public void TheGreedyActionIsThatOfTheHeadForImitation()
    {
        foreach (ActionShape shape in (ActionShape[])[new(2, []), new(0, [3, 2]), new(3, [3, 2])])
        {
            PolicyHead greedy = PolicyHead.Create(shape), head = PolicyHead.CreateStochastic(shape);
            Assert.Equal((greedy.OutputWidth + shape.Continuous, greedy.ActionWidth, greedy.MaskWidth), (head.OutputWidth, head.ActionWidth, head.MaskWidth));
            Assert.Equal(Enumerable.Range(0, shape.Width).Select(greedy.Range), Enumerable.Range(0, shape.Width).Select(head.Range));
            for (ulong row = 0; row < 50; row++)
            {
                (float[] output, bool[] mask) = Row((IStochasticHead)head, row);
                float[] expected = new float[head.ActionWidth], action = new float[head.ActionWidth];
                Assert.Equal(greedy.Act(output.AsSpan(0, greedy.OutputWidth), mask, expected), head.Act(output, mask, action));
                Assert.Equal(expected, action);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianHead(0));
        Assert.Throws<ArgumentException>(() => new GaussianHead(2, [3, 1]));
        Assert.Throws<NotSupportedException>(() => new GaussianHead(2).CreateImitationLoss());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public void AllocatesNothing(int index)
    {
        IStochasticHead head = (IStochasticHead)s_heads[index];
        (float[] output, bool[] flags) = Row(head, 4);
        float[] mask = Floats(flags), sample = new float[head.ActionWidth], action = new float[head.ActionWidth], gradient = new float[head.OutputWidth];
        RandomSource random = new(5, 3);
        ulong id = 0;
        AllocationProbe.AssertNone(() =>
        {
            head.Sample(output, flags, random, id++, 7, sample, action, out _);
            head.Evaluate(output, mask, sample);
            head.WriteGradient(output, mask, sample, 1, 0.1f, gradient);
        });
    }

    private static int Continuous(IStochasticHead head) => (head.OutputWidth - head.MaskWidth) / 2;

    private static int MaskedOutput(IStochasticHead head, int choice) => Continuous(head) + choice;

    private static float[] Floats(bool[] mask) => [.. mask.Select(flag => flag ? 1f : 0f)];

    /// <summary>Returns normal outputs, with ln σ well within its limits, and a mask that leaves a choice of each branch.</summary>
    private static (float[] Output, bool[] Mask) Row(IStochasticHead head, ulong row)
    {
        RandomSource random = new(17, 5);
        int logSigmas = head.OutputWidth - Continuous(head);
        float[] output = [.. Enumerable.Range(0, head.OutputWidth).Select(i => random.Normal(row, (ulong)i) * (i < logSigmas ? 1 : 0.3f))];
        if (row % 3 == 0 || head.MaskWidth == 0)
        {
            return (output, []);
        }

        bool[] mask = [.. Enumerable.Range(0, head.MaskWidth).Select(i => random.Uniform(row, (ulong)i + 10_000) < 0.6f)];
        int first = 0;
        foreach (int size in Sizes(head))
        {
            mask[first + random.Below(size, row, (ulong)first + 20_000)] = true;
            first += size;
        }

        return (output, mask);
    }

    private static IReadOnlyList<int> Sizes(IStochasticHead head) => head is DiscreteHead discrete
        ? discrete.Sizes
        : [.. Enumerable.Range(Continuous(head), head.ActionWidth - Continuous(head)).Select(i => (int)((PolicyHead)head).Range(i).Maximum + 1)];

    private static (double LogProbability, double Entropy) Naive(IStochasticHead head, float[] output, bool[] mask, float[] sample)
    {
        double logProbability = 0, entropy = 0;
        int continuous = Continuous(head), first = 0;
        for (int i = 0; i < continuous; i++)
        {
            double logSigma = Math.Clamp(output[^(continuous - i)], -5, 2), z = (sample[i] - output[i]) / Math.Exp(logSigma);
            logProbability += -0.5 * z * z - logSigma - 0.5 * Math.Log(TwoPi);
            entropy += logSigma + 0.5 * Math.Log(TwoPi * Math.E);
        }

        foreach ((int size, int branch) in Sizes(head).Select((size, branch) => (size, branch)))
        {
            int start = first;
            double[] weights = [.. Enumerable.Range(0, size).Select(i => mask.Length == 0 || mask[start + i] ? Math.Exp(output[continuous + start + i]) : 0)];
            double total = weights.Sum();
            logProbability += Math.Log(weights[(int)sample[continuous + branch]] / total);
            entropy -= weights.Where(weight => weight > 0).Sum(weight => weight / total * Math.Log(weight / total));
            first += size;
        }

        return (logProbability, entropy);
    }
}

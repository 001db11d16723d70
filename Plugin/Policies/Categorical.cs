using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Policies;

/// <summary>Independent categorical distributions, one per branch: p = softmax of the allowed logits.</summary>
/// <remarks>
/// With s = z − max z, w = eˢ and S = Σ w over the allowed choices of a branch: ln p = s − ln S, H = ln S − Σ w·s / S, d ln p_c/dz = [z is c's] − p,
/// dH/dz = −p · (s − Σ w·s / S). One exponential loop serves all branches of a row, and one logarithm: Σ ln S = ln Π S.
/// </remarks>
internal static class Categorical
{
    /// <summary>Limit of logits, so that infinite ones have finite differences.</summary>
    internal const float MaxLogit = 1e30f;

    /// <summary>Logit of a masked choice, far below the limit: its weight is 0 and no product with it is NaN.</summary>
    internal const float Masked = float.MinValue;

    /// <summary>Product of totals above which its logarithm is taken, because a further factor could overflow.</summary>
    internal const float MaxProduct = 1e28f;

    private const int MaxStackValues = 4096;

    internal static bool Sample(
        int[] sizes, ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, out float logProbability)
    {
        int padded = Padded(logits.Length);
        float[]? rented = null;
        Span<float> memory = 2 * padded <= MaxStackValues ? stackalloc float[2 * padded] : (rented = ArrayPool<float>.Shared.Rent(2 * padded));
        Span<float> shifted = memory[..padded], weights = memory.Slice(padded, padded);
        CopyAllowed(logits, mask, shifted);
        bool isValid = Weigh(sizes, shifted, weights);

        (uint x, uint y, uint z, uint w) = (0, 0, 0, 0);
        float chosen = 0, product = 1, logs = 0;
        int first = 0;
        for (int branch = 0; branch < sizes.Length; branch++)
        {
            int size = sizes[branch];
            (x, y, z, w) = branch % 4 == 0 ? random.Block(id, step, branch / 4) : (y, z, w, x);
            float total = Total(weights.Slice(first, size));
            int choice = Draw(weights.Slice(first, size), RandomSource.ToUnit(x) * total);
            sample[branch] = choice;
            chosen += shifted[first + choice];
            Include(total, ref product, ref logs);
            first += size;
        }

        logs += VectorLoop.Apply<Log>(product);
        Return(rented);

        // The product is NaN if a logit is.
        isValid &= product >= 1;
        logProbability = isValid ? chosen - logs : float.NaN;
        return isValid;
    }

    internal static (float LogProbability, float Entropy) Evaluate(int[] sizes, ReadOnlySpan<float> logits, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample)
    {
        int padded = Padded(logits.Length);
        float[]? rented = null;
        Span<float> memory = 2 * padded <= MaxStackValues ? stackalloc float[2 * padded] : (rented = ArrayPool<float>.Shared.Rent(2 * padded));
        Span<float> shifted = memory[..padded], weights = memory.Slice(padded, padded);
        CopyAllowed(logits, mask, shifted);
        bool isValid = Weigh(sizes, shifted, weights), isAllowed = true;

        float chosen = 0, product = 1, logs = 0, means = 0;
        int first = 0;
        for (int branch = 0; branch < sizes.Length; branch++)
        {
            int size = sizes[branch];
            float total = Total(weights.Slice(first, size));
            means += Mean(weights.Slice(first, size), shifted.Slice(first, size), total);
            int choice = Choice(sample[branch], shifted.Slice(first, size));
            isAllowed &= choice >= 0;
            chosen += shifted[first + Math.Max(0, choice)];
            Include(total, ref product, ref logs);
            first += size;
        }

        logs += VectorLoop.Apply<Log>(product);
        Return(rented);
        isValid &= product >= 1;
        return (isValid && isAllowed ? chosen - logs : float.NaN, isValid ? logs - means : float.NaN);
    }

    internal static void WriteGradient(
        int[] sizes, ReadOnlySpan<float> logits, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample, float ofLogProbability, float ofEntropy, Span<float> gradient)
    {
        int padded = Padded(logits.Length);
        float[]? rented = null;
        Span<float> memory = 2 * padded <= MaxStackValues ? stackalloc float[2 * padded] : (rented = ArrayPool<float>.Shared.Rent(2 * padded));
        Span<float> shifted = memory[..padded], weights = memory.Slice(padded, padded);
        CopyAllowed(logits, mask, shifted);
        bool isValid = Weigh(sizes, shifted, weights);
        int first = 0;
        for (int branch = 0; branch < sizes.Length; branch++)
        {
            int size = sizes[branch];
            float total = Total(weights.Slice(first, size)), mean = Mean(weights.Slice(first, size), shifted.Slice(first, size), total);
            for (int i = first; i < first + size; i++)
            {
                gradient[i] = weights[i] == 0 ? 0 : -(weights[i] / total) * (ofLogProbability + ofEntropy * (shifted[i] - mean));
            }

            int choice = Choice(sample[branch], shifted.Slice(first, size));
            isValid &= choice >= 0 && total >= 1;
            gradient[first + Math.Max(0, choice)] += ofLogProbability;
            first += size;
        }

        Return(rented);
        if (!isValid)
        {
            gradient.Fill(float.NaN);
        }
    }

    /// <summary>Returns Σ over branches of Σ p_ref · (ln p_ref − ln p), and adds its gradient p − p_ref, times a scale.</summary>
    internal static float AddDivergence(int[] sizes, ReadOnlySpan<float> logits, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, float scale, Span<float> gradient)
    {
        int padded = Padded(logits.Length);
        float[]? rented = null;
        Span<float> memory = 4 * padded <= MaxStackValues ? stackalloc float[4 * padded] : (rented = ArrayPool<float>.Shared.Rent(4 * padded));
        Span<float> shifted = memory[..padded], weights = memory.Slice(padded, padded), ofReference = memory.Slice(2 * padded, padded), referenceWeights = memory.Slice(3 * padded, padded);
        CopyAllowed(logits, mask, shifted);
        CopyAllowed(reference, mask, ofReference);
        bool isValid = Weigh(sizes, shifted, weights) & Weigh(sizes, ofReference, referenceWeights);
        float divergence = 0;
        int first = 0;
        foreach (int size in sizes)
        {
            float total = Total(weights.Slice(first, size)), referenceTotal = Total(referenceWeights.Slice(first, size));
            float logRatio = VectorLoop.Apply<Log>(total) - VectorLoop.Apply<Log>(referenceTotal), sum = 0;
            for (int i = first; i < first + size; i++)
            {
                sum += referenceWeights[i] == 0 ? 0 : referenceWeights[i] * (ofReference[i] - shifted[i]);
                gradient[i] += scale * (weights[i] / total - referenceWeights[i] / referenceTotal);
            }

            divergence += sum / referenceTotal + logRatio;
            first += size;
        }

        Return(rented);
        return isValid ? divergence : float.NaN;
    }

    private static int Padded(int width) => (width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    private static void Return(float[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private static void CopyAllowed(ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask, Span<float> allowed)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            allowed[i] = mask.IsEmpty || mask[i] ? Limit(logits[i]) : Masked;
        }

        allowed[logits.Length..].Clear();
    }

    private static void CopyAllowed(ReadOnlySpan<float> logits, ReadOnlySpan<float> mask, Span<float> allowed)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            allowed[i] = mask.IsEmpty || mask[i] != 0 ? Limit(logits[i]) : Masked;
        }

        allowed[logits.Length..].Clear();
    }

    internal static float Limit(float logit) => logit > MaxLogit ? MaxLogit : logit < -MaxLogit ? -MaxLogit : logit;

    /// <summary>Turns logits into s in place and writes w. Returns false if a branch has no allowed logit that is a number.</summary>
    private static bool Weigh(int[] sizes, Span<float> shifted, Span<float> weights)
    {
        bool isOpen = true;
        int first = 0;
        foreach (int size in sizes)
        {
            Span<float> branch = shifted.Slice(first, size);
            float maximum = Masked;
            foreach (float logit in branch)
            {
                maximum = logit > maximum ? logit : maximum;
            }

            for (int i = 0; i < branch.Length; i++)
            {
                branch[i] -= maximum;
            }

            isOpen &= maximum > Masked;
            first += size;
        }

        VectorMath.Exp(shifted, weights);
        return isOpen;
    }

    private static float Total(ReadOnlySpan<float> weights)
    {
        float total = 0;
        foreach (float weight in weights)
        {
            total += weight;
        }

        return total;
    }

    /// <summary>Draws a choice: its index is the number of choices whose cumulative weight is at most the threshold, which is below the total. A choice of weight 0 is never the result.</summary>
    private static int Draw(ReadOnlySpan<float> weights, float threshold)
    {
        // u·S < S for u ≤ 1 − 2⁻²⁴, and the last cumulative weight is S, so the result is a choice. The loop has no jump that depends on the draw.
        float cumulative = 0;
        int choice = 0;
        foreach (float weight in weights)
        {
            cumulative += weight;
            choice += cumulative <= threshold ? 1 : 0;
        }

        Debug.Assert(choice < weights.Length, "A threshold must be below the total of the weights.");
        return choice;
    }

    /// <summary>Returns Σ w·s / S.</summary>
    private static float Mean(ReadOnlySpan<float> weights, ReadOnlySpan<float> shifted, float total)
    {
        float sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * shifted[i];
        }

        return sum / total;
    }

    /// <summary>Returns the index that a sample means, or −1 if it isn't an allowed choice.</summary>
    private static int Choice(float sample, ReadOnlySpan<float> shifted)
        => sample >= 0 && sample < shifted.Length && (int)sample == sample && !(shifted[(int)sample] < -2 * MaxLogit) ? (int)sample : -1;

    /// <summary>Multiplies a total into Π S. If the product is large, its logarithm is added to Σ ln S first and the product restarts at 1.</summary>
    private static void Include(float total, ref float product, ref float logs)
    {
        if (product > MaxProduct)
        {
            logs += VectorLoop.Apply<Log>(product);
            product = 1;
        }

        product *= total;
    }
}

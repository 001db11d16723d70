using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>A policy head that samples continuous actions from normal distributions, x = μ + σ·ε. Discrete branches may follow them.</summary>
/// <remarks>
/// Outputs: the means μ, the logits of the branches, then ln σ of each continuous action, limited to [−5, 2]. The first outputs are therefore those of the head for
/// imitation, and ln σ may come from an appended vector (<c>AppendedVector</c>) that doesn't depend on the observation. ln π = Σ −½((x − μ)/σ)² − ln σ − ½ ln 2π and
/// H = Σ ln σ + ½ ln 2πe, each plus that of the branches (<see cref="DiscreteHead"/>). <see cref="Act"/> is greedy and takes the limited means. A ln σ beyond its limit
/// only has a gradient that leads back to the limit. If a relevant output is NaN, the whole action is neutral. Immutable; does not allocate for up to 2,048 outputs; thread safe.
/// </remarks>
public sealed class GaussianHead : PolicyHead, IStochasticHead, IDivergence
{
    /// <summary>Minimum of ln σ, −5: σ is 0.0067.</summary>
    public const float MinLogSigma = -5;

    /// <summary>Maximum of ln σ, 2: σ is 7.4.</summary>
    public const float MaxLogSigma = 2;

    /// <summary>Limit of means, so that infinite ones have a finite ln π.</summary>
    private const float MaxMean = 1e15f;

    /// <summary>½ ln 2π.</summary>
    private const float LogNorm = 0.9189385332f;

    /// <summary>Sub-stream of random numbers for the branches. The continuous actions draw from other blocks.</summary>
    private const ulong Branches = 1UL << 32;

    /// <summary>Actions whose σ are computed together.</summary>
    private const int Chunk = 16;

    private readonly PolicyHead _greedy;
    private readonly DiscreteHead? _discrete;
    private readonly int _continuous;

    /// <summary>Creates a head for continuous actions, with or without branches.</summary>
    /// <param name="continuous">Number of continuous actions, at least 1.</param>
    /// <param name="sizes">Number of choices of each branch, at least 2; null or empty if no action is discrete.</param>
    /// <exception cref="ArgumentException">There is no continuous action, or a branch has fewer than two choices.</exception>
    public GaussianHead(int continuous, IReadOnlyList<int>? sizes = null)
    {
        Require.Positive(continuous);
        _continuous = continuous;
        _discrete = sizes is null or { Count: 0 } ? null : new DiscreteHead(sizes);
        _greedy = _discrete is null ? new ContinuousHead(continuous) : new HybridHead(continuous, _discrete.Sizes);
        OutputWidth = checked(_greedy.OutputWidth + continuous);
    }

    /// <summary>Number of network outputs: a mean per continuous action, a logit per choice, then ln σ per continuous action.</summary>
    public override int OutputWidth { get; }

    /// <inheritdoc/>
    public override int ActionWidth => _greedy.ActionWidth;

    /// <summary>Total number of choices of all branches.</summary>
    public override int MaskWidth => _greedy.MaskWidth;

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        Debug.Assert(output.Length == OutputWidth && action.Length == ActionWidth, "A head turns one row of outputs into one action.");
        bool isDecided = _greedy.Act(output[.._greedy.OutputWidth], mask, action);
        if (FirstNaN(LogSigmas(output)) < 0)
        {
            return isDecided;
        }

        WriteNeutralAction(mask, action);
        return false;
    }

    /// <inheritdoc/>
    public bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && action.Length == ActionWidth, "A head turns one row of outputs into one sample.");
        Draw(output, random, id, step, sample);
        logProbability = LogDensity(output, sample);
        bool isDrawn = !float.IsNaN(logProbability);
        if (_discrete is not null)
        {
            isDrawn &= _discrete.Sample(Logits(output), mask, random.Stream(Branches), id, step, sample[_continuous..], action[_continuous..], out float ofChoices);
            logProbability += ofChoices;
        }

        if (!isDrawn)
        {
            WriteNeutralAction(mask, sample);
            sample.CopyTo(action);
            logProbability = float.NaN;
            return false;
        }

        for (int i = 0; i < _continuous; i++)
        {
            action[i] = Limit(sample[i], -1, 1);
        }

        return true;
    }

    /// <inheritdoc/>
    public (float LogProbability, float Entropy) Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth, "A sample has a value of each action.");
        float logProbability = LogDensity(output, sample), entropy = _continuous * (0.5f + LogNorm);
        foreach (float logSigma in LogSigmas(output))
        {
            entropy += Limit(logSigma, MinLogSigma, MaxLogSigma);
        }

        if (_discrete is not null)
        {
            (float ofChoices, float entropyOfChoices) = _discrete.Evaluate(Logits(output), mask, sample[_continuous..]);
            (logProbability, entropy) = (logProbability + ofChoices, entropy + entropyOfChoices);
        }

        return (logProbability, FindFirstNaN(output) < 0 ? entropy : float.NaN);
    }

    /// <inheritdoc/>
    public void WriteGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> mask, ReadOnlySpan<float> sample, float ofLogProbability, float ofEntropy, Span<float> gradient)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && gradient.Length == OutputWidth, "A gradient has a value for each output.");
        Span<float> sigmas = stackalloc float[Chunk], slopes = gradient[_greedy.OutputWidth..];
        ReadOnlySpan<float> logSigmas = LogSigmas(output);
        for (int i = 0; i < _continuous; i++)
        {
            if (i % Chunk == 0)
            {
                WriteSigmas(logSigmas[i..], sigmas);
            }

            float sigma = sigmas[i % Chunk], z = (sample[i] - Limit(output[i], -MaxMean, MaxMean)) / sigma;
            float slope = ofLogProbability * (z * z - 1) + ofEntropy;
            gradient[i] = ofLogProbability * (z / sigma);
            slopes[i] = WithinLimits(logSigmas[i], slope);
        }

        _discrete?.WriteGradient(Logits(output), mask, sample[_continuous..], ofLogProbability, ofEntropy, gradient.Slice(_continuous, _discrete.OutputWidth));
    }

    /// <summary>Σ ln σ − ln σ_ref + (σ_ref² + (μ − μ_ref)²) / 2σ² − ½ over the continuous actions, plus that of the branches.</summary>
    float IDivergence.AddDivergence(ReadOnlySpan<float> output, ReadOnlySpan<float> reference, ReadOnlySpan<float> mask, float scale, Span<float> gradient)
    {
        Span<float> sigmas = stackalloc float[Chunk], referenceSigmas = stackalloc float[Chunk], slopes = gradient[_greedy.OutputWidth..];
        ReadOnlySpan<float> logSigmas = LogSigmas(output), referenceLogSigmas = LogSigmas(reference);
        float divergence = 0;
        for (int i = 0; i < _continuous; i++)
        {
            if (i % Chunk == 0)
            {
                WriteSigmas(logSigmas[i..], sigmas);
                WriteSigmas(referenceLogSigmas[i..], referenceSigmas);
            }

            float sigma = sigmas[i % Chunk], distance = (Limit(output[i], -MaxMean, MaxMean) - Limit(reference[i], -MaxMean, MaxMean)) / sigma, share = referenceSigmas[i % Chunk] / sigma;
            float excess = share * share + distance * distance - 1;
            divergence += Limit(logSigmas[i], MinLogSigma, MaxLogSigma) - Limit(referenceLogSigmas[i], MinLogSigma, MaxLogSigma) + 0.5f * excess;
            gradient[i] += scale * (distance / sigma);
            slopes[i] += WithinLimits(logSigmas[i], -scale * excess);
        }

        return _discrete is null ? divergence
            : divergence + ((IDivergence)_discrete).AddDivergence(Logits(output), Logits(reference), mask, scale, gradient.Slice(_continuous, _discrete.OutputWidth));
    }

    /// <summary>Writes zeros, the middle of each range, and the first allowed choice of each branch.</summary>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action) => _greedy.WriteNeutralAction(mask, action);

    /// <summary>Returns whether the continuous values are from −1 to 1 and each index is that of an allowed choice.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => _greedy.IsAction(action, mask);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => _greedy.FindRefused(action, mask);

    internal override int FindClosedBranch(ReadOnlySpan<bool> mask) => _greedy.FindClosedBranch(mask);

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask)
    {
        int continuous = FindFirstNaN(output);
        return continuous >= 0 ? continuous : _greedy.FindNaN(output[.._greedy.OutputWidth], mask);
    }

    internal override (float Minimum, float Maximum) Range(int action) => _greedy.Range(action);

    private ReadOnlySpan<float> Logits(ReadOnlySpan<float> output) => output[_continuous.._greedy.OutputWidth];

    private ReadOnlySpan<float> LogSigmas(ReadOnlySpan<float> output) => output[_greedy.OutputWidth..];

    /// <summary>Returns the index of the first continuous action whose μ or ln σ is NaN, or −1.</summary>
    private int FindFirstNaN(ReadOnlySpan<float> output)
    {
        int mean = FirstNaN(output[.._continuous]), logSigma = FirstNaN(LogSigmas(output));
        return mean < 0 || logSigma < 0 ? Math.Max(mean, logSigma) : Math.Min(mean, logSigma);
    }

    private static int FirstNaN(ReadOnlySpan<float> values)
    {
        int i = 0;
        while (i < values.Length && !float.IsNaN(values[i]))
        {
            i++;
        }

        return i < values.Length ? i : -1;
    }

    /// <summary>Draws x = μ + σ·ε. A block of random bits makes four ε.</summary>
    private void Draw(ReadOnlySpan<float> output, RandomSource random, ulong id, ulong step, Span<float> sample)
    {
        Span<float> sigmas = stackalloc float[Chunk], noise = stackalloc float[4];
        for (int i = 0; i < _continuous; i++)
        {
            if (i % Chunk == 0)
            {
                WriteSigmas(LogSigmas(output)[i..], sigmas);
            }

            if (i % 4 == 0)
            {
                (uint x, uint y, uint z, uint w) = random.Block(id, step, i / 4);
                (noise[0], noise[1]) = RandomSource.ToNormals(x, y);
                (noise[2], noise[3]) = i + 2 < _continuous ? RandomSource.ToNormals(z, w) : default;
            }

            sample[i] = Limit(output[i], -MaxMean, MaxMean) + sigmas[i % Chunk] * noise[i % 4];
        }
    }

    /// <summary>Returns Σ −½((x − μ)/σ)² − ln σ − ½ ln 2π over the continuous actions.</summary>
    private float LogDensity(ReadOnlySpan<float> output, ReadOnlySpan<float> sample)
    {
        Span<float> sigmas = stackalloc float[Chunk];
        ReadOnlySpan<float> logSigmas = LogSigmas(output);
        float sum = 0;
        for (int i = 0; i < _continuous; i++)
        {
            if (i % Chunk == 0)
            {
                WriteSigmas(logSigmas[i..], sigmas);
            }

            float z = (sample[i] - Limit(output[i], -MaxMean, MaxMean)) / sigmas[i % Chunk];
            sum -= 0.5f * z * z + Limit(logSigmas[i], MinLogSigma, MaxLogSigma);
        }

        return sum - _continuous * LogNorm;
    }

    /// <summary>Writes the σ of the next actions, at most a chunk of them.</summary>
    private static void WriteSigmas(ReadOnlySpan<float> logSigmas, Span<float> sigmas)
    {
        for (int i = 0; i < Math.Min(Chunk, logSigmas.Length); i++)
        {
            sigmas[i] = Limit(logSigmas[i], MinLogSigma, MaxLogSigma);
        }

        VectorMath.Exp(sigmas, sigmas);
    }

    /// <summary>Returns a slope of ln σ, or 0 if a step against it would lead further beyond the limits.</summary>
    private static float WithinLimits(float logSigma, float slope) => (logSigma < MinLogSigma && slope > 0) || (logSigma > MaxLogSigma && slope < 0) ? 0 : slope;

    private static float Limit(float value, float minimum, float maximum) => value < minimum ? minimum : value > maximum ? maximum : value;
}

using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Policies;

/// <summary>A policy head that samples continuous actions from squashed normal distributions, a = tanh(u) with u = μ + σ·ε, as soft actor-critic needs (Haarnoja et al., arXiv 1812.05905, appendix C).</summary>
/// <remarks>
/// <para>Outputs: the means μ, then ln σ of each action, limited to [−5, 2]. ln π(a) = Σ −½ε² − ln σ − ½ ln 2π − 2(ln 2 − u − softplus(−2u)), whose last term is −ln(1 − tanh² u) without loss of digits.
/// <see cref="Act"/> is greedy and takes tanh(μ). For an ln σ beyond its limit, only gradients that lead back to the limit are kept. If an output is NaN, the whole action is neutral.</para>
/// <para>The first decisions are drawn evenly from [−1, 1]. The count of decisions belongs to the brain, so each brain has a head of its own. Does not allocate; rows may be drawn on several threads at once.</para>
/// </remarks>
public sealed class SquashedGaussianHead : PolicyHead, ISamplingHead, IExploringHead
{
    /// <summary>Maximum of the noise period.</summary>
    internal const int MaxNoisePeriod = 1000;

    /// <summary>Limit of means, so that infinite ones have a finite ln π.</summary>
    private const float MaxMean = 1e15f;

    /// <summary>½ ln 2π.</summary>
    private const float LogNorm = 0.9189385332f;
    private const float Ln2 = 0.6931471806f;

    /// <summary>Actions that are computed together.</summary>
    private const int Chunk = 16;

    private readonly ContinuousHead _greedy;
    private readonly int _randomDecisions;
    private readonly int _noisePeriod;

    /// <summary>Creates a head for a number of continuous actions.</summary>
    /// <param name="actions">Number of actions, at least 1.</param>
    /// <param name="randomDecisions">Number of first decisions, of all agents together, whose actions are drawn evenly from [−1, 1], at least 0.</param>
    /// <param name="noisePeriod">Decisions over which an agent keeps its noise ε, 1 to 1,000. With longer periods, exploration pushes in one direction for longer and finds more distant rewards; each single action keeps its distribution.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SquashedGaussianHead(int actions, int randomDecisions = 0, int noisePeriod = 1)
    {
        Require.NotNegative(randomDecisions);
        Require.InRange(noisePeriod, 1, MaxNoisePeriod);
        (_greedy, _randomDecisions, _noisePeriod) = (new ContinuousHead(actions), randomDecisions, noisePeriod);
        OutputWidth = checked(2 * actions);
    }

    /// <summary>Number of network outputs: a mean per action, then ln σ per action.</summary>
    public override int OutputWidth { get; }

    /// <inheritdoc/>
    public override int ActionWidth => _greedy.ActionWidth;

    /// <summary>Number of rows decided so far while the brain explores, those of greedy agents included.</summary>
    public long Decisions { get; internal set; }

    long IExploringHead.Decisions
    {
        get => Decisions;
        set => Decisions = value;
    }

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        Debug.Assert(output.Length == OutputWidth && action.Length == ActionWidth, "A head turns one row of outputs into one action.");
        if (FindNaN(output, mask) >= 0)
        {
            WriteNeutralAction(mask, action);
            return false;
        }

        VectorMath.Tanh(output[..ActionWidth], action);
        return true;
    }

    /// <inheritdoc/>
    public bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && action.Length == ActionWidth, "A head turns one row of outputs into one sample.");
        bool isDrawn = FindNaN(output, mask) < 0;
        // Agents change their noise at different decisions.
        ulong draw = (step + (uint)id) / (uint)_noisePeriod;
        if (!isDrawn)
        {
            WriteNeutralAction(mask, sample);
            logProbability = float.NaN;
        }
        else if (Decisions < _randomDecisions)
        {
            DrawEven(random, id, draw, sample);
            logProbability = -Ln2 * ActionWidth;
        }
        else
        {
            // The sample's place holds the noise first.
            DrawNoise(random, id, draw, sample);
            logProbability = Squash(output, sample, sample);
        }

        sample.CopyTo(action);
        return isDrawn;
    }

    /// <summary>Draws the noise ε of one row from the standard normal distribution.</summary>
    /// <param name="random">A source that serves nothing else.</param>
    /// <param name="id">Identity of the agent or the row.</param>
    /// <param name="step">Number of the draw.</param>
    /// <param name="noise"><see cref="ActionWidth"/> values, overwritten.</param>
    internal static void DrawNoise(RandomSource random, ulong id, ulong step, Span<float> noise)
    {
        Span<float> four = stackalloc float[4];
        for (int i = 0; i < noise.Length; i += 4)
        {
            // A block of random bits makes four ε.
            (uint x, uint y, uint z, uint w) = random.Block(id, step, i / 4);
            (four[0], four[1]) = RandomSource.ToNormals(x, y);
            (four[2], four[3]) = i + 2 < noise.Length ? RandomSource.ToNormals(z, w) : default;
            four[..Math.Min(4, noise.Length - i)].CopyTo(noise[i..]);
        }
    }

    /// <summary>Writes the actions tanh(μ + σ·ε) and returns their ln π; NaN if an output is NaN.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="noise">ε, <see cref="ActionWidth"/> values.</param>
    /// <param name="action"><see cref="ActionWidth"/> values, overwritten. It may be the noise itself.</param>
    internal float Squash(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> action)
    {
        Span<float> sigmas = stackalloc float[Chunk];
        float sum = 0;
        for (int first = 0; first < noise.Length; first += Chunk)
        {
            int count = Math.Min(Chunk, noise.Length - first);
            sum += Squash(output, noise.Slice(first, count), first, sigmas[..count], action.Slice(first, count));
        }

        return sum;
    }

    /// <summary>Writes the gradient of one row with fixed noise, dL/doutput = dL/d ln π · d ln π/doutput + dL/da · da/doutput, and returns ln π.</summary>
    /// <param name="output"><see cref="OutputWidth"/> values.</param>
    /// <param name="noise">ε, <see cref="ActionWidth"/> values.</param>
    /// <param name="ofLogProbability">dL/d ln π.</param>
    /// <param name="ofAction">dL/da, <see cref="ActionWidth"/> values.</param>
    /// <param name="factor">Factor of <paramref name="ofAction"/>.</param>
    /// <param name="gradient"><see cref="OutputWidth"/> values, overwritten; NaN if an output is NaN.</param>
    internal float WriteGradient(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, float ofLogProbability, ReadOnlySpan<float> ofAction, float factor, Span<float> gradient)
    {
        Debug.Assert(output.Length == OutputWidth && ofAction.Length == ActionWidth && gradient.Length == OutputWidth, "A gradient has a value for each output.");
        Span<float> sigmas = stackalloc float[Chunk], actions = stackalloc float[Chunk];
        float sum = 0;
        for (int first = 0; first < noise.Length; first += Chunk)
        {
            int count = Math.Min(Chunk, noise.Length - first);
            sum += Squash(output, noise.Slice(first, count), first, sigmas[..count], actions[..count]);
            for (int i = 0; i < count; i++)
            {
                // d ln π/du = 2a, da/du = 1 − a², and u depends on ln σ by σ·ε.
                float a = actions[i], ofU = ofLogProbability * 2 * a + factor * ofAction[first + i] * (1 - a * a);
                float logSigma = output[ActionWidth + first + i], slope = ofU * sigmas[i] * noise[first + i] - ofLogProbability;
                gradient[first + i] = ofU;
                gradient[ActionWidth + first + i] = (logSigma < GaussianHead.MinLogSigma && slope > 0) || (logSigma > GaussianHead.MaxLogSigma && slope < 0) ? 0 : slope;
            }
        }

        return sum;
    }

    /// <summary>Writes zeros, the middle of each range.</summary>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action) => _greedy.WriteNeutralAction(mask, action);

    /// <summary>Returns whether the values are from −1 to 1.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => _greedy.IsAction(action, mask);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => _greedy.FindRefused(action, mask);

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask)
    {
        int mean = _greedy.FindNaN(output[..ActionWidth], mask), logSigma = _greedy.FindNaN(output[ActionWidth..], mask);
        return mean < 0 || logSigma < 0 ? Math.Max(mean, logSigma) : Math.Min(mean, logSigma);
    }

    internal override bool AreActions(ReadOnlySpan<float> actions) => _greedy.AreActions(actions);

    private static void DrawEven(RandomSource random, ulong id, ulong step, Span<float> sample)
    {
        for (int i = 0; i < sample.Length; i++)
        {
            sample[i] = 2 * RandomSource.ToUnit(random.Block(id, step, i).X) - 1;
        }
    }

    /// <summary>Computes the actions and σ of at most a chunk of actions, and returns their ln π.</summary>
    private float Squash(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, int first, Span<float> sigmas, Span<float> actions)
    {
        Span<float> memory = stackalloc float[2 * Chunk], u = memory[..noise.Length], softplus = memory.Slice(Chunk, noise.Length);
        ReadOnlySpan<float> means = output.Slice(first, noise.Length), logSigmas = output.Slice(ActionWidth + first, noise.Length);
        for (int i = 0; i < noise.Length; i++)
        {
            sigmas[i] = Limit(logSigmas[i], GaussianHead.MinLogSigma, GaussianHead.MaxLogSigma);
        }

        VectorMath.Exp(sigmas, sigmas);
        for (int i = 0; i < noise.Length; i++)
        {
            u[i] = Limit(means[i], -MaxMean, MaxMean) + sigmas[i] * noise[i];
            softplus[i] = -2 * u[i];
        }

        VectorMath.Softplus(softplus, softplus);
        float sum = 0;
        for (int i = 0; i < noise.Length; i++)
        {
            float logSigma = Limit(logSigmas[i], GaussianHead.MinLogSigma, GaussianHead.MaxLogSigma);
            sum -= 0.5f * noise[i] * noise[i] + logSigma + LogNorm + 2 * (Ln2 - u[i] - softplus[i]);
        }

        // Last, because the actions may have the noise's place.
        VectorMath.Tanh(u, actions);
        return sum;
    }

    private static float Limit(float value, float minimum, float maximum) => value < minimum ? minimum : value > maximum ? maximum : value;
}

using System.Diagnostics;
using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Policy objective of PPO, L = 1/n · Σ over rows of −min(ρA, clip(ρ, 1 − ε, 1 + ε) · A) − c·H + β·KL(π_ref ‖ π), with ρ = π(sample) / π_old(sample) and the entropy H.</summary>
/// <remarks>
/// <para>Schulman, Wolski, Dhariwal, Radford, Klimov: "Proximal policy optimization algorithms", 2017. A target row has the sample
/// (<see cref="ISamplingHead.ActionWidth"/> values), its mask (<see cref="ISamplingHead.MaskWidth"/> values: 1 for allowed, 0 for masked), ln π_old(sample)
/// and the advantage A. With a reference policy π_ref, the outputs of its network follow. ρ = exp(ln π − ln π_old). The difference is limited to ±20, and beyond that has no gradient. Rows may have weights.</para>
/// <para>The log ratio, the entropy and the loss of each row of the last batch are kept and summed in the order of rows by <see cref="Summarize"/>, so figures
/// don't depend on the number of workers. Does not allocate. Thread safe for distinct rows; coefficients must not change during a step.</para>
/// </remarks>
public sealed class ClippedSurrogate : IObjective
{
    /// <summary>Smallest <see cref="ClipRange"/>.</summary>
    internal const float MinClipRange = 1e-6f;

    /// <summary>Limit of the log ratio: e²⁰ is 5·10⁸.</summary>
    private const float MaxLogRatio = 20;

    /// <summary>Size of the log ratio below which the divergence is computed by its series.</summary>
    private const float SmallLogRatio = 0.5f;

    private readonly IStochasticHead _head;
    private readonly DiscreteHead? _categorical;
    private readonly float[] _logRatios;
    private readonly float[] _entropies;
    private readonly float[] _losses;
    private readonly float[] _divergences;
    private readonly bool[] _isClipped;
    private readonly IDivergence? _divergence;
    private float _clipRange = 0.2f;
    private float _entropyCoefficient;
    private float _referenceCoefficient;

    /// <summary>Creates the objective.</summary>
    /// <param name="head">The policy's head.</param>
    /// <param name="capacity">Maximum rows of a batch, at least 1.</param>
    /// <param name="hasReference">Whether targets have the outputs of a reference policy. Needs a <see cref="DiscreteHead"/> or a <see cref="GaussianHead"/>.</param>
    /// <exception cref="ArgumentException">The distributions of the head can't be compared.</exception>
    public ClippedSurrogate(IStochasticHead head, int capacity, bool hasReference = false)
    {
        Require.NotNull(head);
        Require.Positive(capacity);
        _divergence = !hasReference ? null : head as IDivergence ?? throw new ArgumentException($"head: expected a DiscreteHead or a GaussianHead for a reference policy, received {head.GetType().Name}.", nameof(head));
        _divergences = new float[hasReference ? capacity : 0];
        (_head, _categorical) = (head, head is DiscreteHead { IsNarrow: true } discrete ? discrete : null);
        (_logRatios, _entropies, _losses, _isClipped) = (new float[capacity], new float[capacity], new float[capacity], new bool[capacity]);
    }

    /// <summary>Clip range ε, 1e-6 to 1. A larger one lets a batch change the policy more. Default: 0.2.</summary>
    public float ClipRange
    {
        get => _clipRange;
        set
        {
            Require.InRange(value, MinClipRange, 1, nameof(ClipRange));
            _clipRange = value;
        }
    }

    /// <summary>Entropy coefficient c, 0 to 1000. A larger one keeps the policy random for longer. Default: 0.</summary>
    public float EntropyCoefficient
    {
        get => _entropyCoefficient;
        set
        {
            Require.InRange(value, 0, 1000, nameof(EntropyCoefficient));
            _entropyCoefficient = value;
        }
    }

    /// <summary>Coefficient β of the divergence from the reference policy, 0 to 1000. A larger one holds the policy closer to it. Has no effect without a reference. Default: 0.</summary>
    public float ReferenceCoefficient
    {
        get => _referenceCoefficient;
        set
        {
            Require.InRange(value, 0, 1000, nameof(ReferenceCoefficient));
            _referenceCoefficient = value;
        }
    }

    /// <summary>ln π − ln π_old of each row of the last batch, limited to ±20.</summary>
    public ReadOnlySpan<float> LogRatios => _logRatios;

    /// <summary>Entropy of the policy in each row of the last batch, nats.</summary>
    public ReadOnlySpan<float> Entropies => _entropies;

    /// <summary>KL(π_ref ‖ π) of each row of the last batch, nats; empty without a reference.</summary>
    public ReadOnlySpan<float> ReferenceDivergences => _divergences;

    /// <summary>Whether |ρ − 1| is above the clip range, for each row of the last batch.</summary>
    public ReadOnlySpan<bool> IsClipped => _isClipped;

    /// <summary>Returns the number of target columns: the sample, its mask, ln π_old, the advantage, and the outputs of a reference policy if there is one.</summary>
    /// <exception cref="ArgumentException">The number of outputs is not the head's.</exception>
    public int TargetColumns(int outputs)
    {
        Require.Length(outputs, _head.OutputWidth, nameof(outputs));
        return ReferenceColumn + (_divergence is null ? 0 : _head.OutputWidth);
    }

    /// <inheritdoc/>
    public double Terms(int rows, int outputs) => rows;

    /// <inheritdoc/>
    public double Sum(in ObjectiveRows rows)
    {
        Debug.Assert(rows.FirstRow + rows.Outputs.Rows <= _losses.Length, "The objective must have room for the batch.");
        if (_categorical is not null)
        {
            RunRows(rows);
        }

        double sum = 0;
        for (int row = 0; row < rows.Outputs.Rows; row++)
        {
            float weight = rows.Weight(row);
            int index = rows.FirstRow + row;
            if (_categorical is null)
            {
                Run(rows.Outputs.Row(row), rows.Targets.Row(row), rows.Gradients.Row(row), index, weight / rows.TotalRows);
            }

            sum += weight * (_losses[index] - (double)_entropyCoefficient * _entropies[index]);
            if (_divergence is not null)
            {
                ReadOnlySpan<float> target = rows.Targets.Row(row), mask = target.Slice(_head.ActionWidth, _head.MaskWidth);
                _divergences[index] = _divergence.AddDivergence(
                    rows.Outputs.Row(row), target.Slice(ReferenceColumn, _head.OutputWidth), mask, weight / rows.TotalRows * _referenceCoefficient, rows.Gradients.Row(row));
                sum += weight * ((double)_referenceCoefficient * _divergences[index]);
            }
        }

        return sum;
    }

    /// <summary>Returns the means over the first rows of the last batch, without weights: policy loss, entropy, clip fraction, the divergence ρ − 1 − ln ρ, and that from the reference policy.</summary>
    /// <remarks>The divergence estimates KL(π_old, π) and is never negative (Schulman: "Approximating KL divergence", 2020, k₃).</remarks>
    /// <param name="rows">Number of rows of the batch, 1 to the capacity.</param>
    public LearningFigures Summarize(int rows)
    {
        Require.InRange(rows, 1, _losses.Length);
        double loss = 0, entropy = 0, divergence = 0, fromReference = 0;
        int clipped = 0;
        for (int row = 0; row < rows; row++)
        {
            loss += _losses[row];
            entropy += _entropies[row];
            divergence += Divergence(_logRatios[row]);
            clipped += _isClipped[row] ? 1 : 0;
            fromReference += _divergence is null ? float.NaN : _divergences[row];
        }

        return new LearningFigures
        {
            PolicyLoss = (float)(loss / rows),
            Entropy = (float)(entropy / rows),
            KullbackLeibler = (float)(divergence / rows),
            ClipFraction = (float)((double)clipped / rows),
            ReferenceKullbackLeibler = (float)(fromReference / rows),
        };
    }

    /// <summary>First target column of the reference policy's outputs.</summary>
    private int ReferenceColumn => _head.ActionWidth + _head.MaskWidth + 2;

    /// <summary>Stores a row's figures and writes its gradient, multiplied by a scale.</summary>
    private void Run(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, int index, float scale)
    {
        int choices = _head.ActionWidth, end = choices + _head.MaskWidth;
        ReadOnlySpan<float> sample = target[..choices], mask = target[choices..end];
        (float logProbability, float entropy) = _head.Evaluate(output, mask, sample);
        float difference = logProbability - target[end];
        float ratio = VectorLoop.Apply<Exp>(Limit(difference, -MaxLogRatio, MaxLogRatio));
        float ofLogProbability = Keep(index, difference, ratio, entropy, target[end + 1], scale), ofEntropy = -scale * _entropyCoefficient;
        if (ofLogProbability == 0 && ofEntropy == 0)
        {
            gradient.Clear();
        }
        else
        {
            _head.WriteGradient(output, mask, sample, ofLogProbability, ofEntropy, gradient);
        }
    }

    /// <summary>Stores the figures and writes the gradients of all rows, several at once, with the bits of <see cref="Run"/>.</summary>
    private void RunRows(in ObjectiveRows rows)
    {
        int lanes = CategoricalRows.Capacity, end = _head.ActionWidth + _head.MaskWidth;
        Span<float> memory = stackalloc float[CategoricalRows.MemoryLength(_head.OutputWidth, _head.ActionWidth)], differences = stackalloc float[4 * lanes];
        Span<float> ratios = differences.Slice(lanes, lanes), entropies = differences.Slice(2 * lanes, lanes), ofEntropies = differences.Slice(3 * lanes, lanes);
        CategoricalRows block = _categorical!.CreateRows(memory);
        for (int first = 0; first < rows.Outputs.Rows; first += lanes)
        {
            int count = Math.Min(lanes, rows.Outputs.Rows - first);
            ReadOnlyMatrixView targets = rows.Targets.Slice(first, count);
            block.Load(rows.Outputs.Slice(first, count), targets);
            (Vector<float> logProbability, Vector<float> entropy) = block.Evaluate();
            VectorLoop.Store(differences, 0, logProbability);
            VectorLoop.Store(entropies, 0, entropy);
            for (int row = 0; row < count; row++)
            {
                differences[row] -= targets.Row(row)[end];
                ratios[row] = Limit(differences[row], -MaxLogRatio, MaxLogRatio);
            }

            VectorLoop.Store(ratios, 0, default(Exp).Invoke(VectorLoop.Load(ratios, 0)));
            for (int row = 0; row < count; row++)
            {
                float scale = rows.Weight(first + row) / rows.TotalRows;
                differences[row] = Keep(rows.FirstRow + first + row, differences[row], ratios[row], entropies[row], targets.Row(row)[end + 1], scale);
                ofEntropies[row] = -scale * _entropyCoefficient;
            }

            block.WriteGradients(VectorLoop.Load(differences, 0), VectorLoop.Load(ofEntropies, 0), rows.Gradients.Slice(first, count));
        }
    }

    /// <summary>Stores a row's figures and computes the slope of its loss.</summary>
    /// <returns>dL/d ln π times a scale.</returns>
    private float Keep(int index, float difference, float ratio, float entropy, float advantage, float scale)
    {
        float limited = Limit(ratio, 1 - _clipRange, 1 + _clipRange), gain = ratio * advantage, limitedGain = limited * advantage;

        // The limited gain has no gradient. NaN is not above anything, so it reaches the loss and the gradient.
        bool isHeld = gain > limitedGain;
        _logRatios[index] = Limit(difference, -MaxLogRatio, MaxLogRatio);
        (_entropies[index], _losses[index], _isClipped[index]) = (entropy, isHeld ? -limitedGain : -gain, ratio != limited);
        return isHeld || Math.Abs(difference) > MaxLogRatio ? 0 : -scale * gain;
    }

    /// <summary>Returns eˣ − 1 − x, near 0 by its series: x²/2 · (1 + x/3 · (1 + x/4 · …)).</summary>
    private static double Divergence(float logRatio)
    {
        double x = logRatio;
        if (!(Math.Abs(logRatio) < SmallLogRatio))
        {
            return VectorLoop.Apply<Exp>(logRatio) - 1.0 - x;
        }

        double series = 1;
        for (int power = 10; power >= 3; power--)
        {
            series = 1 + series * x / power;
        }

        return 0.5 * x * x * series;
    }

    private static float Limit(float value, float minimum, float maximum) => value < minimum ? minimum : value > maximum ? maximum : value;
}

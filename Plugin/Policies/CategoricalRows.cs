using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Policies;

/// <summary>The distributions of <see cref="Categorical"/> for several rows at once, with the same bits: each row has a lane of the vectors.</summary>
/// <remarks>
/// <code>
/// logits of rows 0, 1, …          s and w, one vector per choice
/// row 0   a₀ a₁ a₂ │ b₀ b₁        a₀: row 0, row 1, …
/// row 1   a₀ a₁ a₂ │ b₀ b₁   ──►  a₁: row 0, row 1, …
///   …                               …
/// </code>
/// <para>Every lane computes what <see cref="Categorical"/> computes for its row, operation by operation and in the same order, so a row's bits depend neither on its lane nor on the
/// rows beside it. Lanes without a row hold zeros. Does not allocate.</para>
/// </remarks>
internal ref struct CategoricalRows
{
    /// <summary>Largest <see cref="MemoryLength"/> for which a caller takes the memory from its stack.</summary>
    private const int MaxValues = 4096;

    private readonly int[] _sizes;
    private readonly int _width;
    private readonly Span<float> _shifted;
    private readonly Span<float> _weights;
    private readonly Span<float> _totals;
    private readonly Span<float> _means;
    private readonly Span<float> _choices;
    private readonly Span<float> _lanes;
    private Vector<int> _isOpen;
    private Vector<int> _isAllowed;
    private int _count;

    /// <param name="sizes">Number of choices of each branch.</param>
    /// <param name="width">Number of choices of all branches.</param>
    /// <param name="memory"><see cref="MemoryLength"/> values.</param>
    internal CategoricalRows(int[] sizes, int width, Span<float> memory)
    {
        Debug.Assert(memory.Length == MemoryLength(width, sizes.Length), "The memory must fit the distributions.");
        (_sizes, _width) = (sizes, width);
        int choices = width * Capacity, branches = sizes.Length * Capacity;
        _shifted = memory[..choices];
        _weights = memory.Slice(choices, choices);
        _totals = memory.Slice(2 * choices, branches);
        _means = memory.Slice(2 * choices + branches, branches);
        _choices = memory.Slice(2 * choices + 2 * branches, branches);
        _lanes = memory[(2 * choices + 3 * branches)..];
    }

    /// <summary>Maximum number of rows at once.</summary>
    internal static int Capacity => Vector<float>.Count;

    /// <summary>Returns whether the memory for distributions of this size may be on a stack. Wider distributions are computed row by row.</summary>
    internal static bool IsNarrow(int width, int branches) => MemoryLength(width, branches) <= MaxValues;

    internal static int MemoryLength(int width, int branches) => (2 * width + 3 * branches + 4) * Capacity;

    /// <summary>Takes the logits of some rows, at most <see cref="Capacity"/>, and computes s, w and S.</summary>
    /// <param name="logits">The rows.</param>
    /// <param name="masks">Flags of the allowed choices, row by row; empty if all are allowed.</param>
    internal void Load(ReadOnlyMatrixView logits, ReadOnlySpan<bool> masks)
    {
        Begin(logits.Rows);
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> from = logits.Row(row);
            ReadOnlySpan<bool> mask = masks.IsEmpty ? default : masks.Slice(row * _width, _width);
            for (int i = 0; i < from.Length; i++)
            {
                _shifted[i * Capacity + row] = mask.IsEmpty || mask[i] ? Categorical.Limit(from[i]) : Categorical.Masked;
            }
        }

        Weigh();
    }

    /// <summary>Takes the logits and choices of some rows, at most <see cref="Capacity"/>, and computes s, w and S.</summary>
    /// <param name="logits">The rows.</param>
    /// <param name="samples">Matrix whose rows begin with a choice of each branch, then a mask of 1 for allowed choices and 0 for masked ones.</param>
    internal void Load(ReadOnlyMatrixView logits, ReadOnlyMatrixView samples)
    {
        Begin(logits.Rows);
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> from = logits.Row(row), sample = samples.Row(row), mask = sample.Slice(_sizes.Length, _width);
            for (int i = 0; i < mask.Length; i++)
            {
                _shifted[i * Capacity + row] = mask[i] != 0 ? Categorical.Limit(from[i]) : Categorical.Masked;
            }

            for (int branch = 0; branch < _sizes.Length; branch++)
            {
                _choices[branch * Capacity + row] = sample[branch];
            }
        }

        Weigh();
    }

    /// <summary>Draws a choice of each branch for all rows, as <see cref="Categorical.Sample"/> does.</summary>
    /// <param name="random">A source that serves nothing else.</param>
    /// <param name="ids">Identity of each row's agent.</param>
    /// <param name="step">Number of the decision.</param>
    /// <param name="samples">A choice per branch, row by row, overwritten. Undefined in rows whose ln π is NaN.</param>
    /// <param name="logProbabilities">ln π of each row's sample; NaN if a branch has no allowed choice or an allowed logit is NaN.</param>
    internal void Sample(RandomSource random, ReadOnlySpan<ulong> ids, ulong step, Span<float> samples, Span<float> logProbabilities)
    {
        Vector<float> chosen = Vector<float>.Zero, product = Vector<float>.One, logs = Vector<float>.Zero;
        int i = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            if (branch % 4 == 0)
            {
                DrawBlocks(branch == 0 ? random : random.Stream((ulong)branch / 4), ids, step);
            }

            Vector<float> total = VectorLoop.Load(_totals, branch * Capacity), threshold = VectorLoop.Load(_lanes, branch % 4 * Capacity) * total;
            Vector<float> cumulative = Vector<float>.Zero, picked = VectorLoop.Load(_shifted, i * Capacity);
            Vector<int> choice = Vector<int>.Zero;
            for (int end = i + _sizes[branch]; i < end; i++)
            {
                cumulative += VectorLoop.Load(_weights, i * Capacity);
                Vector<int> isPassed = Vector.LessThanOrEqual(cumulative, threshold);
                choice -= isPassed;
                picked = i + 1 < end ? Vector.ConditionalSelect(isPassed, VectorLoop.Load(_shifted, (i + 1) * Capacity), picked) : picked;
            }

            VectorLoop.Store(_choices, branch * Capacity, Vector.ConvertToSingle(choice));
            chosen += picked;
            Include(total, ref product, ref logs);
        }

        Vector<int> isValid = _isOpen & Vector.GreaterThanOrEqual(product, Vector<float>.One);
        VectorLoop.Store(_lanes, 0, Vector.ConditionalSelect(isValid, chosen - (logs + default(Log).Invoke(product)), new Vector<float>(float.NaN)));
        _lanes[.._count].CopyTo(logProbabilities);
        for (int row = 0; row < _count; row++)
        {
            for (int branch = 0; branch < _sizes.Length; branch++)
            {
                samples[row * _sizes.Length + branch] = _choices[branch * Capacity + row];
            }
        }
    }

    /// <summary>Returns ln π of the choices and the entropies, as <see cref="Categorical.Evaluate"/> does.</summary>
    internal (Vector<float> LogProbability, Vector<float> Entropy) Evaluate()
    {
        Vector<float> chosen = Vector<float>.Zero, product = Vector<float>.One, logs = Vector<float>.Zero, means = Vector<float>.Zero;
        _isAllowed = _isOpen;
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            Vector<float> total = VectorLoop.Load(_totals, branch * Capacity), choice = VectorLoop.Load(_choices, branch * Capacity);
            Vector<float> sum = Vector<float>.Zero, picked = Vector<float>.Zero;
            Vector<int> isFound = Vector<int>.Zero;
            for (int i = 0; i < _sizes[branch]; i++)
            {
                Vector<float> shifted = VectorLoop.Load(_shifted, (first + i) * Capacity);
                sum += VectorLoop.Load(_weights, (first + i) * Capacity) * shifted;
                Vector<int> isChoice = Vector.AndNot(Vector.Equals(choice, new Vector<float>(i)), Vector.LessThan(shifted, new Vector<float>(-2 * Categorical.MaxLogit)));
                isFound |= isChoice;
                picked = Vector.ConditionalSelect(isChoice, shifted, picked);
            }

            Vector<float> mean = sum / total;
            VectorLoop.Store(_means, branch * Capacity, mean);
            means += mean;
            chosen += picked;
            _isAllowed &= isFound & Vector.GreaterThanOrEqual(total, Vector<float>.One);
            Include(total, ref product, ref logs);
            first += _sizes[branch];
        }

        logs += default(Log).Invoke(product);
        Vector<int> isValid = _isOpen & Vector.GreaterThanOrEqual(product, Vector<float>.One);
        Vector<float> nan = new(float.NaN);
        return (Vector.ConditionalSelect(isValid & _isAllowed, chosen - logs, nan), Vector.ConditionalSelect(isValid, logs - means, nan));
    }

    /// <summary>Writes the gradients of all rows, as <see cref="Categorical.WriteGradient"/> does. Call <see cref="Evaluate"/> first.</summary>
    /// <param name="ofLogProbability">dL/d ln π of each row.</param>
    /// <param name="ofEntropy">dL/dH of each row. A row where both are 0 has the gradient 0.</param>
    /// <param name="gradients">The rows, overwritten.</param>
    internal void WriteGradients(Vector<float> ofLogProbability, Vector<float> ofEntropy, MatrixView gradients)
    {
        Vector<int> isZero = Vector.Equals(ofLogProbability, Vector<float>.Zero) & Vector.Equals(ofEntropy, Vector<float>.Zero);
        Vector<float> nan = new(float.NaN);
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            Vector<float> total = VectorLoop.Load(_totals, branch * Capacity), mean = VectorLoop.Load(_means, branch * Capacity), choice = VectorLoop.Load(_choices, branch * Capacity);
            for (int i = 0; i < _sizes[branch]; i++)
            {
                int at = (first + i) * Capacity;
                Vector<float> weight = VectorLoop.Load(_weights, at), shifted = VectorLoop.Load(_shifted, at);
                Vector<float> slope = -(weight / total) * (ofLogProbability + ofEntropy * (shifted - mean));
                slope = Vector.ConditionalSelect(Vector.Equals(weight, Vector<float>.Zero), Vector<float>.Zero, slope);
                slope = Vector.ConditionalSelect(Vector.Equals(choice, new Vector<float>(i)), slope + ofLogProbability, slope);
                slope = Vector.ConditionalSelect(_isAllowed, slope, nan);
                VectorLoop.Store(_weights, at, Vector.ConditionalSelect(isZero, Vector<float>.Zero, slope));
            }

            first += _sizes[branch];
        }

        for (int row = 0; row < _count; row++)
        {
            Span<float> gradient = gradients.Row(row);
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = _weights[i * Capacity + row];
            }
        }
    }

    private void Begin(int rows)
    {
        Debug.Assert(rows >= 1 && rows <= Capacity, "A row must have a lane.");
        _count = rows;
        if (rows < Capacity)
        {
            _shifted.Clear();
            _choices.Clear();
        }
    }

    /// <summary>Turns logits into s in place, and writes w and S.</summary>
    private void Weigh()
    {
        _isOpen = new Vector<int>(-1);
        int first = 0;
        for (int branch = 0; branch < _sizes.Length; branch++)
        {
            int start = first * Capacity, end = start + _sizes[branch] * Capacity;
            Vector<float> maximum = new(Categorical.Masked), total = Vector<float>.Zero;
            for (int at = start; at < end; at += Capacity)
            {
                Vector<float> logit = VectorLoop.Load(_shifted, at);
                maximum = Vector.ConditionalSelect(Vector.GreaterThan(logit, maximum), logit, maximum);
            }

            for (int at = start; at < end; at += Capacity)
            {
                Vector<float> shifted = VectorLoop.Load(_shifted, at) - maximum, weight = default(Exp).Invoke(shifted);
                VectorLoop.Store(_shifted, at, shifted);
                VectorLoop.Store(_weights, at, weight);
                total += weight;
            }

            VectorLoop.Store(_totals, branch * Capacity, total);
            _isOpen &= Vector.GreaterThan(maximum, new Vector<float>(Categorical.Masked));
            first += _sizes[branch];
        }
    }

    /// <summary>Draws a block of random bits per row, which serves four branches.</summary>
    private readonly void DrawBlocks(RandomSource random, ReadOnlySpan<ulong> ids, ulong step)
    {
        for (int row = 0; row < _count; row++)
        {
            (uint x, uint y, uint z, uint w) = random.Block(ids[row], step);
            _lanes[row] = RandomSource.ToUnit(x);
            _lanes[Capacity + row] = RandomSource.ToUnit(y);
            _lanes[2 * Capacity + row] = RandomSource.ToUnit(z);
            _lanes[3 * Capacity + row] = RandomSource.ToUnit(w);
        }
    }

    /// <summary>Multiplies totals into Π S. A product that grows large goes into Σ ln S first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Include(Vector<float> total, ref Vector<float> product, ref Vector<float> logs)
    {
        Vector<int> isLarge = Vector.GreaterThan(product, new Vector<float>(Categorical.MaxProduct));
        if (!Vector.EqualsAll(isLarge, Vector<int>.Zero))
        {
            logs = Vector.ConditionalSelect(isLarge, logs + default(Log).Invoke(product), logs);
            product = Vector.ConditionalSelect(isLarge, Vector<float>.One, product);
        }

        product *= total;
    }
}

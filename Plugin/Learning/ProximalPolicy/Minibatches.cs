using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>The minibatches of an epoch: ranges of a permutation of the rows. The permutation depends only on the random source and the epoch's number.</summary>
/// <remarks>
/// <code>
/// permutation   [ left out | minibatch n − 1 | … | minibatch 1 | minibatch 0 ]      left out: rows mod batch size, a different choice each epoch
/// </code>
/// <para>The shuffle fixes positions from the last to the first, and only as far as minibatches were requested, so its cost is spread over the frames of a long epoch. The rows do not depend on the order of the requests.</para>
/// <para>Does not allocate. One thread at a time.</para>
/// </remarks>
public sealed class Minibatches
{
    private readonly RandomSource _random;
    private readonly int[] _order;
    private int _rows;
    private long _epoch;

    /// <summary>First position that the shuffle has fixed so far. It fixes positions from the last to the first.</summary>
    private int _decided;

    /// <summary>Allocates the permutation.</summary>
    /// <param name="capacity">Largest number of rows, at least 1.</param>
    /// <param name="random">A stream that nothing else draws from.</param>
    public Minibatches(int capacity, RandomSource random)
    {
        Require.Positive(capacity);
        _order = new int[capacity];
        _random = random;
    }

    /// <summary>Rows per minibatch; 0 before the first epoch.</summary>
    public int BatchSize { get; private set; }

    /// <summary>Number of whole minibatches. The remaining rows, fewer than <see cref="BatchSize"/>, are left out.</summary>
    public int Count => BatchSize == 0 ? 0 : _rows / BatchSize;

    /// <summary>Rows of a minibatch, <see cref="BatchSize"/> of them. Valid until the next <see cref="Begin"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not from 0 to <see cref="Count"/> − 1.</exception>
    public ReadOnlySpan<int> this[int index]
    {
        get
        {
            Require.InRange(index, 0, Count - 1);
            int first = _rows - (index + 1) * BatchSize;
            if (first < _decided)
            {
                Permutation.Shuffle(_order.AsSpan(0, _rows), _random, _epoch, first, _decided);
                _decided = first;
            }

            return _order.AsSpan(first, BatchSize);
        }
    }

    /// <summary>Begins an epoch.</summary>
    /// <param name="rows">Number of rows, 0 to the capacity.</param>
    /// <param name="batchSize">Rows per minibatch, at least 1.</param>
    /// <param name="epoch">Number of the epoch since the learner's first one: update · epochs per update + epoch.</param>
    public void Begin(int rows, int batchSize, long epoch)
    {
        Require.InRange(rows, 0, _order.Length);
        Require.Positive(batchSize);
        (_rows, BatchSize, _epoch, _decided) = (rows, batchSize, epoch, rows);
        Permutation.Identity(_order.AsSpan(0, rows));
    }
}

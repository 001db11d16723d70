using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>The minibatches of an endless training. Each epoch has its own random order, and its last minibatch has the remaining rows.</summary>
internal sealed class RowOrder
{
    private readonly RandomSource _random;
    private readonly int[] _order;
    private int _visited;
    private long _epoch;

    internal RowOrder(int rows, RandomSource random) => (_order, _random, _visited) = (new int[rows], random, rows);

    /// <summary>Returns the rows of the next minibatch. Does not allocate.</summary>
    internal ReadOnlySpan<int> Next(int batchSize)
    {
        if (_visited == _order.Length)
        {
            // The order does not matter if all rows are one minibatch.
            if (batchSize >= _order.Length)
            {
                Permutation.Identity(_order);
            }
            else
            {
                Permutation.Shuffle(_order, _random, _epoch++);
            }

            _visited = 0;
        }

        int count = Math.Min(batchSize, _order.Length - _visited);
        _visited += count;
        return _order.AsSpan(_visited - count, count);
    }
}

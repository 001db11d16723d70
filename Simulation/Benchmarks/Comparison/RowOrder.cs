using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>Minibatches of an endless training: epoch after epoch, each in an order of its own, the last minibatch of an epoch with what is left.</summary>
internal sealed class RowOrder
{
    private readonly RandomSource _random;
    private readonly int[] _order;
    private int _visited;
    private long _epoch;

    internal RowOrder(int rows, RandomSource random) => (_order, _random, _visited) = (new int[rows], random, rows);

    /// <summary>The next minibatch. Does not allocate.</summary>
    internal ReadOnlySpan<int> Next(int batchSize)
    {
        if (_visited == _order.Length)
        {
            // All rows at once make one sum, in whatever order.
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

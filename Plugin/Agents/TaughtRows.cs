using NeuroAgents.Inference;
using NeuroAgents.Learners;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>The labelled rows of a decision in the order of slots: the order in which they were taught, or stand in the decision, must not matter.</summary>
/// <remarks>Rows that the network is never shown, because a value is not finite or absurdly large, are left out. Does not allocate once the agents' number stops growing.</remarks>
internal sealed class TaughtRows(DecisionRows rows, RowOrder order, ObservationNormalizer normalizer, PolicyHead head, Workers workers) : IExperiences, IParallelWork
{
    private const int RowsPerPart = 512;
    private int[] _order = [];
    private int _refusedLabels;

    public int Count { get; private set; }

    public Experience this[int i] => new() { Observation = rows.Observations.Row(_order[i]), Label = rows.Label(_order[i]), Mask = rows.Mask(_order[i]) };

    /// <returns>How many labels were refused: the choice was masked after it was taught.</returns>
    internal int Collect(AgentTable agents)
    {
        _refusedLabels = 0;
        workers.Run(this, rows.Count, RowsPerPart);
        if (_order.Length < rows.Count)
        {
            _order = new int[Math.Max(rows.Count, 2 * _order.Length)];
        }

        int count = 0;
        foreach (int row in order.Sort(agents, rows))
        {
            // The slot of an agent that died may have gone to another one.
            if (rows.Labelled[row] && agents.RowOfSlot(rows.Slots[row], rows.Number) == row)
            {
                _order[count++] = row;
            }
        }

        Count = count;
        return _refusedLabels;
    }

    /// <summary>Checked now and not when it was decided on: until now the game could write.</summary>
    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int row = start; row < start + count; row++)
        {
            bool isMasked = rows.Labelled[row] && head.MaskWidth > 0 && !head.IsAction(rows.Label(row), rows.Mask(row));
            if (isMasked)
            {
                Interlocked.Increment(ref _refusedLabels);
            }

            rows.Labelled[row] = rows.Labelled[row] && !isMasked && normalizer.IsObservation(rows.Observations.Row(row));
        }
    }
}

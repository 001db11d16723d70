using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>The labelled rows of a decision in the order of slots: the order in which they were taught, or stand in the decision, must not matter.</summary>
/// <remarks>Rows that the network is never shown, because a value is not finite or absurdly large, are left out. Does not allocate once the agents' number stops growing.</remarks>
internal sealed class TaughtRows(DecisionRows rows, RowOrder order, ObservationNormalizer normalizer, PolicyHead head, Workers workers) : IExperiences, IParallelWork
{
    private const int RowsPerPart = 512;
    private int[] _order = [];
    private int _refusedLabels;
    private int _refusedObservations;
    private int _firstRefusedLabel;
    private int _firstRefusedObservation;

    public int Count { get; private set; }

    public ExperienceRow this[int i] => new() { Observation = rows.Observations.Row(_order[i]), Label = rows.Label(_order[i]), Mask = rows.Mask(_order[i]) };

    /// <param name="agents">The agents.</param>
    /// <param name="refusals">Receives labels whose choice was masked after they were taught, and observations that were overwritten after the decision or never decided on.</param>
    internal void Collect(AgentTable agents, RefusalLog refusals)
    {
        (_refusedLabels, _refusedObservations, _firstRefusedLabel, _firstRefusedObservation) = (0, 0, int.MaxValue, int.MaxValue);
        workers.Run(this, rows.Count, RowsPerPart);
        if (_order.Length < rows.Count)
        {
            _order = new int[Math.Max(rows.Count, 2 * _order.Length)];
        }

        int count = 0;
        foreach (int row in order.Sort(agents, rows))
        {
            // A dead agent's slot may belong to another agent by now.
            if (rows.Labelled[row] && agents.RowOfSlot(rows.Slots[row], rows.Number) == row)
            {
                _order[count++] = row;
            }
        }

        Count = count;
        if (_refusedLabels > 0)
        {
            refusals.AddLabel(rows.Label(_firstRefusedLabel), rows.Mask(_firstRefusedLabel), _refusedLabels);
        }

        if (_refusedObservations > 0)
        {
            refusals.AddObservation(rows.Observations.Row(_firstRefusedObservation), _refusedObservations);
        }
    }

    /// <summary>Checked now and not when it was decided on: until now the game could write.</summary>
    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int row = start; row < start + count; row++)
        {
            if (!rows.Labelled[row])
            {
                continue;
            }

            if (head.MaskWidth > 0 && !head.IsAction(rows.Label(row), rows.Mask(row)))
            {
                rows.Labelled[row] = false;
                Interlocked.Increment(ref _refusedLabels);
                Lower(ref _firstRefusedLabel, row);
            }
            else if (!normalizer.IsObservation(rows.Observations.Row(row)))
            {
                rows.Labelled[row] = false;
                if (!rows.Refused[row])
                {
                    Interlocked.Increment(ref _refusedObservations);
                    Lower(ref _firstRefusedObservation, row);
                }
            }
        }
    }

    /// <summary>The lowest row of all workers, so that the reported row doesn't depend on the number of workers.</summary>
    private static void Lower(ref int lowest, int row)
    {
        int known = Volatile.Read(ref lowest);
        while (row < known)
        {
            int found = Interlocked.CompareExchange(ref lowest, row, known);
            known = found == known ? row : found;
        }
    }
}

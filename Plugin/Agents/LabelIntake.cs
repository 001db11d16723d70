using System.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>The path of all labels to the learner's host: they are checked, kept with their rows, and handed over once per decision.</summary>
/// <remarks>
/// <para>Rows are handed over in the order of their agents' slots, so the order of teaching and of handles never changes results. Observations are checked at the handover,
/// because the game can overwrite them until then. A row with a value that is not finite or far out of its range is never learned from.</para>
/// <code>
/// Teach(agent, action) ─► label of its row ──┐
/// TeachAll(actions) ────► labels of all rows ─┴─► HandOver, once a decision ─┬─► LearningHost.Record
/// Teach(observation, action) ───────────────────────────────── at once ──────┘
/// </code>
/// <para>Does not allocate once the number of agents stops growing. One thread at a time.</para>
/// </remarks>
internal sealed class LabelIntake : IExperienceBatch, IParallelWork
{
    private const int RowsPerPart = 512;
    private readonly DecisionRows _rows;
    private readonly RowOrder _order;
    private readonly ObservationNormalizer _normalizer;
    private readonly PolicyHead _head;
    private readonly RefusalLog _refusals;
    private readonly Workers _workers;
    private readonly LearningHost _host;
    private readonly HostedLearner _learner;
    private readonly SingleRow _single;
    private int[] _handedOver = [];
    private float[] _masks = [];
    private int _refusedLabels;
    private int _refusedObservations;
    private int _firstRefusedLabel;
    private int _firstRefusedObservation;

    internal LabelIntake(
        DecisionRows rows, RowOrder order, ObservationNormalizer normalizer, PolicyHead head, RefusalLog refusals, Workers workers, LearningHost host, HostedLearner learner)
    {
        (_rows, _order, _normalizer, _head, _refusals, _workers, _host, _learner) = (rows, order, normalizer, head, refusals, workers, host, learner);
        _single = new SingleRow(normalizer.Width, head.ActionWidth);
    }

    /// <summary>The recording that receives the labels too, whether or not the learner wants them; null for none.</summary>
    internal Demonstrations? Recording { get; set; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ulong Agent(int row) => _rows.Ids[_handedOver[row]];

    /// <inheritdoc/>
    public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => _rows.Observations.Row(_handedOver[row]),
        ExperienceColumn.Label => _rows.Label(_handedOver[row]),
        ExperienceColumn.Mask => _masks.AsSpan(_handedOver[row] * _head.MaskWidth, _head.MaskWidth),
        _ => default,
    };

    internal void EnsureCapacity(int rows)
    {
        if (_handedOver.Length < rows)
        {
            _handedOver = new int[Math.Max(rows, 2 * _handedOver.Length)];
            _masks = new float[checked(_handedOver.Length * _head.MaskWidth)];
        }
    }

    /// <summary>Labels a row of the current decision. An action out of its range is refused and counted.</summary>
    internal void Teach(int row, ReadOnlySpan<float> action)
    {
        if (_head.IsAction(action, _rows.Mask(row)))
        {
            _rows.Label(row, action);
        }
        else
        {
            _refusals.AddLabel(action, _rows.Mask(row));
        }
    }

    /// <summary>Labels every row of the current decision.</summary>
    internal void TeachAll(ReadOnlySpan<float> actions)
    {
        bool areAllActions = _head.AreActions(actions);
        for (int row = 0; row < _rows.Count; row++)
        {
            ReadOnlySpan<float> action = actions.Slice(row * _head.ActionWidth, _head.ActionWidth);
            if (areAllActions)
            {
                _rows.Label(row, action);
            }
            else
            {
                Teach(row, action);
            }
        }
    }

    /// <summary>Records a row outside any decision.</summary>
    internal void Teach(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        if (!_normalizer.IsObservation(observation))
        {
            _refusals.AddObservation(observation);
        }
        else if (!_head.IsAction(action))
        {
            _refusals.AddLabel(action, default);
        }
        else
        {
            _single.Set(observation, action);
            Record(_single);
        }
    }

    /// <summary>Hands the labelled rows of the current decision to the learner's host, and frees the slots of dead agents that waited for it.</summary>
    internal void HandOver(AgentTable agents)
    {
        if (!_rows.AnyLabelled)
        {
            return;
        }

        Collect(agents);
        try
        {
            Record(this);
        }
        finally
        {
            // Also after a learner's exception: rows that were handed over once are not handed over again.
            _rows.ClearLabels();
            agents.FreeWaiting();
        }
    }

    /// <summary>Hands rows to the recording and to the host; the host gets none if the learner asked for no labels.</summary>
    private void Record(IExperienceBatch batch)
    {
        Recording?.Add(batch);
        if (batch.Count > 0 && _learner.Wants(ExperienceColumn.Label))
        {
            _host.Record(_learner, batch);
        }
    }

    private void Collect(AgentTable agents)
    {
        (_refusedLabels, _refusedObservations, _firstRefusedLabel, _firstRefusedObservation) = (0, 0, int.MaxValue, int.MaxValue);
        EnsureCapacity(_rows.Count);
        _workers.Run(this, _rows.Count, RowsPerPart);
        int count = 0;
        foreach (int row in _order.Sort(agents, _rows))
        {
            // A dead agent's slot may belong to another agent by now.
            if (_rows.Labelled[row] && agents.RowOfSlot(_rows.Slots[row], _rows.Number) == row)
            {
                _handedOver[count++] = row;
            }
        }

        Debug.Assert(count <= _rows.Count, "Each row is handed over at most once.");
        Count = count;
        if (_refusedLabels > 0)
        {
            _refusals.AddLabel(_rows.Label(_firstRefusedLabel), _rows.Mask(_firstRefusedLabel), _refusedLabels);
        }

        if (_refusedObservations > 0)
        {
            _refusals.AddObservation(_rows.Observations.Row(_firstRefusedObservation), _refusedObservations);
        }
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int row = start; row < start + count; row++)
        {
            if (_rows.Labelled[row])
            {
                Check(row);
            }
        }
    }

    private void Check(int row)
    {
        ReadOnlySpan<bool> mask = _rows.Mask(row);
        if (!mask.IsEmpty && !_head.IsAction(_rows.Label(row), mask))
        {
            _rows.Labelled[row] = false;
            Interlocked.Increment(ref _refusedLabels);
            Lower(ref _firstRefusedLabel, row);
        }
        else if (!_normalizer.IsObservation(_rows.Observations.Row(row)))
        {
            _rows.Labelled[row] = false;
            if (!_rows.Refused[row])
            {
                Interlocked.Increment(ref _refusedObservations);
                Lower(ref _firstRefusedObservation, row);
            }
        }

        for (int choice = 0; choice < mask.Length; choice++)
        {
            _masks[row * mask.Length + choice] = mask[choice] ? 1 : 0;
        }
    }

    /// <summary>Keeps the lowest row of all workers, so that the reported row doesn't depend on the number of workers.</summary>
    private static void Lower(ref int lowest, int row)
    {
        int known = Volatile.Read(ref lowest);
        while (row < known)
        {
            int found = Interlocked.CompareExchange(ref lowest, row, known);
            known = found == known ? row : found;
        }
    }

    /// <summary>A batch of one row that belongs to no agent.</summary>
    private sealed class SingleRow(int observationWidth, int actionWidth) : IExperienceBatch
    {
        private readonly float[] _observation = new float[observationWidth];
        private readonly float[] _label = new float[actionWidth];

        public int Count => 1;

        public ulong Agent(int row) => 0;

        public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
        {
            ExperienceColumn.Observation => _observation,
            ExperienceColumn.Label => _label,
            _ => default,
        };

        internal void Set(ReadOnlySpan<float> observation, ReadOnlySpan<float> label)
        {
            observation.CopyTo(_observation);
            label.CopyTo(_label);
        }
    }
}

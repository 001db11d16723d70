using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Reads a measure of any agent in a frame, on the simulation's thread. Does not allocate once it has seen as many agents as there ever are.</summary>
internal sealed class MeasureReader
{
    private readonly List<(uint[] Generations, long[] Births)> _seen = [];

    /// <summary>Notes who is there for the first time.</summary>
    internal void See(ScenarioSession session, long frame)
    {
        for (int kind = 0; kind < session.Kinds.Count; kind++)
        {
            if (kind == _seen.Count)
            {
                _seen.Add(([], []));
            }

            foreach (AgentHandle handle in session.Kinds[kind].Roster.Handles)
            {
                (uint[] generations, long[] births) = Room(kind, handle.Slot);
                if (generations[handle.Slot] != handle.Generation)
                {
                    (generations[handle.Slot], births[handle.Slot]) = (handle.Generation, frame);
                }
            }
        }
    }

    internal void Forget() => _seen.Clear();

    /// <summary>What stands for a value that an agent doesn't have: it has not sensed yet, or is not taught.</summary>
    internal const float None = -1;

    /// <summary>The place on the measure's scale, 0 to 1, of an agent; <see cref="None"/> where it has no value.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="kind">The agent's kind.</param>
    /// <param name="row">Its row.</param>
    /// <param name="frame">Frames done.</param>
    internal float Read(Measure measure, IReadOnlyList<AgentKind> kinds, int kind, int row, long frame)
    {
        AgentKind own = kinds[kind];
        Decisions decisions = own.Brain.Decisions;
        bool isDecided = row < decisions.Count, isLabelled = row < own.Labels.Count;
        float value = measure.Source switch
        {
            MeasureSource.Kind => kind,
            MeasureSource.Observation when isDecided && measure.Column < own.Brain.Observations.Width => decisions.Observation(row)[measure.Column],
            MeasureSource.Action when isDecided => decisions.Action(row)[measure.Column],
            MeasureSource.Label when isLabelled => own.Labels.Row(row)[measure.Column],
            MeasureSource.Disagreement when isDecided && isLabelled => Disagreement(own.Brain.Actions, decisions.Action(row), own.Labels.Row(row)),
            MeasureSource.Age => Age(kind, own.Roster.Handles[row], frame),
            _ => float.NaN,
        };
        return float.IsNaN(value) ? None : measure.Normalize(value);
    }

    /// <summary>The same of somebody who was born in the newest frame.</summary>
    internal static float ReadNewborn(Measure measure, int kind) => measure.Source switch
    {
        MeasureSource.Kind => measure.Normalize(kind),
        MeasureSource.Age => measure.Normalize(0),
        _ => None,
    };

    /// <summary>1 if a choice differs; otherwise the root of the mean squared difference of the continuous actions.</summary>
    internal static float Disagreement(ActionSpec actions, ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        int continuous = actions.ContinuousCount;
        return !action[continuous..].SequenceEqual(label[continuous..]) ? 1
            : continuous == 0 ? 0 : MathF.Sqrt(AgentKind.MeanSquaredError(action[..continuous], label[..continuous]));
    }

    private float Age(int kind, AgentHandle handle, long frame)
        => kind < _seen.Count && handle.Slot < _seen[kind].Births.Length ? (frame - _seen[kind].Births[handle.Slot]) * SimulationRun.DeltaTime : 0;

    private (uint[] Generations, long[] Births) Room(int kind, int slot)
    {
        (uint[] generations, long[] births) = _seen[kind];
        if (slot >= generations.Length)
        {
            int length = Math.Max(slot + 1, 2 * generations.Length);
            Array.Resize(ref generations, length);
            Array.Resize(ref births, length);
            _seen[kind] = (generations, births);
        }

        return (generations, births);
    }
}

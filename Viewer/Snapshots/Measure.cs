using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Where the values of a measure come from.</summary>
internal enum MeasureSource
{
    /// <summary>The agent's kind.</summary>
    Kind,

    /// <summary>A column of what it senses.</summary>
    Observation,

    /// <summary>One of its actions.</summary>
    Action,

    /// <summary>What the teacher would do.</summary>
    Label,

    /// <summary>How far its action is from the teacher's.</summary>
    Disagreement,

    /// <summary>How long it has been seen, s.</summary>
    Age,
}

/// <summary>What agents can be coloured by.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Source">Where its values come from.</param>
/// <param name="Column">Which column of the source.</param>
/// <param name="Minimum">The value at the dark end of the scale.</param>
/// <param name="Maximum">The value at the bright end.</param>
/// <param name="Categories">Names of its values, where they are kinds and not amounts.</param>
internal sealed record Measure(string Name, MeasureSource Source, int Column, float Minimum, float Maximum, IReadOnlyList<string>? Categories = null)
{
    private const float LongLife = 60;

    /// <summary>From a value to its place on the scale, 0 to 1: of a category to the middle of its stretch.</summary>
    public float Normalize(float value) => Categories is { Count: var count }
        ? (Math.Clamp(value, 0, count - 1) + 0.5f) / count
        : Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1);

    /// <summary>All that a run's agents have, the scenario's own first: that one is the default.</summary>
    public static IReadOnlyList<Measure> Of(ScenarioSession session)
    {
        List<Measure> measures = [];
        Brain brain = session.Brain;
        if (session.Kinds.Count > 1)
        {
            measures.Add(new Measure("kind", MeasureSource.Kind, 0, 0, 1, [.. session.Kinds.Select(kind => kind.Brain.Name)]));
        }

        int energy = brain.Observations.Columns.ToList().FindIndex(column => column.Name == "energy");
        if (energy >= 0)
        {
            measures.Add(OfColumn(brain, energy));
        }

        AddActions(measures, brain.Actions);
        measures.Add(new Measure("age", MeasureSource.Age, 0, 0, LongLife));
        return measures;
    }

    /// <summary>Adds the measures of actions: the first branch, the disagreement with the teacher, and every continuous action.</summary>
    internal static void AddActions(List<Measure> measures, ActionSpec actions)
    {
        int continuous = actions.ContinuousCount;
        if (actions.Branches is [var branch, ..])
        {
            measures.Add(new Measure($"true {branch.Name}", MeasureSource.Label, continuous, 0, 1, branch.Choices));
            measures.Add(new Measure(branch.Name, MeasureSource.Action, continuous, 0, 1, branch.Choices));
        }

        measures.Add(new Measure("disagreement", MeasureSource.Disagreement, 0, 0, 1, continuous == 0 ? ["as taught", "otherwise"] : null));
        measures.AddRange(actions.Names.Take(continuous).Select((name, i) => new Measure(name, MeasureSource.Action, i, -1, 1)));
    }

    /// <summary>The measure of a name: one of <see cref="Of"/> or any column that agents sense.</summary>
    /// <exception cref="SettingException">There is none; the message names the closest.</exception>
    public static Measure Find(ScenarioSession session, string name)
    {
        IReadOnlyList<Measure> measures = [.. Of(session), .. session.Brain.Observations.Columns.Select((_, i) => OfColumn(session.Brain, i))];
        string[] names = [.. measures.Select(measure => measure.Name).Distinct()];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return measures.FirstOrDefault(measure => measure.Name == name)
            ?? throw new SettingException($"--colour: expected one of {string.Join(", ", names)}, given \"{name}\".{hint}");
    }

    private static Measure OfColumn(Brain brain, int i)
    {
        ObservationColumn column = brain.Observations.Columns[i];
        return new Measure(column.Name, MeasureSource.Observation, i, column.Minimum, column.Maximum);
    }
}

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
            MeasureSource.Disagreement when isDecided && isLabelled => ActionDifference.Of(own.Brain.Actions, decisions.Action(row), own.Labels.Row(row)),
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

using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The source of a measure's values.</summary>
internal enum MeasureSource
{
    /// <summary>The agent's kind.</summary>
    Kind,

    /// <summary>A column of the agent's observations.</summary>
    Observation,

    /// <summary>One of the agent's actions.</summary>
    Action,

    /// <summary>The teacher's action.</summary>
    Label,

    /// <summary>The difference between the agent's action and the teacher's.</summary>
    Disagreement,

    /// <summary>The time since the agent was first seen, s.</summary>
    Age,
}

/// <summary>A measure that agents can be coloured by.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Source">Source of the values.</param>
/// <param name="Column">Column of the source.</param>
/// <param name="Minimum">The value at the dark end of the scale.</param>
/// <param name="Maximum">The value at the bright end of the scale.</param>
/// <param name="Categories">Names of the values where they are categories rather than amounts.</param>
internal sealed record Measure(string Name, MeasureSource Source, int Column, float Minimum, float Maximum, IReadOnlyList<string>? Categories = null)
{
    private const float LongLife = 60;

    /// <summary>Maps a value to its position on the scale, 0 to 1; a category to the middle of its segment.</summary>
    public float Normalize(float value) => Categories is { Count: var count }
        ? (Math.Clamp(value, 0, count - 1) + 0.5f) / count
        : Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1);

    /// <summary>Returns all measures of a run's agents, starting with the scenario's own, the first of which is the default.</summary>
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

        AddActions(measures, brain.Actions, isTaught: brain.Learner?.Columns.Contains(ExperienceColumn.Reward) != true);
        measures.Add(new Measure("age", MeasureSource.Age, 0, 0, LongLife));
        return measures;
    }

    /// <summary>Adds the measures of actions: the first branch, the disagreement with the teacher, and every continuous action.</summary>
    /// <param name="measures">The list.</param>
    /// <param name="actions">The actions.</param>
    /// <param name="isTaught">Whether a teacher labels the agents; without one, its actions and the disagreement are left out.</param>
    internal static void AddActions(List<Measure> measures, ActionSpec actions, bool isTaught = true)
    {
        int continuous = actions.ContinuousCount;
        if (actions.Branches is [var branch, ..])
        {
            if (isTaught)
            {
                measures.Add(new Measure($"true {branch.Name}", MeasureSource.Label, continuous, 0, 1, branch.Choices));
            }

            measures.Add(new Measure(branch.Name, MeasureSource.Action, continuous, 0, 1, branch.Choices));
        }

        if (isTaught)
        {
            measures.Add(new Measure("disagreement", MeasureSource.Disagreement, 0, 0, 1, continuous == 0 ? ["as taught", "different"] : null));
        }

        measures.AddRange(actions.Names.Take(continuous).Select((name, i) => new Measure(name, MeasureSource.Action, i, -1, 1)));
    }

    /// <summary>Returns the measure with the given name: one of <see cref="Of"/>, or any column that agents sense.</summary>
    /// <exception cref="SettingException">No such measure exists; the message names the closest.</exception>
    public static Measure Find(ScenarioSession session, string name)
    {
        IReadOnlyList<Measure> measures = [.. Of(session), .. session.Brain.Observations.Columns.Select((_, i) => OfColumn(session.Brain, i))];
        string[] names = [.. measures.Select(measure => measure.Name).Distinct()];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return measures.FirstOrDefault(measure => measure.Name == name)
            ?? throw new SettingException($"--colour: expected one of {string.Join(", ", names)}, received \"{name}\".{hint}");
    }

    private static Measure OfColumn(Brain brain, int i)
    {
        ObservationColumn column = brain.Observations.Columns[i];
        return new Measure(column.Name, MeasureSource.Observation, i, column.Minimum, column.Maximum);
    }
}

/// <summary>A reader of a measure for any agent in a frame, on the simulation's thread. Allocates only until it has seen the largest number of agents.</summary>
internal sealed class MeasureReader
{
    private readonly List<(uint[] Generations, long[] Births)> _seen = [];

    /// <summary>Records the agents that appear for the first time.</summary>
    internal void Record(ScenarioSession session, long frame)
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

    /// <summary>The position of an agent that has no value, for instance before its first observation or if it has no teacher.</summary>
    internal const float None = -1;

    /// <summary>Returns an agent's position on the measure's scale, 0 to 1; <see cref="None"/> if it has no value.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="kinds">The kinds.</param>
    /// <param name="kind">The agent's kind.</param>
    /// <param name="row">The agent's row.</param>
    /// <param name="frame">Number of completed frames.</param>
    internal float Read(Measure measure, IReadOnlyList<AgentKind> kinds, int kind, int row, long frame)
    {
        AgentKind own = kinds[kind];
        Decisions decisions = own.Brain.Decisions;
        bool isDecided = row < decisions.Count, isLabelled = row < own.Labels.Count;
        float value = measure.Source switch
        {
            MeasureSource.Kind => kind,
            MeasureSource.Observation when isDecided && measure.Column < own.Brain.Observations.Width => decisions.Inputs(row)[measure.Column],
            MeasureSource.Action when isDecided => decisions.Action(row)[measure.Column],
            MeasureSource.Label when isLabelled => own.Labels.Row(row)[measure.Column],
            MeasureSource.Disagreement when isDecided && isLabelled => ActionDifference.Of(own.Brain.Actions, decisions.Action(row), own.Labels.Row(row)),
            MeasureSource.Age => Age(kind, own.Roster.Handles[row], frame),
            _ => float.NaN,
        };
        return float.IsNaN(value) ? None : measure.Normalize(value);
    }

    /// <summary>Returns the position on the measure's scale for an agent born in the newest frame.</summary>
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

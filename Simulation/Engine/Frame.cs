using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Engine;

/// <summary>One fixed step of the simulation. <see cref="Run"/> is the map of the simulation: it names every system and says why it runs at its place.</summary>
/// <remarks>Call it from one thread.</remarks>
/// <param name="plugin">The plugin that holds the brains.</param>
/// <param name="session">The scenario at work, which provides the systems.</param>
/// <param name="deltaTime">Length of a step, s.</param>
/// <param name="curriculum">The curriculum, which the returns of the first kind of agents advance; null for none.</param>
public sealed class Frame(NeuroPlugin plugin, ScenarioSession session, float deltaTime, Curriculum? curriculum = null)
{
    private readonly IHeldOutValidation? _validation = session.Feature<IHeldOutValidation>();

    /// <summary>Number of frames done.</summary>
    public long Number { get; private set; }

    /// <summary>Durations of the parts of the newest frame.</summary>
    public FrameTimes Times { get; private set; }

    /// <summary>Sets the number of frames done, to resume a saved run.</summary>
    internal void ResumeAt(long number) => Number = number;

    /// <summary>Runs one frame. Does not allocate once the population's buffers have grown.</summary>
    public void Run()
    {
        long start = Stopwatch.GetTimestamp();
        plugin.FixedUpdate(deltaTime);

        // Give every living agent a row, in the order of handles. The later steps use these rows, not the order of the entity store.
        session.Locate.Run(Number);

        // Resolve eating and wounds at the positions that the last step left, before agents sense, so that no agent sees eaten food.
        session.Interact.Run(Number);

        // Open a row of the brain for every agent and fill it with observations. All agents sense the same moment, before any of them acts.
        session.Sense.Run(Number);
        long sensed = Stopwatch.GetTimestamp();

        // Decide in one batch for all agents of a kind.
        for (int i = 0; i < session.Kinds.Count; i++)
        {
            session.Kinds[i].Brain.Decide();
        }

        long decided = Stopwatch.GetTimestamp();

        // A label belongs to the observation of this decision, so the teacher labels before the world changes. Labels don't change the actions of this frame.
        session.Teach.Run(Number);

        // Write all actions first, then move all bodies at once. A reward belongs to the agent's newest decision: control tasks give it at the end of Move,
        // and then an agent's next episode starts before the next Sense.
        session.Act.Run(Number);
        session.Move.Run(Number);

        // Deaths and births change the structure of the entity store, so they come last, when no query is open.
        // The brain keeps the rows of dead agents until it has learned from them.
        session.Lifecycle.Run(Number);
        long acted = Stopwatch.GetTimestamp();

        // Learn once per rendered frame, however many fixed steps it has. New weights decide from the next frame on.
        try
        {
            plugin.LateUpdate();
        }
        finally
        {
            // Complete this frame even if an event handler throws: the brains have already completed theirs.
            long learned = Stopwatch.GetTimestamp();

            // Validate with the new weights in use. The time is not counted as part of the frame.
            _validation?.Validate(Number);

            // Begin lessons last, so that a frame has the same settings from its start to its end.
            curriculum?.Update(session.Brain);
            Number++;
            Times = new FrameTimes(
                Milliseconds(start, sensed), Milliseconds(sensed, decided), Milliseconds(decided, acted), Milliseconds(acted, learned));
        }
    }

    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}

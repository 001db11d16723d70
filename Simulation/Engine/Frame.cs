using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Engine;

/// <summary>The map of the simulation: what happens in one fixed step, in which order, and why.</summary>
public sealed class Frame(NeuroPlugin plugin, ScenarioSession session, float deltaTime)
{
    private readonly IHeldOutValidation? _validation = session.Feature<IHeldOutValidation>();

    /// <summary>Number of frames done.</summary>
    public long Number { get; private set; }

    /// <summary>How long the parts of the newest frame took.</summary>
    public FrameTimes Times { get; private set; }

    /// <summary>Goes on at a number, as after a saved run.</summary>
    internal void ResumeAt(long number) => Number = number;

    /// <summary>Runs one frame. Does not allocate once the population's buffers have grown.</summary>
    public void Run()
    {
        long start = Stopwatch.GetTimestamp();
        plugin.FixedUpdate(deltaTime);

        // Rows for everybody alive, in the order of handles: all that follows counts in rows, not in the store's order.
        session.Locate.Run(Number);

        // Eating and wounds are settled where the last step left everybody, before anyone looks: nobody sees food that is gone.
        session.Interact.Run(Number);

        // Opens a row of the brain for everybody and fills it: all look at the same moment, before anyone acts on it.
        session.Sense.Run(Number);
        long sensed = Stopwatch.GetTimestamp();

        // One batch for all agents of a kind.
        for (int i = 0; i < session.Kinds.Count; i++)
        {
            session.Kinds[i].Brain.Decide();
        }

        long decided = Stopwatch.GetTimestamp();

        // A label belongs to the observation that was just decided on, so the teacher speaks before the world moves on. It doesn't change what is done.
        session.Teach.Run(Number);

        // Only then do bodies take up their actions, and all move at once.
        session.Act.Run(Number);
        session.Move.Run(Number);

        // Deaths and births change the store's structure: last, when no query is open. The brain keeps the rows of the dead until it has learned from them.
        session.Lifecycle.Run(Number);
        long acted = Stopwatch.GetTimestamp();

        // Once a rendered frame, whatever the number of fixed steps: new weights decide from the next frame on.
        try
        {
            plugin.LateUpdate();
        }
        finally
        {
            // Also after a handler's exception: the brains' frame is complete by then, and so this frame is complete too.
            long learned = Stopwatch.GetTimestamp();

            // After the new weights are in use, and outside of the frame's time.
            _validation?.Validate(Number);

            Number++;
            Times = new FrameTimes(
                Milliseconds(start, sensed), Milliseconds(sensed, decided), Milliseconds(decided, acted), Milliseconds(acted, learned));
        }
    }

    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}

using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.Live;

/// <summary>The starting point of a live run.</summary>
/// <param name="Options">Options of the run.</param>
/// <param name="Resumed">The saved run to resume; null for none.</param>
/// <param name="Brain">The saved brain to start with; null for one with the seed's initial weights.</param>
/// <param name="Commands">The recorded commands to replay; null for none.</param>
internal sealed record LiveStart(RunOptions Options, SavedRun? Resumed, SavedBrain? Brain, RecordedCommands? Commands)
{
    /// <summary>Creates the run, ready for its next frame.</summary>
    /// <param name="note">A note for the list of events; usually empty.</param>
    internal SimulationRun Begin(out string note)
    {
        note = "";
        SimulationRun run = Resumed?.Resume(Options) ?? WarmStart.Begin(Options);
        try
        {
            if (Resumed is not null)
            {
                note = RunFiles.Describe(Resumed);
            }

            if (Resumed is null && Options.Demonstrations is { } path)
            {
                run.Teach(Demonstrations.Load(path));
            }

            if (Brain is not null)
            {
                note = RunFiles.Describe(Brain, run.Load(Brain));
            }

            run.Plugin.Awake();

            // The first frame will repeat this; it is done here so that observers see the agents' positions beforehand.
            run.Session.Locate.Run(0);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Live;

/// <summary>What a live run begins from.</summary>
/// <param name="Options">What to play.</param>
/// <param name="Resumed">The saved run to go on from; null for none.</param>
/// <param name="Brain">The saved brain to begin with; null for that of the seed.</param>
/// <param name="Commands">The recorded commands to play again; null for none.</param>
internal sealed record LiveStart(RunOptions Options, SavedRun? Resumed, SavedBrain? Brain, RecordedCommands? Commands)
{
    /// <summary>The run before its next frame.</summary>
    /// <param name="told">What is worth telling of it; mostly empty.</param>
    internal SimulationRun Begin(out string told)
    {
        told = "";
        SimulationRun run = Resumed?.Resume(Options) ?? new SimulationRun(Options, Driver.Brain, isLabelled: true);
        try
        {
            if (Resumed is not null)
            {
                told = RunFiles.Describe(Resumed);
            }

            if (Brain is not null)
            {
                told = RunFiles.Describe(Brain, run.Load(Brain));
            }

            run.Plugin.Awake();

            // As the first frame will do again: whoever watches sees who is there before anything happens.
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

using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>Runs that learn from the teacher, as a headless run plays them.</summary>
internal static class PlayedRuns
{
    /// <summary>Starts a run and plays its first frames.</summary>
    internal static SimulationRun Play(this RunOptions options, int frames) => new SimulationRun(options, Driver.Brain, isLabelled: true).Play(frames);

    /// <summary>Plays further frames.</summary>
    internal static SimulationRun Play(this SimulationRun run, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            run.Frame.Run();
        }

        return run;
    }
}

using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Engine;

/// <summary>The start of a learning run. With <see cref="RunOptions.WarmUpFrames"/>, brains of the same networks first imitate the scenario's teachers in a world of their own, and the run begins with their weights.</summary>
internal static class WarmStart
{
    /// <summary>Creates a run whose brains learn.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="driver">The source of the agents' actions.</param>
    /// <param name="cancellation">Ends the imitation early.</param>
    internal static SimulationRun Begin(RunOptions options, Driver driver = Driver.Brain, CancellationToken cancellation = default)
    {
        SimulationRun run = new(options, driver, isLabelled: true);
        if (options.WarmUpFrames == 0)
        {
            return run;
        }

        try
        {
            using SimulationRun taught = new(Imitation(options), Driver.Brain, isLabelled: true);
            for (int frame = 0; frame < options.WarmUpFrames && !cancellation.IsCancellationRequested; frame++)
            {
                taught.Frame.Run();
            }

            for (int kind = 0; kind < run.Session.Kinds.Count; kind++)
            {
                run.Session.Kinds[kind].Brain.Weights.CopyFrom(taught.Session.Kinds[kind].Brain);
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private static RunOptions Imitation(RunOptions options) => new()
    {
        Catalogue = options.Catalogue,
        Scenario = options.Scenario,
        Agents = options.Agents,
        Seed = options.Seed,
        Workers = options.Workers,
        Set = new(options.Set),
        BrainOptions = options.FindBrainOptions()! with { Learner = new ImitationOptions() },
    };
}

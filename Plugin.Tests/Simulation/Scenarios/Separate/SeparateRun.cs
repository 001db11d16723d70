using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

/// <summary>Runs of <c>separate</c> with 1,000 agents over 1,500 frames.</summary>
internal static class SeparateRun
{
    internal const int Frames = 1500;
    private static readonly int s_agents = LongForm.IsOn ? 1000 : 300;

    /// <summary>The seeds of the tests; the long form has more.</summary>
    internal static int Seeds { get; } = LongForm.IsOn ? 10 : 2;

    internal static RunOptions Options(ulong seed, params string[] settings) => new()
    {
        Scenario = "separate", Agents = 1000, Frames = Frames, Seed = seed, Workers = 1,
        Set = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]),
    };

    /// <summary>Trains and returns the final score on held-out points. The long form has more agents.</summary>
    internal static HeldOutRecord Train(ulong seed, params string[] settings)
    {
        using SimulationRun run = (Options(seed, settings) with { Agents = s_agents }).Play(Frames);

        return run.Session.Feature<IHeldOutValidation>()!.Record;
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The system that executes the one discrete action, the guessed colour of each agent.</summary>
/// <param name="world">The world.</param>
/// <param name="roster">The frame's rows.</param>
/// <param name="brain">The brain that decided.</param>
/// <param name="script">The script's colours by row; null to use the brain's.</param>
/// <param name="workers">The workers that run the system.</param>
internal sealed class GuessSystem(World world, AgentRoster roster, Brain brain, ActionTable? script, Workers workers)
    : ChunkSystem(world, s_guessers, workers), ISystem
{
    private static readonly QueryDescription s_guessers = new QueryDescription().WithAll<BrainAgent, Guess>();

    public void Run(long frame)
    {
        RunChunks();
        for (int row = 0; script is not null && brain.Recording is { HasTransitions: true } && row < roster.Count; row++)
        {
            brain.Acted(roster.Handles[row], script.Row(row));
        }
    }

    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        Span<Guess> guesses = chunk.GetSpan<Guess>()[..count];
        Decisions decisions = brain.Decisions;
        for (int i = 0; i < count; i++)
        {
            int row = roster.RowOf(agents[i].Handle);
            ReadOnlySpan<float> action = script is null ? decisions.Action(row) : script.Row(row);
            guesses[i] = new Guess((int)action[0]);
        }
    }
}

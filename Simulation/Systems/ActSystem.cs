using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Systems;

/// <summary>Who steers the agents.</summary>
public enum Driver
{
    /// <summary>The brain decides.</summary>
    Brain,

    /// <summary>The scripted teacher decides from the same observations: the mark to reach.</summary>
    Teacher,

    /// <summary>A script that sees the whole world decides: what the observations cost the teacher.</summary>
    Omniscient,
}

/// <summary>Carries out two continuous actions: turn and thrust.</summary>
/// <param name="world">The world.</param>
/// <param name="roster">The frame's rows.</param>
/// <param name="brain">The brain that decided.</param>
/// <param name="script">The script's actions by row, or null to carry out the brain's.</param>
/// <param name="workers">Who works; null for the caller alone.</param>
/// <param name="kind">Which agents, those of the roster; null for all.</param>
/// <param name="player">Who may drive one of them by hand; null for nobody.</param>
public sealed class ActSystem(
    World world, AgentRoster roster, Brain brain, ActionTable? script, Workers? workers = null, QueryDescription? kind = null, Player? player = null)
    : ChunkSystem(world, kind ?? Steered, workers), ISystem
{
    private static readonly QueryDescription Steered = new QueryDescription().WithAll<BrainAgent, Steering>();
    private readonly World _world = world;

    /// <inheritdoc/>
    public void Run(long frame)
    {
        RunChunks();
        if (player is not null && player.TryFind(roster, out int row))
        {
            _world.Set(roster.Entities[row], new Steering(player.Action[0], player.Action[1]));
        }
    }

    /// <inheritdoc/>
    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        Span<Steering> steerings = chunk.GetSpan<Steering>()[..count];
        Decisions decisions = brain.Decisions;
        for (int i = 0; i < count; i++)
        {
            int row = roster.RowOf(agents[i].Handle);
            ReadOnlySpan<float> action = script is null ? decisions.Action(row) : script.Row(row);
            steerings[i] = new Steering(action[0], action[1]);
        }
    }
}

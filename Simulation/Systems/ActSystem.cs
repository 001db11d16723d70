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

    /// <summary>An expert that sees the whole world decides: what the observations cost the teacher.</summary>
    Omniscient,
}

/// <summary>Carries out two continuous actions: turn and thrust.</summary>
/// <param name="world">The world.</param>
/// <param name="roster">The frame's rows.</param>
/// <param name="brain">The brain that decided.</param>
/// <param name="expert">The expert's actions by row, or null to carry out the brain's.</param>
/// <param name="workers">Who works; null for the caller alone.</param>
/// <param name="kind">Which agents, those of the roster; null for all.</param>
/// <param name="human">Who may drive one of them by hand; null for nobody.</param>
public sealed class ActSystem(
    World world, AgentRoster roster, Brain brain, ActionTable? expert, Workers? workers = null, QueryDescription? kind = null, HumanDriver? human = null)
    : ChunkSystem(world, kind ?? Steered, workers), ISystem
{
    private static readonly QueryDescription Steered = new QueryDescription().WithAll<BrainAgent, Steering>();
    private readonly World _world = world;

    /// <inheritdoc/>
    public void Run(long frame)
    {
        RunChunks();
        if (human is not null && human.TryFind(roster, out int row))
        {
            _world.Set(roster.Entities[row], new Steering(human.Action[0], human.Action[1]));
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
            ReadOnlySpan<float> action = expert is null ? decisions.Action(row) : expert.Row(row);
            steerings[i] = new Steering(action[0], action[1]);
        }
    }
}

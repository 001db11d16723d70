using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Systems;

/// <summary>The source of the agents' actions.</summary>
public enum Driver
{
    /// <summary>The brain decides.</summary>
    Brain,

    /// <summary>The scripted teacher decides from the same observations as the brain. Its score is the one that the brain should reach.</summary>
    Teacher,

    /// <summary>An expert that sees the whole world decides. Its lead over the teacher is the score lost to limited observations.</summary>
    Omniscient,
}

/// <summary>The step that writes each agent's turn and thrust into its <see cref="Steering"/>.</summary>
/// <param name="world">The world.</param>
/// <param name="roster">The frame's agents by row.</param>
/// <param name="brain">The brain that decided.</param>
/// <param name="expert">The expert's actions by row; null to use the brain's actions.</param>
/// <param name="workers">The threads that share the work; null for the calling thread alone.</param>
/// <param name="kind">The query that selects the roster's agents; null for all agents.</param>
/// <param name="human">The controls of a person who may drive one of the agents; null for none.</param>
/// <param name="actions">The brain's kind of actions; null for <see cref="SteeringActions.Continuous"/>.</param>
public sealed class ActSystem(
    World world, AgentRoster roster, Brain brain, ActionTable? expert, Workers? workers = null, QueryDescription? kind = null, HumanDriver? human = null, SteeringActions? actions = null)
    : ChunkSystem(world, kind ?? s_steered, workers), ISystem
{
    private static readonly QueryDescription s_steered = new QueryDescription().WithAll<BrainAgent, Steering>();
    private readonly World _world = world;
    private readonly SteeringActions _actions = actions ?? SteeringActions.Continuous;

    /// <inheritdoc/>
    public void Run(long frame)
    {
        RunChunks();
        for (int each = 0; expert is not null && brain.Recording is { HasTransitions: true } && each < roster.Count; each++)
        {
            brain.Acted(roster.Handles[each], expert.Row(each));
        }

        if (human is not null && human.TryFind(roster, out int row))
        {
            _world.Set(roster.Entities[row], new Steering(human.Action[0], human.Action[1]));
            if (brain.Recording is { HasTransitions: true })
            {
                brain.Acted(roster.Handles[row], human.Action);
            }
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
            steerings[i] = _actions.Read(action);
        }
    }
}

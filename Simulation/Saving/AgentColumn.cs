using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Saving;

/// <summary>The saved agents of all entities that have one. Each is saved as brain, slot and generation, because a handle is valid only within one process.</summary>
internal sealed class AgentColumn : ComponentColumn
{
    private const string Tensor = "world/agent";
    private const int Width = 3;
    private static readonly QueryDescription s_agents = new QueryDescription().WithAll<BrainAgent>();

    internal override Type Component => typeof(BrainAgent);

    internal override void Save(World world, TensorArchive archive)
    {
        int count = world.CountEntities(in s_agents);
        List<int> values = new(count * Width);
        foreach (ref Chunk chunk in world.Query(in s_agents))
        {
            foreach (BrainAgent agent in chunk.GetSpan<BrainAgent>()[..chunk.Count])
            {
                values.AddRange([agent.Handle.Brain, agent.Handle.Slot, unchecked((int)agent.Handle.Generation)]);
            }
        }

        archive.Add<int>(Tensor, [count, Width], [.. values]);
    }

    /// <summary>Does nothing. Only a loaded brain knows the living agents, so <see cref="Load"/> checks them.</summary>
    internal override void Check(TensorArchive archive)
    {
    }

    /// <exception cref="ArchiveFormatException">The agents in the file are not exactly the living agents, each once.</exception>
    internal override void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds)
    {
        int row = 0;
        int[] values = archive.Get<int>(Tensor, [world.CountEntities(in s_agents), Width]);
        HashSet<AgentHandle> handles = [];
        foreach (ref Chunk chunk in world.Query(in s_agents))
        {
            foreach (ref BrainAgent agent in chunk.GetSpan<BrainAgent>()[..chunk.Count])
            {
                (int brain, int slot, uint generation) = (values[row], values[row + 1], unchecked((uint)values[row + 2]));
                row += Width;
                ulong id = ((ulong)generation << 32) | (uint)slot;
                if ((uint)brain >= (uint)kinds.Count || !kinds[brain].Brain.TryFindAgent(id, out AgentHandle handle) || !handles.Add(handle))
                {
                    throw new ArchiveFormatException(archive.Origin, $"tensor \"{Tensor}\"", "living agents, each once", $"agent {slot}.{generation} of brain {brain}");
                }

                agent = new BrainAgent(handle);
            }
        }

        int living = kinds.Sum(kind => kind.Brain.AgentCount);
        if (handles.Count != living)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{Tensor}\"", $"{living} living agents", $"{handles.Count}");
        }
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Systems;

/// <summary>A table of the frame's agents: one row per agent, in the order of their handles. The order does not depend on where the entity store keeps the agents.</summary>
/// <remarks>
/// <see cref="Run"/> rebuilds the table at the start of each frame; it is valid until the frame ends. An entity store may enumerate the same entities in another
/// order after a different history. The roster's rows stay the same, so sums over neighbours and the rows of the brain keep the same bits.
/// </remarks>
public sealed class AgentRoster : ChunkSystem, ISystem
{
    private static readonly QueryDescription s_agents = new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity>();
    private const int Absent = -1;
    private readonly World _world;
    private readonly QueryDescription _kind;
    private int[] _rowOfSlot = [];
    private int _slots;
    private bool _isNumbered;
    private AgentHandle[] _handles = [];
    private Entity[] _entities = [];
    private float[] _x = [];
    private float[] _y = [];
    private Heading[] _headings = [];
    private Velocity[] _velocities = [];
    private float[] _energies = [];
    private Velocity[] _pushes = [];

    /// <summary>Creates an empty roster of a world's agents.</summary>
    /// <param name="world">The world.</param>
    /// <param name="workers">The threads that share the work; null for the calling thread alone.</param>
    /// <param name="kind">The query that selects the agents. They must belong to one brain and have the components of bodies. Null for all agents.</param>
    public AgentRoster(World world, Workers? workers = null, QueryDescription? kind = null)
        : base(world, kind ?? s_agents, workers)
    {
        _world = world;
        _kind = kind ?? s_agents;
    }

    /// <summary>Number of agents.</summary>
    public int Count { get; private set; }

    /// <summary>Handles by row, ascending.</summary>
    public ReadOnlySpan<AgentHandle> Handles => _handles.AsSpan(0, Count);

    /// <summary>Entities by row.</summary>
    public ReadOnlySpan<Entity> Entities => _entities.AsSpan(0, Count);

    /// <summary>x by row, m.</summary>
    public ReadOnlySpan<float> X => _x.AsSpan(0, Count);

    /// <summary>y by row, m.</summary>
    public ReadOnlySpan<float> Y => _y.AsSpan(0, Count);

    /// <summary><see cref="X"/> and <see cref="Y"/> as memory that work on several threads can hold.</summary>
    internal (ReadOnlyMemory<float> X, ReadOnlyMemory<float> Y) Places => (_x.AsMemory(0, Count), _y.AsMemory(0, Count));

    /// <summary>Headings by row.</summary>
    public ReadOnlySpan<Heading> Headings => _headings.AsSpan(0, Count);

    /// <summary>Velocities by row, m/s.</summary>
    public ReadOnlySpan<Velocity> Velocities => _velocities.AsSpan(0, Count);

    /// <summary>Energies by row; 0 for agents without <see cref="Energy"/>.</summary>
    public ReadOnlySpan<float> Energies => _energies.AsSpan(0, Count);

    /// <summary>Push from neighbours by row, m/s. The sensing system writes it; <see cref="MoveSystem"/> adds it to the velocity.</summary>
    public Span<Velocity> Pushes => _pushes.AsSpan(0, Count);

    /// <summary>Returns the row of an agent that is in the roster. The handle is not checked.</summary>
    public int RowOf(AgentHandle handle) => _rowOfSlot[handle.Slot];

    /// <summary>Finds the row of an agent. Returns false if the agent is not in the roster.</summary>
    public bool TryFindRow(AgentHandle handle, out int row)
    {
        row = handle.Slot < _slots ? _rowOfSlot[handle.Slot] : Absent;
        return row >= 0 && row < Count && _handles[row] == handle;
    }

    /// <summary>Appends the living agents that were born since the frame began, then sorts the list by handle.</summary>
    /// <param name="newborn">The list that receives them.</param>
    public void AddNewborn(List<(AgentHandle Handle, Entity Entity)> newborn)
    {
        foreach (ref Chunk chunk in _world.Query(in _kind))
        {
            ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..chunk.Count];
            for (int i = 0; i < agents.Length; i++)
            {
                if (!TryFindRow(agents[i].Handle, out _))
                {
                    newborn.Add((agents[i].Handle, chunk.Entity(i)));
                }
            }
        }

        newborn.Sort(static (a, b) => a.Handle.Slot.CompareTo(b.Handle.Slot));
    }

    /// <inheritdoc/>
    public void Run(long frame)
    {
        EnsureCapacity(_world.CountEntities(in _kind));
        MarkSlots();
        NumberRows();
        _isNumbered = true;
        RunChunks();
    }

    /// <summary>Processes a chunk in one of two passes per frame. The first pass marks occupied slots; the second copies the agents' components into their rows.</summary>
    protected override void Execute(ref Chunk chunk)
    {
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..chunk.Count];
        if (_isNumbered)
        {
            Gather(ref chunk, agents);
        }
        else
        {
            Mark(agents);
        }
    }

    private void MarkSlots()
    {
        _isNumbered = false;
        do
        {
            EnsureSlot(_slots - 1);
            Array.Fill(_rowOfSlot, Absent, 0, _slots);
            _slots = 0;
            RunChunks();
        }
        while (_slots > _rowOfSlot.Length);
    }

    private void Mark(ReadOnlySpan<BrainAgent> agents)
    {
        int[] rows = _rowOfSlot;
        int highest = Absent;
        foreach (BrainAgent agent in agents)
        {
            int slot = agent.Handle.Slot;
            highest = Math.Max(highest, slot);
            if (slot < rows.Length)
            {
                rows[slot] = 0;
            }
        }

        int known = Volatile.Read(ref _slots);
        while (highest >= known)
        {
            known = Interlocked.CompareExchange(ref _slots, highest + 1, known) == known ? highest + 1 : Volatile.Read(ref _slots);
        }
    }

    private void NumberRows()
    {
        int count = 0;
        foreach (ref int row in _rowOfSlot.AsSpan(0, _slots))
        {
            // Branchless: a present slot holds 0, an absent one −1.
            int present = row + 1;
            row = (count & -present) | (present - 1);
            count += present;
        }

        Count = count;
    }

    private void Gather(ref Chunk chunk, ReadOnlySpan<BrainAgent> agents)
    {
        int count = agents.Length;
        ReadOnlySpan<Position> positions = chunk.GetSpan<Position>()[..count];
        ReadOnlySpan<Heading> headings = chunk.GetSpan<Heading>()[..count];
        ReadOnlySpan<Velocity> velocities = chunk.GetSpan<Velocity>()[..count];
        ReadOnlySpan<Energy> energies = chunk.Has<Energy>() ? chunk.GetSpan<Energy>()[..count] : [];
        for (int i = 0; i < count; i++)
        {
            int row = _rowOfSlot[agents[i].Handle.Slot];
            _handles[row] = agents[i].Handle;
            _entities[row] = chunk.Entity(i);
            _x[row] = positions[i].X;
            _y[row] = positions[i].Y;
            _headings[row] = headings[i];
            _velocities[row] = velocities[i];
            _energies[row] = i < energies.Length ? energies[i].Value : 0;
        }
    }

    private void EnsureSlot(int slot)
    {
        int known = _rowOfSlot.Length;
        if (slot >= known)
        {
            Array.Resize(ref _rowOfSlot, Math.Max(slot + 1, known * 2));
            Array.Fill(_rowOfSlot, Absent, known, _rowOfSlot.Length - known);
        }
    }

    private void EnsureCapacity(int agents)
    {
        if (agents > _handles.Length)
        {
            int capacity = Math.Max(agents, _handles.Length * 2);
            EnsureSlot(2 * capacity - 1);
            _handles = new AgentHandle[capacity];
            _entities = new Entity[capacity];
            _x = new float[capacity];
            _y = new float[capacity];
            _headings = new Heading[capacity];
            _velocities = new Velocity[capacity];
            _energies = new float[capacity];
            _pushes = new Velocity[capacity];
        }
    }
}

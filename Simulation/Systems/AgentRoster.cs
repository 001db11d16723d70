using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Systems;

/// <summary>All agents of the frame as columns in the order of their handles: one row per agent, for everything that must not depend on where the entity store keeps them.</summary>
/// <remarks>
/// Rebuilt by <see cref="Run"/> at the start of each frame, read until its end. Two entity stores, or the same after another history, walk over entities in
/// different orders; rows don't follow them, so neither do sums over neighbours nor the rows of the brain.
/// </remarks>
public sealed class AgentRoster : ChunkSystem, ISystem
{
    private static readonly QueryDescription Agents = new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity>();
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

    /// <summary>A roster of a world's agents.</summary>
    /// <param name="world">The world.</param>
    /// <param name="workers">Who works; null for the caller alone.</param>
    /// <param name="kind">Which agents, all of one brain and with the components that bodies have; null for all.</param>
    public AgentRoster(World world, Workers? workers = null, QueryDescription? kind = null)
        : base(world, kind ?? Agents, workers)
    {
        _world = world;
        _kind = kind ?? Agents;
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

    /// <summary><see cref="X"/> and <see cref="Y"/>, for work that is shared.</summary>
    internal (ReadOnlyMemory<float> X, ReadOnlyMemory<float> Y) Places => (_x.AsMemory(0, Count), _y.AsMemory(0, Count));

    /// <summary>Headings by row.</summary>
    public ReadOnlySpan<Heading> Headings => _headings.AsSpan(0, Count);

    /// <summary>Velocities by row, m/s.</summary>
    public ReadOnlySpan<Velocity> Velocities => _velocities.AsSpan(0, Count);

    /// <summary>Energies by row; 0 where an agent has none.</summary>
    public ReadOnlySpan<float> Energies => _energies.AsSpan(0, Count);

    /// <summary>How neighbours push each agent, m/s: written by the sensing system, used by <see cref="MoveSystem"/>.</summary>
    public Span<Velocity> Pushes => _pushes.AsSpan(0, Count);

    /// <summary>The row of a living agent.</summary>
    public int RowOf(AgentHandle handle) => _rowOfSlot[handle.Slot];

    /// <summary>The row of an agent, if it is one of the frame's.</summary>
    public bool TryFindRow(AgentHandle handle, out int row)
    {
        row = handle.Slot < _slots ? _rowOfSlot[handle.Slot] : Absent;
        return row >= 0 && row < Count && _handles[row] == handle;
    }

    /// <summary>Adds those who live and were not there yet when the frame began, in the order of their handles.</summary>
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

    /// <summary>Twice a frame: who is here, then, once that gave everybody a row, what they are like.</summary>
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
            // Without a branch: present slots are 0, absent ones −1.
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

using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The system that lets agents eat and hurts them in hazards. The nearest agent within reach eats an item of food; eaten food grows elsewhere after the regrowth time.</summary>
internal sealed class InteractSystem : ChunkSystem, ISystem
{
    private const int NoAgent = -1;
    private static readonly QueryDescription s_food = new QueryDescription().WithAll<Food, Position>();
    private static readonly QueryDescription s_hazards = new QueryDescription().WithAll<Hazard, Position>();
    private readonly World _world;
    private readonly AgentRoster _roster;
    private readonly ForageField _field;
    private readonly ForageOptions _options;
    private readonly ForageScore _score;
    private readonly Workers _workers;
    private readonly float _deltaTime;
    private readonly RandomSource _random;

    // Food and hazards in the order of their numbers.
    private float[] _foodX = [];
    private float[] _foodY = [];
    private bool[] _isGrown = [];
    private int[] _eaters = [];
    private float[] _hazardX = [];
    private float[] _hazardY = [];

    internal InteractSystem(World world, AgentRoster roster, ForageField field, ForageOptions options, ForageScore score, ScenarioSetup setup)
        : base(world, s_food, setup.Plugin.Workers)
    {
        _world = world;
        _roster = roster;
        _field = field;
        _options = options;
        _score = score;
        _workers = setup.Plugin.Workers;
        _deltaTime = setup.DeltaTime;
        _random = new RandomSource(setup.Seed, ScenarioStreams.Food);
        Gather();
    }

    /// <summary>Resizes the arrays to the current food and hazards, and sorts the hazards by cells. Called at the start and after things were placed or removed between two frames.</summary>
    internal void Gather()
    {
        int food = _world.CountEntities(in s_food), hazards = _world.CountEntities(in s_hazards);
        if (food != _foodX.Length)
        {
            (_foodX, _foodY, _isGrown, _eaters) = (new float[food], new float[food], new bool[food], new int[food]);
        }

        if (hazards != _hazardX.Length)
        {
            (_hazardX, _hazardY) = (new float[hazards], new float[hazards]);
            _field.ResizeHazards(hazards);
        }

        GatherHazards();
    }

    public void Run(long frame)
    {
        _field.Agents.Build(_roster.Places.X, _roster.Places.Y, default, _workers);
        _field.ClearChanges(_roster.Count);
        RunChunks();
        CountMeals();
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int i = 0; i < _hazardX.Length; i++)
        {
            Drain(i, ranges);
        }

        _field.Food.Build(_foodX, _foodY, _isGrown, _workers);
        _score.CountLife(_roster.Count, _deltaTime);
    }

    /// <summary>Grows the food of one chunk and finds the agent that eats each item. Items don't affect each other, so their order is free.</summary>
    protected override void Execute(ref Chunk chunk)
    {
        Span<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
        Span<Food> items = chunk.GetSpan<Food>()[..chunk.Count];
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int i = 0; i < items.Length; i++)
        {
            int index = items[i].Index;
            bool isGrown = Grow(ref items[i], ref positions[i]);
            int eater = isGrown ? NearestAgent(positions[i].X, positions[i].Y, ranges) : NoAgent;
            if (eater != NoAgent)
            {
                items[i] = items[i] with { Regrowth = Math.Max(_options.Regrowth, _deltaTime) };
            }

            _foodX[index] = positions[i].X;
            _foodY[index] = positions[i].Y;
            _isGrown[index] = isGrown && eater == NoAgent;
            _eaters[index] = eater;
        }
    }

    private bool Grow(ref Food item, ref Position position)
    {
        if (item.Regrowth > 0)
        {
            float left = item.Regrowth - _deltaTime;
            if (left > 0)
            {
                item = item with { Regrowth = left };
                return false;
            }

            item = new Food(item.Index, 0, (item.Generation + 1) & int.MaxValue);
            position = ForageWorld.Place(_random, item.Index, item.Generation, _options);
        }

        return true;
    }

    private void CountMeals()
    {
        ReadOnlySpan<int> eaters = _eaters;
        for (int next = eaters.IndexOfAnyExcept(NoAgent), item = next; next >= 0; item += next)
        {
            int eater = eaters[item];
            _field.EnergyChange[eater] += ForageOptions.MealEnergy;
            _field.MealsGained[eater]++;
            _score.CountMeal();
            next = eaters[++item..].IndexOfAnyExcept(NoAgent);
        }
    }

    /// <summary>Returns the row of the nearest agent within reach of a place, or <see cref="NoAgent"/>.</summary>
    private int NearestAgent(float x, float y, Span<CellRange> ranges)
    {
        float nearest = ForageOptions.Reach * ForageOptions.Reach;
        int eater = NoAgent;
        if (_field.Agents.TryFindOnlyCell(x, y, ForageOptions.Reach, out CellRange only))
        {
            FindNearer(in only, x, y, ref nearest, ref eater);
            return eater;
        }

        foreach (ref readonly CellRange range in ranges[.._field.Agents.Touched(x, y, ForageOptions.Reach, ranges)])
        {
            FindNearer(in range, x, y, ref nearest, ref eater);
        }

        return eater;
    }

    /// <summary>Replaces the eater with a nearer agent of a cell range. At equal distances the lower row wins; rows follow handles, so the result depends neither on the store's order nor on that of cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FindNearer(in CellRange range, float x, float y, ref float nearest, ref int eater)
    {
        UniformGrid agents = _field.Agents;
        ReadOnlySpan<float> agentX = agents.X[range.Start..range.End], agentY = agents.Y[range.Start..range.End];
        for (int j = 0; j < agentX.Length; j++)
        {
            float dx = agentX[j] + range.ShiftX - x, dy = agentY[j] + range.ShiftY - y;
            float square = dx * dx + dy * dy;
            if (square <= nearest)
            {
                int row = agents.Items[range.Start + j];
                if (square < nearest || (eater >= 0 && row < eater))
                {
                    (nearest, eater) = (square, row);
                }
            }
        }
    }

    private void Drain(int hazard, Span<CellRange> ranges)
    {
        UniformGrid agents = _field.Agents;
        ReadOnlySpan<float> agentX = agents.X, agentY = agents.Y;
        float x = _hazardX[hazard], y = _hazardY[hazard], radius = _field.HazardRadii[hazard];
        foreach (ref readonly CellRange range in ranges[..agents.Touched(x, y, radius, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = agentX[j] + range.ShiftX - x, dy = agentY[j] + range.ShiftY - y;
                if (dx * dx + dy * dy < radius * radius)
                {
                    _field.EnergyChange[agents.Items[j]] -= ForageOptions.HazardDrain * _deltaTime;
                }
            }
        }
    }

    private void GatherHazards()
    {
        foreach (ref Chunk chunk in _world.Query(in s_hazards))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                Hazard hazard = chunk.GetSpan<Hazard>()[i];
                Position position = chunk.GetSpan<Position>()[i];
                _hazardX[hazard.Index] = position.X;
                _hazardY[hazard.Index] = position.Y;
                _field.HazardRadii[hazard.Index] = hazard.Radius;
            }
        }

        _field.Hazards.Build(_hazardX, _hazardY, []);
        for (int i = 0; i < _hazardX.Length; i++)
        {
            _field.SortedHazardRadii[i] = _field.HazardRadii[_field.Hazards.Items[i]];
        }
    }
}

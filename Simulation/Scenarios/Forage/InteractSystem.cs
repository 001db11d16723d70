using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Food is eaten by the nearest agent within reach, eaten food grows elsewhere after its time, hazards hurt whoever is inside.</summary>
internal sealed class InteractSystem : ISystem
{
    private static readonly QueryDescription FoodItems = new QueryDescription().WithAll<Food, Position>();
    private static readonly QueryDescription HazardPlaces = new QueryDescription().WithAll<Hazard, Position>();
    private readonly World _world;
    private readonly AgentRoster _roster;
    private readonly ForageField _field;
    private readonly ForageOptions _options;
    private readonly ForageScore _score;
    private readonly float _deltaTime;
    private readonly RandomSource _random;

    // Food in the order of its numbers, gathered from the store and written back.
    private readonly Food[] _food;
    private readonly float[] _foodX;
    private readonly float[] _foodY;
    private readonly bool[] _isGrown;
    private readonly float[] _hazardX;
    private readonly float[] _hazardY;

    internal InteractSystem(World world, AgentRoster roster, ForageField field, ForageOptions options, ForageScore score, ScenarioSetup setup)
    {
        _world = world;
        _roster = roster;
        _field = field;
        _options = options;
        _score = score;
        _deltaTime = setup.DeltaTime;
        _random = new RandomSource(setup.Seed, ForageStreams.Food);
        _food = new Food[options.Food];
        _foodX = new float[options.Food];
        _foodY = new float[options.Food];
        _isGrown = new bool[options.Food];
        _hazardX = new float[options.Hazards];
        _hazardY = new float[options.Hazards];
        GatherHazards();
    }

    public void Run(long frame)
    {
        _field.Agents.Build(_roster.X, _roster.Y, []);
        _field.ClearChanges(_roster.Count);
        GatherFood();
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int i = 0; i < _food.Length; i++)
        {
            Grow(i, ranges);
        }

        for (int i = 0; i < _hazardX.Length; i++)
        {
            Hurt(i, ranges);
        }

        ScatterFood();
        _field.Food.Build(_foodX, _foodY, _isGrown);
        _score.CountLife(_roster.Count, _deltaTime);
    }

    private void Grow(int item, Span<CellRange> ranges)
    {
        if (_food[item].Regrowth > 0)
        {
            float left = _food[item].Regrowth - _deltaTime;
            if (left > 0)
            {
                _food[item] = _food[item] with { Regrowth = left };
                return;
            }

            int generation = _food[item].Generation + 1;
            Position place = ForageWorld.Place(_random, item, generation, _options);
            (_foodX[item], _foodY[item]) = (place.X, place.Y);
            _food[item] = new Food(item, 0, generation);
        }

        int eater = NearestAgent(_foodX[item], _foodY[item], ranges);
        if (eater >= 0)
        {
            _food[item] = _food[item] with { Regrowth = Math.Max(_options.Regrowth, _deltaTime) };
            _field.EnergyChange[eater] += ForageOptions.MealEnergy;
            _field.MealsGained[eater]++;
            _score.CountMeal();
        }

        _isGrown[item] = eater < 0;
    }

    /// <summary>The row of the agent that may eat here, or −1. Of two equally near ones the lower row wins: rows follow handles, so the store's order decides nothing.</summary>
    private int NearestAgent(float x, float y, Span<CellRange> ranges)
    {
        UniformGrid agents = _field.Agents;
        ReadOnlySpan<float> agentX = agents.X, agentY = agents.Y;
        float nearest = ForageOptions.Reach * ForageOptions.Reach;
        int eater = -1;
        foreach (CellRange range in ranges[..agents.Neighbourhood(agents.CellAt(x, y), ForageOptions.Reach, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = agentX[j] + range.ShiftX - x, dy = agentY[j] + range.ShiftY - y;
                float square = dx * dx + dy * dy;
                if (square < nearest || (square == nearest && eater >= 0 && agents.Items[j] < eater))
                {
                    nearest = square;
                    eater = agents.Items[j];
                }
            }
        }

        return eater;
    }

    private void Hurt(int hazard, Span<CellRange> ranges)
    {
        UniformGrid agents = _field.Agents;
        float x = _hazardX[hazard], y = _hazardY[hazard], radius = _field.HazardRadii[hazard];
        foreach (CellRange range in ranges[..agents.Neighbourhood(agents.CellAt(x, y), radius, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = agents.X[j] + range.ShiftX - x, dy = agents.Y[j] + range.ShiftY - y;
                if (dx * dx + dy * dy < radius * radius)
                {
                    _field.EnergyChange[agents.Items[j]] -= ForageOptions.HazardDrain * _deltaTime;
                }
            }
        }
    }

    private void GatherFood()
    {
        foreach (ref Chunk chunk in _world.Query(in FoodItems))
        {
            ReadOnlySpan<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
            ReadOnlySpan<Food> items = chunk.GetSpan<Food>()[..chunk.Count];
            for (int i = 0; i < items.Length; i++)
            {
                int index = items[i].Index;
                _food[index] = items[i];
                _foodX[index] = positions[i].X;
                _foodY[index] = positions[i].Y;
                _isGrown[index] = false;
            }
        }
    }

    private void ScatterFood()
    {
        foreach (ref Chunk chunk in _world.Query(in FoodItems))
        {
            Span<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
            Span<Food> items = chunk.GetSpan<Food>()[..chunk.Count];
            for (int i = 0; i < items.Length; i++)
            {
                int index = items[i].Index;
                items[i] = _food[index];
                positions[i] = new Position(_foodX[index], _foodY[index]);
            }
        }
    }

    private void GatherHazards()
    {
        foreach (ref Chunk chunk in _world.Query(in HazardPlaces))
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
    }
}

using System.Numerics;
using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Writes every agent's observation and how its neighbours push it, cell by cell: agents of one cell share what is around it.</summary>
/// <remarks>
/// Vectors find what is in sight and in which sector; only that is then walked over, in an order that follows cells and handles. So sums have the same
/// bits whatever the vectors' width and the number of workers.
/// </remarks>
internal sealed class SenseSystem(AgentRoster roster, ForageField field, ForageOptions options, Brain brain, Workers workers) : ISystem, IParallelWork
{
    private const int CellsPerPart = 16;
    private readonly Around[] _around = [.. Enumerable.Range(0, workers.Count).Select(_ => new Around())];
    private readonly float _sightSquared = options.Sight * options.Sight;

    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        workers.Run(this, field.Agents.CellCount, CellsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Decisions decisions = brain.Decisions;
        for (int cell = start; cell < start + count; cell++)
        {
            SenseCell(cell, _around[worker], decisions);
        }
    }

    private void SenseCell(int cell, Around around, Decisions decisions)
    {
        (int first, int end) = field.Agents.Cell(cell);
        if (first == end)
        {
            return;
        }

        around.Agents.Gather(field.Agents, cell, options.Sight);
        around.Food.Gather(field.Food, cell, options.Sight);
        around.Hazards.Gather(field.Hazards, cell, options.Sight);
        int self = around.Agents.IndexOf(first);
        for (int i = first; i < end; i++, self++)
        {
            int row = field.Agents.Items[i];
            Span<float> observation = decisions.Observation(row);
            Body body = new(field.Agents.X[i], field.Agents.Y[i], roster.Headings[row]);
            SenseFood(observation, body, around.Food);
            SenseHazards(observation, body, around.Hazards);
            Velocity push = SenseNeighbours(observation, body, around.Agents, self);
            roster.Pushes[row] = push;
            SenseSelf(observation, body, roster.Velocities[row], push);
            observation[ForageObservations.Energy] = roster.Energies[row] / ForageOptions.MaximumEnergy;
        }
    }

    private void SenseFood(Span<float> observation, Body body, NearbyPoints food)
    {
        Span<float> sectors = observation.Slice(ForageObservations.Food, ForageObservations.Sectors);
        sectors.Fill(_sightSquared);
        float nearest = _sightSquared;
        int nearestItem = -1;
        for (int start = 0; start < food.Count; start += NearbyPoints.Block)
        {
            for (ulong seen = food.Look(start, body, _sightSquared); seen != 0; seen &= seen - 1)
            {
                int i = BitOperations.TrailingZeroCount(seen);
                float square = food.Squares[i];
                ref float sector = ref sectors[food.Sectors[i]];
                sector = square < sector ? square : sector;
                nearestItem = square < nearest ? start + i : nearestItem;
                nearest = square < nearest ? square : nearest;
            }
        }

        ToNearness(sectors);
        SenseNearestFood(observation, body, food, nearestItem, nearest);
    }

    /// <summary>From squared distances to 1 − d / sight: only the nearest thing of each sector needs its root.</summary>
    private void ToNearness(Span<float> squares)
    {
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = 1 - MathF.Sqrt(squares[i]) / options.Sight;
        }
    }

    private void SenseNearestFood(Span<float> observation, Body body, NearbyPoints food, int item, float square)
    {
        float ahead = 0, left = 0, nearness = 0;
        if (item >= 0)
        {
            float distance = MathF.Sqrt(square);
            (ahead, left) = body.Rotate(food.X[item] - body.X, food.Y[item] - body.Y);
            (ahead, left) = distance == 0 ? (1, 0) : (ahead / distance, left / distance);
            nearness = 1 - distance / options.Sight;
        }

        observation[ForageObservations.NearestFoodAhead] = ahead;
        observation[ForageObservations.NearestFoodLeft] = left;
        observation[ForageObservations.NearestFoodNearness] = nearness;
    }

    private void SenseHazards(Span<float> observation, Body body, NearbyPoints hazards)
    {
        Span<float> sectors = observation.Slice(ForageObservations.Hazard, ForageObservations.Sectors);
        sectors.Clear();
        for (int start = 0; start < hazards.Count; start += NearbyPoints.Block)
        {
            for (ulong seen = hazards.Look(start, body, _sightSquared); seen != 0; seen &= seen - 1)
            {
                int i = BitOperations.TrailingZeroCount(seen);
                float radius = field.HazardRadii[field.Hazards.Items[hazards.SortedAt(start + i)]];
                float toEdge = Math.Max(0, MathF.Sqrt(hazards.Squares[i]) - radius);
                ref float sector = ref sectors[hazards.Sectors[i]];
                sector = Math.Max(sector, 1 - toEdge / options.Sight);
            }
        }
    }

    private Velocity SenseNeighbours(Span<float> observation, Body body, NearbyPoints agents, int self)
    {
        const float Space = ForageOptions.PersonalSpace * ForageOptions.PersonalSpace;
        Span<float> sectors = observation.Slice(ForageObservations.Neighbours, ForageObservations.Sectors);
        sectors.Clear();
        float perSight = 1 / _sightSquared;
        Velocity push = default;
        for (int start = 0; start < agents.Count; start += NearbyPoints.Block)
        {
            ulong seen = agents.Look(start, body, _sightSquared);
            seen &= self / NearbyPoints.Block == start / NearbyPoints.Block ? ~(1UL << (self % NearbyPoints.Block)) : ulong.MaxValue;
            for (; seen != 0; seen &= seen - 1)
            {
                int i = BitOperations.TrailingZeroCount(seen);
                float square = agents.Squares[i];
                sectors[agents.Sectors[i]] += 1 - square * perSight;
                if (square < Space && square > 0)
                {
                    push = AddPush(push, agents.X[start + i] - body.X, agents.Y[start + i] - body.Y, MathF.Sqrt(square));
                }
            }
        }

        return push;
    }

    private static Velocity AddPush(Velocity push, float dx, float dy, float distance)
    {
        float strength = ForageOptions.PushSpeed * (1 - distance / ForageOptions.PersonalSpace) / distance;
        return new Velocity(push.X - dx * strength, push.Y - dy * strength);
    }

    private static void SenseSelf(Span<float> observation, Body body, Velocity velocity, Velocity push)
    {
        float topSpeed = ForageOptions.Locomotion.TopSpeed;
        (float ahead, float left) = body.Rotate(velocity.X, velocity.Y);
        observation[ForageObservations.SpeedAhead] = ahead / topSpeed;
        observation[ForageObservations.SpeedLeft] = left / topSpeed;
        (ahead, left) = body.Rotate(push.X, push.Y);
        observation[ForageObservations.PushAhead] = ahead / ForageOptions.PushSpeed;
        observation[ForageObservations.PushLeft] = left / ForageOptions.PushSpeed;
    }

    /// <summary>What is around the cell that one worker is at.</summary>
    private sealed class Around
    {
        internal NearbyPoints Agents { get; } = new();

        internal NearbyPoints Food { get; } = new();

        internal NearbyPoints Hazards { get; } = new();
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The system that writes every agent's observation and the push by its neighbours, cell by cell. The points around a cell are gathered once for all its agents.</summary>
internal sealed class SenseSystem(AgentRoster roster, ForageField field, ForageOptions options, Brain brain, Workers workers) : ISystem, IParallelWork
{
    private const int CellsPerPart = 16;

    /// <summary>Number of agents by which prefetching runs ahead. Rows are in handle order, not cell order, so the data of a cell's agents is scattered in memory.</summary>
    private const int PrefetchedAgents = 6;
    private const float PerMaximumEnergy = 1 / ForageOptions.MaximumEnergy;
    private const float PerPushSpeed = 1 / ForageOptions.PushSpeed;
    private readonly CellNeighbourhood[] _around = [.. Enumerable.Range(0, workers.Count).Select(_ => new CellNeighbourhood())];
    private readonly SensingRange _range = new(options.SightRange);
    private readonly float _perTopSpeed = 1 / ForageOptions.Locomotion.TopSpeed;
    private readonly float _perSightRange = 1 / options.SightRange;

    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        workers.Run(this, field.Agents.CellCount, CellsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Agents agents = new()
        {
            Rows = field.Agents.Items,
            X = field.Agents.X,
            Y = field.Agents.Y,
            Headings = roster.Headings,
            Velocities = roster.Velocities,
            Energies = roster.Energies,
            Pushes = roster.Pushes,
            Decisions = brain.Decisions,
        };
        for (int cell = start; cell < start + count; cell++)
        {
            (int first, int end) = field.Agents.Cell(cell);
            if (first < end)
            {
                SenseCell(cell, agents, first, end, _around[worker]);
            }
        }
    }

    private void SenseCell(int cell, in Agents agents, int first, int end, CellNeighbourhood around)
    {
        Span<CellRun> runs = stackalloc CellRun[UniformGrid.MaximumRanges];
        runs = runs[..field.Agents.Neighbours(cell, options.SightRange, runs)];
        around.Agents.Gather(field.Agents, runs);
        around.Food.Gather(field.Food, runs);
        around.Hazards.Gather(field.Hazards, runs, field.SortedHazardRadii);
        int self = NearbyPoints.IndexOf(first, field.Agents, runs);
        for (int i = first; i < end; i++, self++)
        {
            agents.Prefetch(i + PrefetchedAgents);
            int row = agents.Rows[i];
            Span<float> observation = agents.Decisions.Observation(row);
            Body body = new(agents.X[i], agents.Y[i], agents.Headings[row]);
            SenseFood(observation, body, around.Food);
            SenseHazards(observation, body, around.Hazards);
            _range.Crowd(around.Agents, body, self, out Velocity push).CopyTo(observation[ForageObservations.Neighbours..]);
            agents.Pushes[row] = push;
            SenseSelf(observation, body, agents.Velocities[row], agents.Energies[row], push);
        }
    }

    private void SenseFood(Span<float> observation, in Body body, NearbyPoints food)
    {
        Vector256<float> squares = _range.NearestSquares(food, body);
        (Vector256<float>.One - Vector256.Sqrt(squares) * Vector256.Create(_perSightRange)).CopyTo(observation[ForageObservations.Food..]);

        Vector256<float> nearest = SectorVectors.JoinAll<Minimum>(squares);
        float ahead = 0, left = 0, nearness = 0;
        if (nearest[0] < options.SightRange * options.SightRange)
        {
            int item = IndexOf(food.Measures, nearest);
            float distance = MathF.Sqrt(nearest[0]);
            (ahead, left) = body.Rotate(food.X[item] - body.X, food.Y[item] - body.Y);
            (ahead, left) = distance == 0 ? (1, 0) : (ahead / distance, left / distance);
            nearness = 1 - distance * _perSightRange;
        }

        observation[ForageObservations.NearestFoodAhead] = ahead;
        observation[ForageObservations.NearestFoodLeft] = left;
        observation[ForageObservations.NearestFoodNearness] = nearness;
    }

    /// <summary>Returns the index of the first value that equals the wanted one. The wanted value must be present.</summary>
    private static int IndexOf(ReadOnlySpan<float> values, Vector256<float> wanted)
    {
        int i = 0;
        uint found;
        while ((found = Vector256.Equals(Vector256.Create(values[i..]), wanted).ExtractMostSignificantBits()) == 0)
        {
            i += Vector256<float>.Count;
        }

        return i + BitOperations.TrailingZeroCount(found);
    }

    private void SenseHazards(Span<float> observation, in Body body, NearbyPoints hazards)
    {
        Vector256<float> nearness = Vector256<float>.Zero;
        if (hazards.Count > 0)
        {
            nearness = Vector256<float>.One - _range.NearestEdges(hazards, body) * Vector256.Create(_perSightRange);
        }

        nearness.CopyTo(observation[ForageObservations.Hazard..]);
    }

    private void SenseSelf(Span<float> observation, in Body body, Velocity velocity, float energy, Velocity push)
    {
        (float ahead, float left) = body.Rotate(velocity.X, velocity.Y);
        observation[ForageObservations.SpeedAhead] = ahead * _perTopSpeed;
        observation[ForageObservations.SpeedLeft] = left * _perTopSpeed;
        observation[ForageObservations.Energy] = energy * PerMaximumEnergy;
        (ahead, left) = body.Rotate(push.X, push.Y);
        observation[ForageObservations.PushAhead] = ahead * PerPushSpeed;
        observation[ForageObservations.PushLeft] = left * PerPushSpeed;
    }

    /// <summary>The agents of the frame. Rows and places are in grid order, everything else is by row.</summary>
    private readonly ref struct Agents
    {
        internal ReadOnlySpan<int> Rows { get; init; }

        internal ReadOnlySpan<float> X { get; init; }

        internal ReadOnlySpan<float> Y { get; init; }

        internal ReadOnlySpan<Heading> Headings { get; init; }

        internal ReadOnlySpan<Velocity> Velocities { get; init; }

        internal ReadOnlySpan<float> Energies { get; init; }

        internal Span<Velocity> Pushes { get; init; }

        internal Decisions Decisions { get; init; }

        internal void Prefetch(int i)
        {
            if (i < Rows.Length)
            {
                int row = Rows[i];
                MemoryHint.Prefetch<float>(Decisions.Observation(row));
                MemoryHint.Prefetch(Headings.Slice(row, 1));
                MemoryHint.Prefetch(Velocities.Slice(row, 1));
                MemoryHint.Prefetch(Energies.Slice(row, 1));
                MemoryHint.Prefetch<Velocity>(Pushes.Slice(row, 1));
            }
        }
    }

    /// <summary>The points around the cell that one worker is processing.</summary>
    private sealed class CellNeighbourhood
    {
        internal NearbyPoints Agents { get; } = new();

        internal NearbyPoints Food { get; } = new();

        internal NearbyPoints Hazards { get; } = new();
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Writes every agent's observation and how its neighbours push it, cell by cell: agents of one cell share their neighbourhood.</summary>
internal sealed class SenseSystem(AgentRoster roster, ForageField field, ForageOptions options, Brain brain, Workers workers) : ISystem, IParallelWork
{
    private const int CellsPerPart = 4;

    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        workers.Run(this, field.Agents.CellCount, CellsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int cell = start; cell < start + count; cell++)
        {
            SenseCell(cell);
        }
    }

    private void SenseCell(int cell)
    {
        (int first, int end) = field.Agents.Cell(cell);
        if (first == end)
        {
            return;
        }

        Span<CellRange> ranges = stackalloc CellRange[3 * UniformGrid.MaximumRanges];
        Span<CellRange> agents = ranges[..UniformGrid.MaximumRanges];
        Span<CellRange> food = ranges.Slice(UniformGrid.MaximumRanges, UniformGrid.MaximumRanges);
        Span<CellRange> hazards = ranges[(2 * UniformGrid.MaximumRanges)..];
        agents = agents[..field.Agents.Neighbourhood(cell, options.Sight, agents)];
        food = food[..field.Food.Neighbourhood(cell, options.Sight, food)];
        hazards = hazards[..field.Hazards.Neighbourhood(cell, options.Sight, hazards)];

        Decisions decisions = brain.Decisions;
        for (int i = first; i < end; i++)
        {
            int row = field.Agents.Items[i];
            Span<float> observation = decisions.Observation(row);
            observation.Clear();
            Body body = new(field.Agents.X[i], field.Agents.Y[i], roster.Headings[row]);
            SenseFood(observation, body, food);
            SenseHazards(observation, body, hazards);
            Velocity push = SenseNeighbours(observation, body, agents, i);
            roster.Pushes[row] = push;
            SenseSelf(observation, body, roster.Velocities[row], push);
            observation[ForageObservations.Energy] = roster.Energies[row] / ForageOptions.MaximumEnergy;
        }
    }

    private void SenseFood(Span<float> observation, Body body, ReadOnlySpan<CellRange> ranges)
    {
        ReadOnlySpan<float> x = field.Food.X, y = field.Food.Y;
        float sight = options.Sight * options.Sight, nearest = sight;
        float nearestAhead = 0, nearestLeft = 0;
        foreach (CellRange range in ranges)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                (float ahead, float left, float square) = body.See(x[j] + range.ShiftX, y[j] + range.ShiftY);
                if (square >= sight)
                {
                    continue;
                }

                ref float sector = ref observation[ForageObservations.Food + ForageObservations.Sector(ahead, left)];
                sector = Math.Max(sector, 1 - MathF.Sqrt(square) / options.Sight);
                if (square < nearest)
                {
                    (nearest, nearestAhead, nearestLeft) = (square, ahead, left);
                }
            }
        }

        if (nearest < sight)
        {
            float distance = MathF.Sqrt(nearest);
            observation[ForageObservations.NearestFoodAhead] = distance == 0 ? 1 : nearestAhead / distance;
            observation[ForageObservations.NearestFoodLeft] = distance == 0 ? 0 : nearestLeft / distance;
            observation[ForageObservations.NearestFoodNearness] = 1 - distance / options.Sight;
        }
    }

    private void SenseHazards(Span<float> observation, Body body, ReadOnlySpan<CellRange> ranges)
    {
        float sight = options.Sight * options.Sight;
        foreach (CellRange range in ranges)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                (float ahead, float left, float square) = body.See(field.Hazards.X[j] + range.ShiftX, field.Hazards.Y[j] + range.ShiftY);
                if (square < sight)
                {
                    float toEdge = Math.Max(0, MathF.Sqrt(square) - field.HazardRadii[field.Hazards.Items[j]]);
                    ref float sector = ref observation[ForageObservations.Hazard + ForageObservations.Sector(ahead, left)];
                    sector = Math.Max(sector, 1 - toEdge / options.Sight);
                }
            }
        }
    }

    private Velocity SenseNeighbours(Span<float> observation, Body body, ReadOnlySpan<CellRange> ranges, int self)
    {
        ReadOnlySpan<float> x = field.Agents.X, y = field.Agents.Y;
        float sight = options.Sight * options.Sight, perSight = 1 / sight;
        float space = ForageOptions.PersonalSpace * ForageOptions.PersonalSpace;
        float pushX = 0, pushY = 0;
        foreach (CellRange range in ranges)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = x[j] + range.ShiftX - body.X, dy = y[j] + range.ShiftY - body.Y;
                float square = dx * dx + dy * dy;
                if (square >= sight || j == self)
                {
                    continue;
                }

                (float ahead, float left) = body.Rotate(dx, dy);
                observation[ForageObservations.Neighbours + ForageObservations.Sector(ahead, left)] += 1 - square * perSight;
                if (square < space && square > 0)
                {
                    float distance = MathF.Sqrt(square);
                    float strength = ForageOptions.PushSpeed * (1 - distance / ForageOptions.PersonalSpace) / distance;
                    pushX -= dx * strength;
                    pushY -= dy * strength;
                }
            }
        }

        return new Velocity(pushX, pushY);
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

    /// <summary>Where an agent stands and looks.</summary>
    private readonly record struct Body(float X, float Y, Heading Heading)
    {
        /// <summary>A place in the agent's own directions, m, and its squared distance, m².</summary>
        internal (float Ahead, float Left, float Square) See(float x, float y)
        {
            float dx = x - X, dy = y - Y;
            (float ahead, float left) = Rotate(dx, dy);
            return (ahead, left, dx * dx + dy * dy);
        }

        internal (float Ahead, float Left) Rotate(float dx, float dy)
            => (dx * Heading.X + dy * Heading.Y, dy * Heading.X - dx * Heading.Y);
    }
}

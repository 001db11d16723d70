using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The system that writes every agent's observation and its score in this frame, order × spacing (<see cref="FlockScore"/>), cell by cell.</summary>
internal sealed class SenseSystem(AgentRoster roster, FlockField field, FlockOptions options, Brain brain, Workers workers) : ISystem, IParallelWork
{
    private const int CellsPerPart = 16;
    private readonly float _perTopSpeed = 1 / FlockOptions.Locomotion.TopSpeed;

    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        workers.Run(this, field.Agents.CellCount, CellsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        UniformGrid agents = field.Agents;
        Decisions decisions = brain.Decisions;
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int cell = start; cell < start + count; cell++)
        {
            (int first, int end) = agents.Cell(cell);
            if (first == end)
            {
                continue;
            }

            ReadOnlySpan<CellRange> around = ranges[..agents.Neighbourhood(cell, options.SightRange, ranges)];
            for (int self = first; self < end; self++)
            {
                int row = agents.Items[self];
                Neighbourhood seen = LookAround(self, around);
                Velocity own = roster.Velocities[row];
                Write(decisions.Observation(row), new Body(agents.X[self], agents.Y[self], roster.Headings[row]), own, in seen);
                field.Qualities[row] = FlockScore.Quality(own, in seen, options.Spacing);
            }
        }
    }

    private Neighbourhood LookAround(int self, ReadOnlySpan<CellRange> around)
    {
        UniformGrid agents = field.Agents;
        ReadOnlySpan<Velocity> velocities = roster.Velocities;
        ReadOnlySpan<float> xs = agents.X, ys = agents.Y;
        ReadOnlySpan<int> rows = agents.Items;
        float x = xs[self], y = ys[self];
        Neighbourhood seen = new(options.SightRange, options.Spacing);
        foreach (ref readonly CellRange range in around)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = xs[j] + range.ShiftX - x, dy = ys[j] + range.ShiftY - y;
                if (seen.IsInSight(dx, dy) && j != self)
                {
                    seen.Add(dx, dy, velocities[rows[j]]);
                }
            }
        }

        return seen;
    }

    private void Write(Span<float> observation, in Body body, Velocity own, in Neighbourhood seen)
    {
        float perNeighbour = 1f / Math.Max(1, seen.Count);
        Write(observation[FlockObservations.Velocity..], body, seen.VelocitySum, perNeighbour * _perTopSpeed);
        Write(observation[FlockObservations.Centre..], body, seen.OffsetSum, perNeighbour / options.SightRange);
        Write(observation[FlockObservations.Push..], body, seen.Push, 1);
        Write(observation[FlockObservations.Speed..], body, (own.X, own.Y), _perTopSpeed);
        observation[FlockObservations.Nearest] = 1 - seen.NearestDistance / options.SightRange;
        observation[FlockObservations.Neighbours] = seen.Count;
    }

    private static void Write(Span<float> observation, in Body body, (float X, float Y) vector, float scale)
    {
        (float ahead, float left) = body.Rotate(vector.X, vector.Y);
        (observation[0], observation[1]) = (ahead * scale, left * scale);
    }
}

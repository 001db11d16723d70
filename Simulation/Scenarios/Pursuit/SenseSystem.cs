using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The system that writes the observations of one kind, cell by cell.</summary>
internal sealed class SenseSystem(Team own, Team other, PursuitOptions options, Workers workers) : ISystem, IParallelWork
{
    private const int CellsPerPart = 8;
    private readonly float _perTopSpeed = 1 / own.Locomotion.TopSpeed;
    private readonly float _perOtherTopSpeed = 1 / other.Locomotion.TopSpeed;

    public void Run(long frame)
    {
        own.Kind.Brain.BeginDecisions(own.Kind.Roster.Handles);
        workers.Run(this, own.Places.CellCount, CellsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        UniformGrid places = own.Places;
        AgentRoster roster = own.Kind.Roster;
        Decisions decisions = own.Kind.Brain.Decisions;
        Span<CellRange> mates = stackalloc CellRange[UniformGrid.MaximumRanges], others = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int cell = start; cell < start + count; cell++)
        {
            (int first, int end) = places.Cell(cell);
            if (first == end)
            {
                continue;
            }

            // The grids of both kinds have the same cells.
            ReadOnlySpan<CellRange> aroundMates = mates[..places.Neighbourhood(cell, options.SightRange, mates)];
            ReadOnlySpan<CellRange> aroundOthers = others[..other.Places.Neighbourhood(cell, options.SightRange, others)];
            for (int self = first; self < end; self++)
            {
                int row = places.Items[self];
                Body body = new(places.X[self], places.Y[self], roster.Headings[row]);
                Span<float> observation = decisions.Observation(row);
                WriteOthers(observation, body, aroundOthers);
                Write(observation[PursuitObservations.Push..], body, Push(body, self, aroundMates), 1);
                Write(observation[PursuitObservations.Speed..], body, (roster.Velocities[row].X, roster.Velocities[row].Y), _perTopSpeed);
            }
        }
    }

    private void WriteOthers(Span<float> observation, in Body body, ReadOnlySpan<CellRange> around)
    {
        UniformGrid places = other.Places;
        ReadOnlySpan<Velocity> velocities = other.Kind.Roster.Velocities;
        Sighting seen = new(options.SightRange);
        foreach (ref readonly CellRange range in around)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                seen.Add(places.X[j] + range.ShiftX - body.X, places.Y[j] + range.ShiftY - body.Y, velocities[places.Items[j]]);
            }
        }

        float distance = seen.Distance;
        Write(observation[PursuitObservations.Nearest..], body, seen.NearestOffset, distance == 0 ? 0 : 1 / distance);
        observation[PursuitObservations.Nearness] = seen.IsAny ? 1 - distance / options.SightRange : 0;
        Write(observation[PursuitObservations.Velocity..], body, (seen.Velocity.X, seen.Velocity.Y), _perOtherTopSpeed);
        Write(observation[PursuitObservations.Away..], body, seen.Away, 1);
    }

    private (float X, float Y) Push(in Body body, int self, ReadOnlySpan<CellRange> around)
    {
        const float Space = PursuitOptions.PersonalSpace;
        UniformGrid places = own.Places;
        (float X, float Y) push = default;
        foreach (ref readonly CellRange range in around)
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = places.X[j] + range.ShiftX - body.X, dy = places.Y[j] + range.ShiftY - body.Y;
                float square = dx * dx + dy * dy;
                if (square < Space * Space && square > 0 && j != self)
                {
                    float distance = MathF.Sqrt(square), strength = (1 - distance / Space) / distance;
                    push = (push.X - dx * strength, push.Y - dy * strength);
                }
            }
        }

        return push;
    }

    private static void Write(Span<float> observation, in Body body, (float X, float Y) vector, float scale)
    {
        (float ahead, float left) = body.Rotate(vector.X, vector.Y);
        (observation[0], observation[1]) = (ahead * scale, left * scale);
    }
}

using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Systems;

/// <summary>Turns, accelerates and moves every agent by one fixed step.</summary>
public sealed class MoveSystem(World world, Torus torus, AgentRoster roster, Locomotion locomotion, float deltaTime, Workers? workers = null)
    : ChunkSystem(world, Bodies, workers), ISystem
{
    private static readonly QueryDescription Bodies = new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity, Steering>();

    /// <inheritdoc/>
    public void Run(long frame) => RunChunks();

    /// <inheritdoc/>
    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        ReadOnlySpan<Velocity> pushes = roster.Pushes;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        ReadOnlySpan<Steering> steerings = chunk.GetSpan<Steering>()[..count];
        Span<Position> positions = chunk.GetSpan<Position>()[..count];
        Span<Heading> headings = chunk.GetSpan<Heading>()[..count];
        Span<Velocity> velocities = chunk.GetSpan<Velocity>()[..count];
        for (int i = 0; i < count; i++)
        {
            Heading heading = Turn(headings[i], steerings[i].Turn);
            Velocity velocity = Accelerate(velocities[i], heading, steerings[i].Thrust);
            Velocity push = pushes[roster.RowOf(agents[i].Handle)];
            headings[i] = heading;
            velocities[i] = velocity;
            positions[i] = new Position(
                torus.Wrap(positions[i].X + (velocity.X + push.X) * deltaTime),
                torus.Wrap(positions[i].Y + (velocity.Y + push.Y) * deltaTime));
        }
    }

    /// <summary>Rotates by 2·atan(t) with t = half the angle: for a step's small angle the angle itself to 0.1 %, and exactly a rotation.</summary>
    private Heading Turn(Heading heading, float turn)
    {
        float t = turn * locomotion.TurnRate * deltaTime * 0.5f;
        float scale = 1 / (1 + t * t);
        float cosine = (1 - t * t) * scale, sine = 2 * t * scale;
        float x = heading.X * cosine - heading.Y * sine, y = heading.X * sine + heading.Y * cosine;

        // One Newton step toward length 1, or rounding would wear the vector down over hours.
        float correction = 1.5f - 0.5f * (x * x + y * y);
        return new Heading(x * correction, y * correction);
    }

    private Velocity Accelerate(Velocity velocity, Heading heading, float thrust)
    {
        float push = thrust * locomotion.Acceleration * deltaTime;
        float kept = 1 - locomotion.Drag * deltaTime;
        return new Velocity(velocity.X * kept + heading.X * push, velocity.Y * kept + heading.Y * push);
    }
}

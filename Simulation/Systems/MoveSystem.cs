using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Systems;

/// <summary>The step that turns, accelerates and moves every agent by one fixed time step.</summary>
/// <param name="world">The world.</param>
/// <param name="torus">The world's shape.</param>
/// <param name="roster">The frame's agents by row.</param>
/// <param name="locomotion">The motion constants of the bodies.</param>
/// <param name="deltaTime">Length of a step, s.</param>
/// <param name="workers">The threads that share the work; null for the calling thread alone.</param>
/// <param name="kind">The query that selects the roster's agents; null for all agents.</param>
public sealed class MoveSystem(
    World world, Torus torus, AgentRoster roster, Locomotion locomotion, float deltaTime, Workers? workers = null, QueryDescription? kind = null)
    : ChunkSystem(world, kind ?? s_bodies, workers), ISystem
{
    private static readonly QueryDescription s_bodies = new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity, Steering>();

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
        Step step = new(locomotion, deltaTime);
        float halfTurn = locomotion.TurnRate * deltaTime * 0.5f;
        Torus world = torus;
        float seconds = deltaTime;
        for (int i = 0; i < count; i++)
        {
            Heading heading = Turn(headings[i], steerings[i].Turn * halfTurn);
            Velocity velocity = step.Accelerate(velocities[i], heading, steerings[i].Thrust);
            Velocity push = pushes[roster.RowOf(agents[i].Handle)];
            headings[i] = heading;
            velocities[i] = velocity;
            positions[i] = new Position(
                world.Wrap(positions[i].X + (velocity.X + push.X) * seconds),
                world.Wrap(positions[i].Y + (velocity.Y + push.Y) * seconds));
        }
    }

    /// <summary>
    /// Rotates a heading by 2·atan(t), where t is half the wanted angle. This is an exact rotation. At the small angles of a step, it differs from the wanted
    /// angle by at most 0.1 %.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Heading Turn(Heading heading, float t)
    {
        float scale = 1 / (1 + t * t);
        float cosine = (1 - t * t) * scale, sine = 2 * t * scale;
        float x = heading.X * cosine - heading.Y * sine, y = heading.X * sine + heading.Y * cosine;

        // One Newton step toward length 1. Without it, rounding would change the vector's length over hours.
        float correction = 1.5f - 0.5f * (x * x + y * y);
        return new Heading(x * correction, y * correction);
    }

    /// <summary>The constants of a step that all bodies share. As a local struct they stay in registers; fields would be read again after each store.</summary>
    private readonly struct Step(Locomotion locomotion, float deltaTime)
    {
        private readonly float _push = locomotion.Acceleration * deltaTime;
        private readonly float _kept = 1 - locomotion.Drag * deltaTime;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Velocity Accelerate(Velocity velocity, Heading heading, float thrust)
        {
            float push = thrust * _push;
            return new Velocity(velocity.X * _kept + heading.X * push, velocity.Y * _kept + heading.Y * push);
        }
    }
}

/// <summary>The motion constants of bodies.</summary>
/// <param name="Acceleration">Acceleration at full thrust, m/s².</param>
/// <param name="Drag">Share of the velocity lost per second, 1/s. The top speed is acceleration / drag.</param>
/// <param name="TurnRate">Turning speed at full turn, rad/s.</param>
public sealed record Locomotion(float Acceleration, float Drag, float TurnRate)
{
    /// <summary>The speed at which full thrust and drag balance, m/s.</summary>
    public float TopSpeed => Acceleration / Drag;
}

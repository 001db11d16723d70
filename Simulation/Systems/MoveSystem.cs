using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Systems;

/// <summary>Turns, accelerates and moves every agent by one fixed step.</summary>
/// <param name="world">The world.</param>
/// <param name="torus">Its shape.</param>
/// <param name="roster">The frame's rows.</param>
/// <param name="locomotion">How the bodies move.</param>
/// <param name="deltaTime">Length of a step, s.</param>
/// <param name="workers">Who works; null for the caller alone.</param>
/// <param name="kind">Which agents, those of the roster; null for all.</param>
public sealed class MoveSystem(
    World world, Torus torus, AgentRoster roster, Locomotion locomotion, float deltaTime, Workers? workers = null, QueryDescription? kind = null)
    : ChunkSystem(world, kind ?? Bodies, workers), ISystem
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

    /// <summary>Rotates by 2·atan(t) with t = half the angle: for a step's small angle the angle itself to 0.1 %, and exactly a rotation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Heading Turn(Heading heading, float t)
    {
        float scale = 1 / (1 + t * t);
        float cosine = (1 - t * t) * scale, sine = 2 * t * scale;
        float x = heading.X * cosine - heading.Y * sine, y = heading.X * sine + heading.Y * cosine;

        // One Newton step toward length 1, or rounding would wear the vector down over hours.
        float correction = 1.5f - 0.5f * (x * x + y * y);
        return new Heading(x * correction, y * correction);
    }

    /// <summary>What is the same for every body in a step: in registers, not read again after each store.</summary>
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

/// <summary>How bodies move.</summary>
/// <param name="Acceleration">At full thrust, m/s².</param>
/// <param name="Drag">Share of the velocity lost per second, 1/s. The top speed is acceleration / drag.</param>
/// <param name="TurnRate">At full turn, rad/s.</param>
public sealed record Locomotion(float Acceleration, float Drag, float TurnRate)
{
    /// <summary>Where acceleration and drag balance, m/s.</summary>
    public float TopSpeed => Acceleration / Drag;
}

using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The system that moves the agents. Each walks on, turns slightly at random, and turns round at the border of its colour's area.</summary>
/// <remarks>
/// Random turns, steps and turning round all preserve a uniform distribution over places and headings. So agents stay distributed as they were born, like
/// the held-out points. An agent's random numbers are a function of its handle and the frame.
/// </remarks>
internal sealed class WalkSystem(World world, Problem problem, ScenarioSetup setup) : ChunkSystem(world, s_walkers, setup.Plugin.Workers), ISystem
{
    private const float Speed = 2;
    private const float MaximumTurnRate = 12;
    private static readonly QueryDescription s_walkers = new QueryDescription().WithAll<BrainAgent, Position, Heading, Velocity, Colour>();
    private readonly RandomSource _random = new(setup.Seed, SeparateStreams.Walks);
    private long _frame;

    public void Run(long frame)
    {
        _frame = frame;
        RunChunks();
    }

    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        float halfTurn = MaximumTurnRate * setup.DeltaTime / 2, step = Speed * setup.DeltaTime;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        ReadOnlySpan<Colour> colours = chunk.GetSpan<Colour>()[..count];
        Span<Position> positions = chunk.GetSpan<Position>()[..count];
        Span<Heading> headings = chunk.GetSpan<Heading>()[..count];
        Span<Velocity> velocities = chunk.GetSpan<Velocity>()[..count];
        for (int i = 0; i < count; i++)
        {
            Heading heading = MoveSystem.Turn(headings[i], _random.Uniform(agents[i].Handle.Id, (ulong)_frame, -halfTurn, halfTurn));
            Position next = new(positions[i].X + heading.X * step, positions[i].Y + heading.Y * step);
            bool isHome = problem.Owner(Plane.ToUnit(next.X), Plane.ToUnit(next.Y)) == colours[i].Index;
            positions[i] = isHome ? next : positions[i];
            headings[i] = isHome ? heading : new Heading(-heading.X, -heading.Y);
            velocities[i] = new Velocity(headings[i].X * Speed, headings[i].Y * Speed);
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of the entity store: y += x·dt for 100,000 entities, in a plain loop or with vector instructions. Each entity has three components of one number.</summary>
internal sealed class EntityBenchmark : Benchmark
{
    internal const int Entities = 100_000;
    private const float DeltaTime = 1f / 64;
    private static readonly QueryDescription s_moving = new QueryDescription().WithAll<Rate, Level>();
    private readonly World _world = World.Create();
    private readonly bool _isVectorised;
    private long _steps;

    private EntityBenchmark(bool isVectorised)
    {
        _isVectorised = isVectorised;
        _world.EnsureCapacity<Rate, Level, Mark>(Entities);
        _world.Create<Rate, Level, Mark>(Entities, new Rate(0.5f), new Level(0), new Mark(3));
    }

    internal static IEnumerable<BenchmarkCase> Cases()
    {
        yield return new BenchmarkCase("ecs", $"create {Entities} entities", 1, () => new EntityCreationBenchmark());
        yield return new BenchmarkCase("ecs", $"y += x*dt {Entities} spans", 1, () => new EntityBenchmark(isVectorised: false));
        yield return new BenchmarkCase("ecs", $"y += x*dt {Entities} vectorised", 1, () => new EntityBenchmark(isVectorised: true));
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            foreach (ref Chunk chunk in _world.Query(in s_moving))
            {
                Span<Rate> rates = chunk.GetSpan<Rate>()[..chunk.Count];
                Span<Level> levels = chunk.GetSpan<Level>()[..chunk.Count];
                if (_isVectorised)
                {
                    Span<float> y = MemoryMarshal.Cast<Level, float>(levels);
                    TensorPrimitives.MultiplyAdd(MemoryMarshal.Cast<Rate, float>(rates), DeltaTime, y, y);
                }
                else
                {
                    Advance(rates, levels);
                }
            }
        }

        _steps += iterations;
    }

    internal override string? FindFault()
    {
        float wanted = 0;
        for (long step = 0; step < _steps; step++)
        {
            wanted += 0.5f * DeltaTime;
        }

        int seen = 0;
        foreach (ref Chunk chunk in _world.Query(in s_moving))
        {
            foreach (Level level in chunk.GetSpan<Level>()[..chunk.Count])
            {
                seen += level.Value == wanted ? 1 : 0;
            }
        }

        return seen == Entities ? null : $"levels: expected {wanted} in all {Entities} entities after {_steps} steps, received it in {seen}";
    }

    protected override void Release() => World.Destroy(_world);

    private static void Advance(Span<Rate> rates, Span<Level> levels)
    {
        for (int i = 0; i < levels.Length && i < rates.Length; i++)
        {
            levels[i] = new Level(levels[i].Value + rates[i].Value * DeltaTime);
        }
    }

    internal readonly record struct Rate(float Value);

    internal readonly record struct Level(float Value);

    internal readonly record struct Mark(float Value);
}

/// <summary>A benchmark that creates the entities of <see cref="EntityBenchmark"/> in one call, in reserved memory.</summary>
internal sealed class EntityCreationBenchmark : Benchmark
{
    private World? _world;

    internal override bool IsSingleShot => true;

    internal override void BeforeSample()
    {
        Release();
        _world = World.Create();
        _world.EnsureCapacity<EntityBenchmark.Rate, EntityBenchmark.Level, EntityBenchmark.Mark>(EntityBenchmark.Entities);
    }

    internal override void Run(int iterations)
        => _world!.Create<EntityBenchmark.Rate, EntityBenchmark.Level, EntityBenchmark.Mark>(EntityBenchmark.Entities, new(1), new(2), new(3));

    internal override string? FindFault()
    {
        double sum = 0;
        foreach (ref Chunk chunk in _world!.Query(new QueryDescription().WithAll<EntityBenchmark.Rate, EntityBenchmark.Level, EntityBenchmark.Mark>()))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                sum += chunk.Get<EntityBenchmark.Rate>(i).Value + chunk.Get<EntityBenchmark.Level>(i).Value + chunk.Get<EntityBenchmark.Mark>(i).Value;
            }
        }

        return sum == 6.0 * EntityBenchmark.Entities ? null : $"sum of the components: expected {6.0 * EntityBenchmark.Entities}, received {sum}";
    }

    protected override void Release()
    {
        if (_world is not null)
        {
            World.Destroy(_world);
            _world = null;
        }
    }
}

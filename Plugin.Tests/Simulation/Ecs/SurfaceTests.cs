#if UPSTREAM_PACKAGES
using Arch.Buffer;
using Arch.Core;
using Arch.Core.Utils;
#else
using NeuroAgents.Simulation.Ecs;
#endif
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

/// <summary>
/// Uses every member that Ecs/README.md lists, in a way that gives the same result on both entity stores. With -p:UpstreamPackages=true the same file is
/// compiled and run against the package Arch.
/// </summary>
public sealed class SurfaceTests
{
    private static readonly QueryDescription s_moving = new QueryDescription().WithAll<Position, Velocity>().WithNone<Frozen>();
    private static readonly QueryDescription s_positioned = new QueryDescription().WithAll<Position>();
    private static readonly QueryDescription s_any = new QueryDescription().WithAny<Velocity, Frozen>();

    [Fact]
    public void EntitiesLiveFromCreateToDestroy()
    {
        using World world = World.Create(chunkSizeInBytes: 16_384, minimumAmountOfEntitiesPerChunk: 100, archetypeCapacity: 4, entityCapacity: 64);
        Entity bare = world.Create();
        Entity a = world.Create(new Position(1));
        Entity b = world.Create(new Position(2), new Velocity(3));
        Entity c = world.Create(Component<Position, Velocity>.Signature);
        Assert.Equal(4, world.Size);
        Assert.True(world.Has<Velocity>(c));
        Assert.True(world.IsAlive(bare) && world.IsAlive(a) && world.IsAlive(b) && world.IsAlive(c));
        Assert.True(a != b && a.Equals(a) && a == new[] { a }[0]);
        Assert.NotEqual(a.Id, b.Id);
        Assert.False(world.IsAlive(Entity.Null));
        Assert.False(world.IsAlive(default));

        world.Destroy(b);
        Assert.False(world.IsAlive(b));
        Entity again = world.Create(new Position(4));
        Assert.False(world.IsAlive(b));
        Assert.Equal(b.Id, again.Id);
        Assert.True(again.Version > b.Version);
        Assert.Equal(4f, world.Get<Position>(again).Value);
    }

    [Fact]
    public void ComponentsAreReadWrittenAddedAndRemoved()
    {
        World world = World.Create();
        Entity entity = world.Create(new Position(1), new Velocity(2));
        world.Get<Position>(entity).Value += 10;
        world.Set(entity, new Velocity(5));
        Assert.Equal(11f, world.Get<Position>(entity).Value);
        Assert.True(world.TryGet(entity, out Velocity velocity));
        Assert.Equal(5f, velocity.Value);
        Assert.False(world.TryGet<Frozen>(entity, out _));

        world.Add(entity, new Frozen(7));
        world.Add<Tag>(entity);
        Assert.True(world.Has<Frozen>(entity) && world.Has<Tag>(entity));
        Assert.Equal(7, world.Get<Frozen>(entity).Since);
        world.Remove<Velocity>(entity);
        Assert.False(world.Has<Velocity>(entity));
        Assert.Equal(11f, world.Get<Position>(entity).Value);
        World.Destroy(world);
    }

    [Fact]
    public void QueriesWalkOverChunks()
    {
        using World world = World.Create();
        world.EnsureCapacity<Position, Velocity>(1000);
        world.Create(1000, new Position(1), new Velocity(2));
        world.Create(new Position(100), new Velocity(1), new Frozen(0));
        Entity[] bulk = new Entity[10];

        // AsSpan matters: Arch would take an array for the first of three components.
        world.Create(bulk.AsSpan(), Component<Position>.Signature, bulk.Length);
        foreach (Entity entity in bulk)
        {
            world.Set(entity, new Position(50));
        }

        Query query = world.Query(in s_moving);
        Assert.Same(query, world.Query(in s_moving));
        int seen = 0;
        foreach (ref var chunk in query)
        {
            Span<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
            Span<Velocity> velocities = chunk.GetSpan<Velocity>()[..chunk.Count];
            Assert.True(chunk.Has<Position>() && !chunk.Has<Frozen>() && chunk.Count <= chunk.Capacity);
            for (int i = 0; i < positions.Length; i++)
            {
                positions[i].Value += velocities[i].Value;
                Assert.True(world.IsAlive(chunk.Entity(i)));
                Assert.Equal(chunk.Entities[i], chunk.Entity(i));
                Assert.Equal(3f, chunk.Get<Position>(i).Value);
            }

            chunk.GetSpan<Position, Velocity>(out Span<Position> p, out Span<Velocity> v);
            Assert.True(p[0].Value == 3f && v[0].Value == 2f);
            seen += chunk.Count;
        }

        Assert.Equal(1000, seen);
        Assert.Equal(1000, world.CountEntities(in s_moving));
        Assert.Equal(1011, world.CountEntities(in s_positioned));
        Assert.Equal(1001, world.CountEntities(in s_any));
        Assert.Equal(1011, world.CountEntities(new QueryDescription()));

        Entity[] all = new Entity[1012];
        world.GetEntities(in s_positioned, all, 1);
        Assert.Equal(1011, all.AsSpan(1).ToArray().Distinct().Count(world.IsAlive));
    }

    [Fact]
    public void CommandBufferMakesChangesAfterTheLoop()
    {
        using World world = World.Create();
        using CommandBuffer buffer = new(16);
        Entity[] entities = new Entity[4];
        for (int i = 0; i < entities.Length; i++)
        {
            entities[i] = world.Create(new Position(i), new Velocity(i));
        }

        foreach (ref var chunk in world.Query(in s_moving))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                Entity entity = chunk.Entity(i);
                switch ((int)chunk.Get<Position>(i).Value)
                {
                    case 0:
                        buffer.Destroy(entity);
                        break;
                    case 1:
                        buffer.Add(entity, new Frozen(9));
                        break;
                    case 2:
                        buffer.Remove<Velocity>(entity);
                        break;
                    default:
                        buffer.Set(entity, new Velocity(77));
                        break;
                }
            }
        }

        Entity placeholder = buffer.Create(Component<Position, Tag>.Signature);
        buffer.Set(placeholder, new Position(123));
        Assert.False(world.IsAlive(placeholder));
        Assert.Equal(5, buffer.Size);
        buffer.Playback(world);

        Assert.Equal(0, buffer.Size);
        Assert.Equal(4, world.Size);
        Assert.False(world.IsAlive(entities[0]));
        Assert.Equal(9, world.Get<Frozen>(entities[1]).Since);
        Assert.False(world.Has<Velocity>(entities[2]));
        Assert.Equal(77f, world.Get<Velocity>(entities[3]).Value);
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<Tag>()))
        {
            Assert.Equal(1, chunk.Count);
            Assert.Equal(123f, chunk.GetSpan<Position>()[0].Value);
        }
    }

    [Fact]
    public void UpToEightComponents()
    {
        using World world = World.Create();
        world.EnsureCapacity<C0, C1, C2, C3, C4, C5, C6, C7>(10);
        Entity entity = world.Create(new C0(0), new C1(1), new C2(2), new C3(3), new C4(4), new C5(5), new C6(6), new C7(7));
        world.Create(3, new C0(0), new C1(1), new C2(2), new C3(3), new C4(4), new C5(5), new C6(6), new C7(7));
        Assert.Equal(7, world.Get<C7>(entity).Value);
        Assert.Equal(4, world.CountEntities(new QueryDescription().WithAll<C0, C1, C2, C3, C4, C5, C6, C7>()));
        Assert.Equal(4, world.CountEntities(new QueryDescription().WithAny<C0, C1, C2, C3, C4, C5, C6, C7>()));
        Assert.Equal(0, world.CountEntities(new QueryDescription().WithNone<C0, C1, C2, C3, C4, C5, C6, C7>()));
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<C0, C7>()))
        {
            chunk.GetSpan<C0, C1, C2>(out var c0, out var c1, out var c2);
            chunk.GetSpan<C4, C5, C6, C7>(out var c4, out var c5, out var c6, out var c7);
            for (int i = 0; i < chunk.Count; i++)
            {
                Assert.Equal([0, 1, 2, 4, 5, 6, 7], [c0[i].Value, c1[i].Value, c2[i].Value, c4[i].Value, c5[i].Value, c6[i].Value, c7[i].Value]);
            }
        }
    }

    private record struct Position(float Value);

    private record struct Velocity(float Value);

    private record struct Frozen(int Since);

    private struct Tag;

    private record struct C0(int Value);

    private record struct C1(int Value);

    private record struct C2(int Value);

    private record struct C3(int Value);

    private record struct C4(int Value);

    private record struct C5(int Value);

    private record struct C6(int Value);

    private record struct C7(int Value);
}

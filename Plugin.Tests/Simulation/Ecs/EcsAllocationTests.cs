using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

/// <summary>Operations that do not allocate according to the store's remarks.</summary>
public sealed class EcsAllocationTests
{
    private const int Entities = 2000;

    private static readonly QueryDescription s_moving = new QueryDescription().WithAll<A, C>().WithNone<Tag>();

    [Fact]
    public void IteratingGettingAndQueryingDoNotAllocate()
    {
        using World world = World.Create();
        var entities = new Entity[Entities];
        world.Create(entities.AsSpan(), Component<A, C>.Signature, Entities);
        AssertNoAllocation(() =>
        {
            foreach (ref var chunk in world.Query(in s_moving))
            {
                chunk.GetSpan<A, C>(out Span<A> a, out Span<C> c);
                for (int i = 0; i < a.Length; i++)
                {
                    c[i].X += a[i].Value;
                }
            }

            foreach (Entity entity in entities)
            {
                world.Get<A>(entity).Value++;
                world.Set(entity, new C(1, 2, 3));
                Assert.True(world.IsAlive(entity) && world.Has<C>(entity) && world.TryGet(entity, out A _));
            }

            world.GetEntities(in s_moving, entities);
            Assert.True(world.CountEntities(in s_moving) == Entities);
        });
    }

    [Fact]
    public void CreatingIntoReservedRoomDoesNotAllocate()
    {
        using World world = World.Create();
        _ = Component<A, B, C>.Signature;
        world.EnsureCapacity<A, B, C>(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        world.EnsureCapacity<A, B, C>(Entities);
        Assert.NotEqual(before, GC.GetAllocatedBytesForCurrentThread());

        // Measured the first time: the room must come from EnsureCapacity, not from a run before.
        world.Create(new A(1), new B(2), new C(3, 3, 3));
        before = GC.GetAllocatedBytesForCurrentThread();
        world.Create(Entities - 1, new A(1), new B(2), new C(3, 3, 3));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void CreatingDestroyingAddingAndRemovingDoNotAllocate()
    {
        using World world = World.Create();
        var entities = new Entity[Entities];
        AssertNoAllocation(() =>
        {
            for (int i = 0; i < entities.Length; i++)
            {
                entities[i] = world.Create(new A(i), new C(i, i, i));
            }

            foreach (Entity entity in entities)
            {
                world.Add(entity, new B(1));
                world.Remove<C>(entity);
                world.Destroy(entity);
            }

            world.Create(entities.AsSpan(), Component<A>.Signature, entities.Length);
            foreach (Entity entity in entities)
            {
                world.Destroy(entity);
            }
        });
    }

    [Fact]
    public void CommandBuffersDoNotAllocate()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Signature created = Component<A, C>.Signature;
        AssertNoAllocation(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                buffer.Set(buffer.Create(created), new A(i));
            }

            buffer.Playback(world);
            foreach (ref var chunk in world.Query(in s_moving))
            {
                foreach (Entity entity in chunk.Entities)
                {
                    buffer.Add(entity, new B(1));
                    buffer.Remove<C>(entity);
                    buffer.Destroy(entity);
                }
            }

            buffer.Playback(world);
        });
        Assert.Equal(0, world.Size);
    }

    private static void AssertNoAllocation(Action action)
    {
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

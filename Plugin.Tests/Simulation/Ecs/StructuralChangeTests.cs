using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

/// <summary>A structural change in the middle of an iteration is refused, and only then.</summary>
public sealed class StructuralChangeTests
{
    private static readonly QueryDescription s_a = new QueryDescription().WithAll<A>();

    public static TheoryData<string, Action<World, Entity>> Changes => new()
    {
        { "World.Create", (world, _) => world.Create(new A(1)) },
        { "World.Create", (world, _) => world.Create(5, new A(1), new B(1)) },
        { "World.Create", (world, _) => world.Create(new Entity[1].AsSpan(), Component<A>.Signature, 1) },
        { "World.Create", (world, _) => world.Create() },
        { "World.EnsureCapacity", (world, _) => world.EnsureCapacity<A>(1) },
        { "World.Destroy", (world, entity) => world.Destroy(entity) },
        { "World.Add", (world, entity) => world.Add(entity, new B(1)) },
        { "World.Add", (world, entity) => world.Add<Tag>(entity) },
        { "World.Remove", (world, entity) => world.Remove<A>(entity) },
        { "World.Dispose", (world, _) => world.Dispose() },
        {
            "CommandBuffer.Playback", (world, entity) =>
            {
                using var buffer = new CommandBuffer();
                buffer.Destroy(entity);
                buffer.Playback(world);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void IsRefusedWhileIterating(string operation, Action<World, Entity> change)
    {
        using World world = World.Create();
        Entity entity = world.Create(new A(1));
        int loops = 0;
        foreach (ref var chunk in world.Query(in s_a))
        {
            string message = Assert.Throws<InvalidOperationException>(() => change(world, entity)).Message;
            Assert.StartsWith(operation, message, StringComparison.Ordinal);
            Assert.Contains("CommandBuffer", message, StringComparison.Ordinal);
            Assert.Equal(1, chunk.Count);
            loops++;
        }

        Assert.Equal(1, loops);
        Assert.Equal(1, world.Get<A>(entity).Value);
        change(world, entity);
    }

    [Fact]
    public void IsAllowedAfterBreakExceptionAndEmptyLoop()
    {
        using World world = World.Create();
        world.Create(1000, new A(1));
        foreach (ref var chunk in world.Query(in s_a))
        {
            Assert.True(chunk.Count > 0);
            break;
        }

        world.Create(new A(1));
        Assert.Throws<FormatException>(() =>
        {
            foreach (ref var chunk in world.Query(in s_a))
            {
                throw new FormatException(chunk.ToString());
            }
        });
        world.Create(new A(1));
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<Unused>()))
        {
            Assert.Fail(chunk.ToString());
        }

        world.Create(new A(1));
        Assert.Equal(1003, world.Size);
    }

    [Fact]
    public void IsAllowedAfterAnEnumeratorWasDrivenToItsEndByHand()
    {
        using World world = World.Create();
        world.Create(new A(1));
        QueryChunkEnumerator chunks = world.Query(in s_a).GetEnumerator();
        Assert.True(chunks.MoveNext());
        Assert.Throws<InvalidOperationException>(() => world.Create());
        Assert.False(chunks.MoveNext());
        world.Create();
        chunks.Dispose();
        Assert.False(chunks.MoveNext());
        Assert.Equal(2, world.Size);
    }

    [Fact]
    public void StaysRefusedUntilTheOuterOfTwoLoopsEnds()
    {
        using World world = World.Create();
        Entity entity = world.Create(new A(1));
        int pairs = 0;
        foreach (ref var outer in world.Query(in s_a))
        {
            foreach (ref var inner in world.Query(in s_a))
            {
                pairs += outer.Count * inner.Count;
            }

            Assert.Throws<InvalidOperationException>(() => world.Destroy(entity));
        }

        Assert.Equal(1, pairs);
        world.Destroy(entity);
    }

    [Fact]
    public void OfAnotherWorldIsAllowed()
    {
        using World world = World.Create();
        using World other = World.Create();
        world.Create(new A(1));
        foreach (ref var chunk in world.Query(in s_a))
        {
            other.Create(chunk.GetSpan<A>()[0]);
        }

        Assert.Equal(1, other.Size);
    }

    [Fact]
    public void IsRefusedWhileAnotherThreadIterates()
    {
        using World world = World.Create();
        world.Create(10, new A(1));
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                foreach (ref var chunk in world.Query(in s_a))
                {
                    Assert.Throws<InvalidOperationException>(() => world.Create());
                    Assert.Equal(10, chunk.Count);
                }
            }
        });
        world.Create();
        Assert.Equal(11, world.Size);
    }
}

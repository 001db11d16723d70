using System.Runtime.CompilerServices;
using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

public sealed class QueryTests
{
    [Fact]
    public void ACachedQuerySeesComponentSetsThatAppearLater()
    {
        using World world = World.Create();
        var description = new QueryDescription().WithAll<A>();
        Query query = world.Query(in description);
        Assert.Equal(0, Count(query));
        world.Create(new A(1));
        Assert.Equal(1, Count(query));
        world.Create(new A(1), new B(1));
        Entity entity = world.Create(new B(1));
        Assert.Equal(2, Count(query));
        world.Add(entity, new A(1));
        world.Add(entity, new C(1, 1, 1));
        Assert.Equal(3, Count(query));
        Assert.Same(query, world.Query(in description));
    }

    [Fact]
    public void DescriptionsAreEqualInAnyOrderOfComponents()
    {
        var one = new QueryDescription().WithAll<A, B>().WithNone<C>();
        var two = new QueryDescription().WithNone<C>().WithAll<B, A>();
        Assert.True(one == two && one.GetHashCode() == two.GetHashCode());
        Assert.True(one != new QueryDescription().WithAll<A, B>());
        Assert.True(one != new QueryDescription().WithAny<A, B>().WithNone<C>());
        Assert.True(default == new QueryDescription());
        using World world = World.Create();
        Assert.Same(world.Query(in one), world.Query(in two));
        Assert.Same(Component<A, B>.Signature, Component<B, A>.Signature);
    }

    [Fact]
    public void ASecondConditionOfOneKindIsRefused()
    {
        string message = Assert.Throws<InvalidOperationException>(() => new QueryDescription().WithAll<A>().WithAll<B>()).Message;
        Assert.StartsWith("WithAll: expected one call", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new QueryDescription().WithAny<A>().WithAny<B>());
        Assert.Throws<InvalidOperationException>(() => new QueryDescription().WithNone<A>().WithNone<B>());
    }

    [Fact]
    public void AComponentNamedTwiceIsRefused()
    {
        using World world = World.Create();
        Exception error = Assert.Throws<TypeInitializationException>(() => world.Create(new A(1), new A(2))).InnerException!;
        Assert.Contains("received A twice", Assert.IsType<ArgumentException>(error).Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Size);
    }

    [Fact]
    public void AChunkRefusesWhatItLacks()
    {
        using World world = World.Create();
        world.Create(new A(1));
        int chunks = 0;
        foreach (ref var chunk in world.Query(new QueryDescription()))
        {
            Chunk copy = chunk;
            Assert.Contains("expected entities with B, received entities with A", Assert.Throws<InvalidOperationException>(() => copy.GetSpan<B>()).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => copy.Entity(1));
            Assert.Throws<ArgumentOutOfRangeException>(() => copy.Entity(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => copy.Get<A>(1));
            Assert.False(chunk.Has<B>());
            chunks++;
        }

        Assert.Equal(1, chunks);
    }

    [Fact]
    public void ChunksOverflowIntoNewOnesAndStayDense()
    {
        using World world = World.Create();
        world.Create(10_000, new A(7), new C(1, 2, 3));
        var counts = new List<int>();
        int capacity = 0;
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<A>()))
        {
            counts.Add(chunk.Count);
            capacity = chunk.Capacity;
            Assert.DoesNotContain(chunk.GetSpan<C>().ToArray(), c => c != new C(1, 2, 3));
            Assert.Equal(chunk.Count, chunk.Entities.Length);
        }

        // 12 bytes of entity, 4 of A, 12 of C.
        Assert.InRange(capacity, 16_384 / 28 - 16, 16_384 / 28);
        Assert.Equal((10_000 + capacity - 1) / capacity, counts.Count);
        Assert.All(counts.SkipLast(1), count => Assert.Equal(capacity, count));
        Assert.Equal(10_000, counts.Sum());
    }

    [Fact]
    public unsafe void ColumnsAreAlignedTo64Bytes()
    {
        using World world = World.Create(chunkSizeInBytes: 300, minimumAmountOfEntitiesPerChunk: 5);
        world.Create(100, new A(1), new B(2), new C(3, 3, 3), default(Tag));
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<A>()))
        {
            chunk.GetSpan<A, B, C, Tag>(out var a, out var b, out var c, out var tag);
            foreach (nuint address in new[] { Address(a), Address(b), Address(c), Address(tag) })
            {
                Assert.Equal((nuint)0, address % 64);
            }
        }

        static nuint Address<T>(Span<T> span) => (nuint)Unsafe.AsPointer(ref Unsafe.As<T, byte>(ref span[0]));
    }

    [Fact]
    public void AChunkHoldsAtLeastTheMinimum()
    {
        using World world = World.Create(chunkSizeInBytes: 1, minimumAmountOfEntitiesPerChunk: 100);
        world.Create(new A(1));
        foreach (ref var chunk in world.Query(new QueryDescription()))
        {
            Assert.Equal(100, chunk.Capacity);
        }
    }

    private static int Count(Query query)
    {
        int count = 0;
        foreach (ref var chunk in query)
        {
            count += chunk.Count;
        }

        return count;
    }
}

using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

public sealed class WorldTests
{
    [Fact]
    public void DestroyFillsTheRowWithTheLastEntity()
    {
        using World world = World.Create(chunkSizeInBytes: 1, minimumAmountOfEntitiesPerChunk: 2);
        Entity[] entities = [.. Enumerable.Range(0, 5).Select(i => world.Create(new A(i), new C(i, i, i)))];
        world.Destroy(entities[0]);

        var order = new List<int>();
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<A>()))
        {
            order.AddRange(chunk.GetSpan<A>().ToArray().Select(a => a.Value));
        }

        Assert.Equal([4, 1, 2, 3], order);
        for (int i = 1; i < 5; i++)
        {
            Assert.Equal(new C(i, i, i), world.Get<C>(entities[i]));
        }
    }

    [Fact]
    public void AnIdComesBackWithAHigherVersion()
    {
        using World world = World.Create();
        Entity before = world.Create(new A(1));
        for (int version = 2; version < 10; version++)
        {
            world.Destroy(before);
            Entity after = world.Create(new A(version));
            Assert.Equal((before.Id, version), (after.Id, after.Version));
            Assert.False(world.IsAlive(before));
            before = after;
        }
    }

    [Fact]
    public void BulkCreationReusesIdsToo()
    {
        using World world = World.Create();
        Entity[] first = [.. Enumerable.Range(0, 3).Select(i => world.Create(new A(i)))];
        world.Destroy(first[0]);
        world.Destroy(first[2]);
        var second = new Entity[5];
        world.Create(second.AsSpan(), Component<A>.Signature, 5);
        Assert.Equal([0, 2, 3, 4, 5], second.Select(entity => entity.Id).Order());
        Assert.All(second, entity => Assert.True(world.IsAlive(entity)));
        Assert.All(second, entity => Assert.Equal(0, world.Get<A>(entity).Value));
        Assert.Equal(1, world.Get<A>(first[1]).Value);
    }

    [Fact]
    public void AnIdWhoseVersionsAreUsedUpIsRetired()
    {
        var table = new EntityTable(worldId: 1, capacity: 1);
        var archetype = new Archetype(Signature.Empty, 1, 1);
        Entity last = table.Issue(archetype, 0, 0);
        table.Find(last).Version = int.MaxValue;
        table.Release(last.Id);
        Entity next = table.Issue(archetype, 0, 0);
        Assert.NotEqual(last.Id, next.Id);
        table.Reserve(3);
        Span<Entity> more = new Entity[3];
        table.Issue(archetype, 0, 1, more);
        Assert.Equal(4, table.Alive);
    }

    [Fact]
    public void StaleHandlesAreRefusedWithTheReason()
    {
        using World world = World.Create();
        using World other = World.Create();
        Entity stale = world.Create(new A(1));
        world.Destroy(stale);
        AssertRefused(world, stale, "which was destroyed");
        Entity heir = world.Create(new A(2));
        AssertRefused(world, stale, $"version {heir.Version} uses its id now");
        AssertRefused(world, Entity.Null, "Entity.Null");
        AssertRefused(world, default, "never created");

        // The other world has a living entity of the same id and version.
        other.Destroy(other.Create(new A(8)));
        Entity twin = other.Create(new A(8));
        Assert.Equal((heir.Id, heir.Version), (twin.Id, twin.Version));
        AssertRefused(other, heir, $"world {world.Id}), which belongs to another world");
        Assert.False(other.IsAlive(heir));
        Assert.Equal(2, world.Get<A>(heir).Value);
    }

    [Fact]
    public void AMissingComponentIsNamed()
    {
        using World world = World.Create();
        Entity entity = world.Create(new A(1), new B(2));
        foreach (Action use in new Action[] { () => world.Get<C>(entity), () => world.Set<C>(entity), () => world.Remove<C>(entity) })
        {
            string message = Assert.Throws<InvalidOperationException>(use).Message;
            Assert.Contains(" C,", message, StringComparison.Ordinal);
            Assert.Contains("A", message, StringComparison.Ordinal);
        }

        string added = Assert.Throws<InvalidOperationException>(() => world.Add(entity, new A(3))).Message;
        Assert.Contains("without A", added, StringComparison.Ordinal);
        Assert.Equal(1, world.Get<A>(entity).Value);
        Assert.False(world.TryGet(entity, out C c));
        Assert.Equal(default, c);
    }

    [Fact]
    public void WrongAmountsAreRefused()
    {
        using World world = World.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Create(0, new A(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.EnsureCapacity<A>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Create(new Entity[2].AsSpan(), Component<A>.Signature, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => World.Create(chunkSizeInBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => World.Create(minimumAmountOfEntitiesPerChunk: 0));
        world.Create(3, new A(1));
        Assert.Throws<ArgumentException>(() => world.GetEntities(new QueryDescription(), new Entity[3], 1));
    }

    [Fact]
    public void ADestroyedWorldRefusesUse()
    {
        World world = World.Create();
        Entity entity = world.Create(new A(1));
        Query query = world.Query(new QueryDescription());
        World.Destroy(world);
        world.Dispose();
        Assert.False(world.IsAlive(entity));
        Assert.Equal(0, world.Size);
        Assert.Throws<ObjectDisposedException>(() => world.Create(new A(1)));
        Assert.Throws<ObjectDisposedException>(() => world.Query(new QueryDescription()));
        Assert.Throws<ObjectDisposedException>(() => world.CountEntities(new QueryDescription()));
        Assert.Throws<ObjectDisposedException>(() => query.GetEnumerator().MoveNext());
        Assert.Throws<ArgumentException>(() => world.Get<A>(entity));
    }

    [Fact]
    public void WorldsOnManyThreadsAreIndependent()
    {
        Parallel.For(0, 16, seed =>
        {
            using World world = World.Create(chunkSizeInBytes: 256, minimumAmountOfEntitiesPerChunk: 4);
            for (int i = 0; i < 500; i++)
            {
                Entity entity = world.Create(new A(seed));
                if (i % 3 == 0)
                {
                    world.Add(entity, new B(i));
                }
            }

            foreach (ref var chunk in world.Query(new QueryDescription().WithAll<A>()))
            {
                foreach (A a in chunk.GetSpan<A>())
                {
                    Assert.Equal(seed, a.Value);
                }
            }

            Assert.Equal(167, world.CountEntities(new QueryDescription().WithAll<B>()));
        });
    }

    private static void AssertRefused(World world, Entity entity, string reason)
    {
        Action[] uses =
        [
            () => world.Destroy(entity), () => world.Get<A>(entity), () => world.Set(entity, new A(9)), () => world.Has<A>(entity),
            () => world.TryGet<A>(entity, out _), () => world.Add(entity, new B(9)), () => world.Remove<A>(entity),
        ];
        foreach (Action use in uses)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(nameof(entity), use);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }

        Assert.False(world.IsAlive(entity));
    }
}

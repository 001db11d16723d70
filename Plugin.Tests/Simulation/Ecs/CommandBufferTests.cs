using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

public sealed class CommandBufferTests
{
    [Fact]
    public void NothingHappensBeforePlaybackAndEverythingAfter()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Entity kept = world.Create(new A(1));
        Entity gone = world.Create(new A(2));
        buffer.Add(kept, new B(3));
        buffer.Set(kept, new A(4));
        buffer.Destroy(gone);
        Assert.Equal((2, 1), (buffer.Size, world.Get<A>(kept).Value));
        Assert.True(world.IsAlive(gone) && !world.Has<B>(kept));

        buffer.Playback(world);
        Assert.Equal((4, 3L), (world.Get<A>(kept).Value, world.Get<B>(kept).Value));
        Assert.False(world.IsAlive(gone));
        Assert.Equal(0, buffer.Size);
        buffer.Playback(world);
        Assert.Equal(1, world.Size);
    }

    [Fact]
    public void TheOrderIsAddSetRemoveDestroyForEachEntity()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Entity entity = world.Create(new A(1));
        buffer.Remove<B>(entity);
        buffer.Set(entity, new C(9, 9, 9));
        buffer.Add(entity, new B(1));
        buffer.Add(entity, new C(1, 1, 1));
        buffer.Add(entity, new C(2, 2, 2));
        buffer.Playback(world);
        Assert.False(world.Has<B>(entity));
        Assert.Equal(new C(2, 2, 2), world.Get<C>(entity));

        buffer.Destroy(entity);
        buffer.Add(entity, new B(1));
        buffer.Playback(world);
        Assert.False(world.IsAlive(entity));
    }

    [Fact]
    public void CreatesEntitiesFromPlaceholders()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Entity first = buffer.Create(Component<A, B>.Signature);
        Entity second = buffer.Create(Component<A>.Signature);
        Entity third = buffer.Create(Component<A>.Signature);
        buffer.Set(first, new A(1));
        buffer.Add(second, new C(5, 6, 7));
        buffer.Destroy(third);
        buffer.Playback(world, dispose: false);
        buffer.Playback(world);
        Assert.Equal(4, world.Size);
        Assert.Equal(2, world.CountEntities(new QueryDescription().WithAll<A, B>()));
        foreach (ref var chunk in world.Query(new QueryDescription().WithAll<A, C>()))
        {
            Assert.Equal([new C(5, 6, 7), new C(5, 6, 7)], chunk.GetSpan<C>().ToArray());
        }

        Assert.Throws<ArgumentException>(() => buffer.Set(first, new A(1)));
        Assert.Throws<ArgumentException>(() => world.Get<A>(first));
    }

    [Fact]
    public void ARefusedPlaybackChangesNothingAndEmptiesTheBuffer()
    {
        using World world = World.Create();
        using World other = World.Create();
        using var buffer = new CommandBuffer();
        Entity entity = world.Create(new A(1));
        Entity stale = world.Create(new A(2));
        Entity foreign = other.Create(new A(3));
        world.Destroy(stale);
        Action[] records =
        [
            () => buffer.Destroy(stale), () => buffer.Set(stale, new A(1)), () => buffer.Destroy(foreign),
            () => buffer.Add(entity, new A(5)), () => buffer.Set(entity, new B(5)), () => buffer.Remove<B>(entity),
        ];
        for (int i = 0; i < records.Length; i++)
        {
            buffer.Set(entity, new A(77));
            buffer.Create(Component<A>.Signature);
            records[i]();
            Exception error = Assert.ThrowsAny<Exception>(() => buffer.Playback(world));
            Assert.IsType(i < 3 ? typeof(ArgumentException) : typeof(InvalidOperationException), error);
            Assert.Equal((1, 1, 0), (world.Size, world.Get<A>(entity).Value, buffer.Size));
        }
    }

    [Fact]
    public void WrongRecordsAreRefusedAtOnce()
    {
        using World world = World.Create();
        var buffer = new CommandBuffer();
        Entity entity = world.Create(new A(1));
        buffer.Destroy(entity);
        Assert.Contains("once", Assert.Throws<InvalidOperationException>(() => buffer.Destroy(entity)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("entity", () => buffer.Destroy(Entity.Null));
        Assert.Throws<ArgumentException>("entity", () => buffer.Add(default, new A(1)));
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Destroy(entity));
        Assert.Throws<ObjectDisposedException>(() => buffer.Playback(world));
        Assert.True(world.IsAlive(entity));
    }

    [Fact]
    public void APlaceholderOfAnotherBufferIsRefused()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        using var other = new CommandBuffer();
        Entity own = buffer.Create(Component<A>.Signature);
        Entity foreign = other.Create(Component<A>.Signature);
        Assert.NotEqual(own, foreign);
        AssertRefused(buffer, foreign);
        AssertRefused(other, own);
        Assert.Throws<ArgumentException>("entity", () => world.Get<A>(own));
        Assert.Equal((1, 1), (buffer.Size, other.Size));

        buffer.Playback(world);
        Assert.Equal(1, world.Size);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void APlaceholderOfAnEarlierRecordingIsRefused(bool isPlayedBack)
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Entity earlier = buffer.Create(Component<A>.Signature);
        Entity stale = world.Create(new A(1));
        buffer.Set(stale, new A(2));
        if (isPlayedBack)
        {
            buffer.Playback(world);
        }
        else
        {
            world.Destroy(stale);
            Assert.Throws<ArgumentException>("entity", () => buffer.Playback(world));
        }

        Entity later = buffer.Create(Component<A>.Signature);
        Assert.NotEqual(earlier, later);
        AssertRefused(buffer, earlier);
        Assert.Equal(1, buffer.Size);
        buffer.Set(later, new A(3));
        buffer.Playback(world);
        Assert.Equal(isPlayedBack ? 3 : 1, world.Size);
    }

    [Fact]
    public void APlaybackInALoopIsRefusedAndLosesNothing()
    {
        using World world = World.Create();
        using var buffer = new CommandBuffer();
        Entity entity = world.Create(new A(1));
        buffer.Destroy(entity);
        foreach (ref var chunk in world.Query(new QueryDescription()))
        {
            Assert.Equal(1, chunk.Count);
            Assert.Throws<InvalidOperationException>(() => buffer.Playback(world));
        }

        buffer.Playback(world);
        Assert.Equal(0, world.Size);
    }

    private static void AssertRefused(CommandBuffer buffer, Entity placeholder)
    {
        Action[] records =
        [
            () => buffer.Set(placeholder, new A(1)), () => buffer.Add(placeholder, new B(1)), () => buffer.Remove<A>(placeholder), () => buffer.Destroy(placeholder),
        ];
        Assert.All(records, record => Assert.Contains(
            "placeholder that this buffer created", Assert.Throws<ArgumentException>("entity", record).Message, StringComparison.Ordinal));
    }
}

using CsCheck;
using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

/// <summary>Random sequences of operations on a world with tiny chunks, and on a dictionary that does the same naively.</summary>
public sealed class WorldModelTests
{
    private static readonly (QueryDescription Description, Func<Row, bool> Wants)[] s_queries =
    [
        (new QueryDescription(), _ => true),
        (new QueryDescription().WithAll<A>(), row => row.A.HasValue),
        (new QueryDescription().WithAll<B, A>(), row => row.A.HasValue && row.B.HasValue),
        (new QueryDescription().WithAny<C, B>(), row => row.C.HasValue || row.B.HasValue),
        (new QueryDescription().WithNone<A, C>(), row => !row.A.HasValue && !row.C.HasValue),
        (new QueryDescription().WithAll<A>().WithAny<B, C>().WithNone<Tag>(), row => row.A.HasValue && (row.B.HasValue || row.C.HasValue) && !row.Tag),
    ];

    private static readonly Gen<Step[]> s_steps =
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, 1000], Gen.Int[0, 3], Gen.Int[-100, 100], (operation, pick, component, value) =>
            new Step(operation, pick, component, value)).Array[0, 200];

    private enum Operation
    {
        Create,
        CreatePair,
        CreateMany,
        CreateAll,
        Destroy,
        Add,
        Remove,
        Set,
        Buffered,
        UseStale,
    }

    [Fact]
    public void BehavesLikeADictionary() => s_steps.Sample(Run, iter: 400);

    private static void Run(Step[] steps)
    {
        using World world = World.Create(chunkSizeInBytes: 128, minimumAmountOfEntitiesPerChunk: 3, archetypeCapacity: 0, entityCapacity: 0);
        using CommandBuffer buffer = new(0);
        var model = new Dictionary<Entity, Row>();
        var dead = new List<Entity>();
        for (int i = 0; i < steps.Length; i++)
        {
            Apply(steps[i], world, buffer, model, dead);
            if (i % 10 == 0)
            {
                Compare(world, model, dead);
            }
        }

        Compare(world, model, dead);
    }

    private static void Apply(Step step, World world, CommandBuffer buffer, Dictionary<Entity, Row> model, List<Entity> dead)
    {
        int value = step.Value;
        switch (step.Operation)
        {
            case Operation.Create:
                model.Add(world.Create(new A(value)), new Row { A = value });
                return;
            case Operation.CreatePair:
                model.Add(world.Create(new C(value, value + 1, value + 2), new B(value)), new Row { B = value, C = value });
                return;
            case Operation.CreateMany:
                CreateMany(world, model, (step.Pick % 11) + 1);
                return;
            case Operation.CreateAll:
                model.Add(world.Create(new B(value), default(Tag), new A(value), new C(value, value + 1, value + 2)),
                    new Row { A = value, B = value, C = value, Tag = true });
                return;
            case Operation.UseStale when dead.Count > 0:
                Entity stale = dead[step.Pick % dead.Count];
                Assert.Throws<ArgumentException>(() => world.Destroy(stale));
                Assert.Throws<ArgumentException>(() => world.Get<A>(stale));
                Assert.Throws<ArgumentException>(() => world.Add<Unused>(stale));
                return;
        }

        if (model.Count == 0)
        {
            return;
        }

        (Entity entity, Row row) = model.ElementAt(step.Pick % model.Count);
        switch (step.Operation)
        {
            case Operation.Destroy:
                world.Destroy(entity);
                model.Remove(entity);
                dead.Add(entity);
                break;
            case Operation.Buffered:
                RunBuffered(step, world, buffer, entity, row);
                break;
            case Operation.Add or Operation.Remove or Operation.Set:
                bool legal = row.Has(step.Component) == (step.Operation != Operation.Add);
                Action change = () => Change(step, world, entity);
                if (!legal)
                {
                    Assert.Throws<InvalidOperationException>(change);
                    break;
                }

                change();
                row.Write(step.Component, step.Operation == Operation.Remove ? null : value);
                break;
        }
    }

    private static void CreateMany(World world, Dictionary<Entity, Row> model, int amount)
    {
        var created = new Entity[amount];
        world.Create(created.AsSpan(), Component<C, A>.Signature, amount);
        foreach (Entity entity in created)
        {
            Assert.Equal(default, world.Get<C>(entity));
            world.Set(entity, new C(7, 8, 9));
            model.Add(entity, new Row { A = 0, C = 7 });
        }
    }

    private static void RunBuffered(Step step, World world, CommandBuffer buffer, Entity entity, Row row)
    {
        // Sets an existing component or adds a missing one, then removes B if the entity has it.
        var a = new A(step.Value);
        var c = new C(step.Value, step.Value + 1, step.Value + 2);
        if (row.Has(0))
        {
            buffer.Set(entity, a);
        }
        else
        {
            buffer.Add(entity, a);
        }

        if (row.Has(2))
        {
            buffer.Set(entity, c);
        }
        else
        {
            buffer.Add(entity, c);
        }

        row.Write(0, step.Value);
        row.Write(2, step.Value);
        if (row.Has(1))
        {
            buffer.Remove<B>(entity);
            row.Write(1, null);
        }

        buffer.Playback(world);
    }

    private static void Change(Step step, World world, Entity entity)
    {
        int value = step.Value;
        switch (step.Operation, step.Component)
        {
            case (Operation.Add, 0): world.Add(entity, new A(value)); break;
            case (Operation.Add, 1): world.Add(entity, new B(value)); break;
            case (Operation.Add, 2): world.Add(entity, new C(value, value + 1, value + 2)); break;
            case (Operation.Add, _): world.Add<Tag>(entity); break;
            case (Operation.Remove, 0): world.Remove<A>(entity); break;
            case (Operation.Remove, 1): world.Remove<B>(entity); break;
            case (Operation.Remove, 2): world.Remove<C>(entity); break;
            case (Operation.Remove, _): world.Remove<Tag>(entity); break;
            case (_, 0): world.Set(entity, new A(value)); break;
            case (_, 1): world.Set(entity, new B(value)); break;
            case (_, 2): world.Set(entity, new C(value, value + 1, value + 2)); break;
            default: world.Set<Tag>(entity); break;
        }
    }

    private static void Compare(World world, Dictionary<Entity, Row> model, List<Entity> dead)
    {
        Assert.Equal(model.Count, world.Size);
        Assert.DoesNotContain(dead, world.IsAlive);
        foreach ((QueryDescription description, Func<Row, bool> wants) in s_queries)
        {
            var seen = new HashSet<Entity>();
            foreach (ref var chunk in world.Query(in description))
            {
                Assert.InRange(chunk.Count, 1, chunk.Capacity);
                for (int i = 0; i < chunk.Count; i++)
                {
                    Assert.True(seen.Add(chunk.Entity(i)));
                    Row row = model[chunk.Entity(i)];
                    Assert.True(wants(row));
                    Assert.Equal<int?>(row.A, chunk.Has<A>() ? chunk.GetSpan<A>()[i].Value : null);
                    Assert.Equal<long?>(row.B, chunk.Has<B>() ? chunk.GetSpan<B>()[i].Value : null);
                    Assert.Equal<C?>(row.C is { } x ? new C(x, x + 1, x + 2) : null, chunk.Has<C>() ? chunk.GetSpan<C>()[i] : null);
                    Assert.Equal(row.Tag, chunk.Has<Tag>());
                }
            }

            Assert.Equal(model.Values.Count(wants), seen.Count);
            Assert.Equal(seen.Count, world.CountEntities(in description));
        }

        foreach ((Entity entity, Row row) in model)
        {
            Assert.True(world.IsAlive(entity));
            Assert.Equal(row.A.HasValue, world.TryGet(entity, out A a));
            Assert.Equal(row.A ?? 0, a.Value);
            Assert.Equal(row.B.HasValue, world.Has<B>(entity));
        }
    }

    private sealed record Step(Operation Operation, int Pick, int Component, int Value);

    private sealed class Row
    {
        public int? A { get; set; }

        public long? B { get; set; }

        public int? C { get; set; }

        public bool Tag { get; set; }

        public bool Has(int component) => component switch { 0 => A.HasValue, 1 => B.HasValue, 2 => C.HasValue, _ => Tag };

        public void Write(int component, int? value)
        {
            switch (component)
            {
                case 0: A = value; break;
                case 1: B = value; break;
                case 2: C = value; break;
                default: Tag = value.HasValue; break;
            }
        }
    }
}

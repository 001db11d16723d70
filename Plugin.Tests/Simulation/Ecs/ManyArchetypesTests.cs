using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

public sealed class ManyArchetypesTests
{
    private const int Bits = 9;

    private static readonly Action<World, Entity>[] s_add =
    [
        (world, entity) => world.Add(entity, new P0(10)), (world, entity) => world.Add(entity, new P1(11)), (world, entity) => world.Add(entity, new P2(12)),
        (world, entity) => world.Add(entity, new P3(13)), (world, entity) => world.Add(entity, new P4(14)), (world, entity) => world.Add(entity, new P5(15)),
        (world, entity) => world.Add(entity, new P6(16)), (world, entity) => world.Add(entity, new P7(17)), (world, entity) => world.Add(entity, new P8(18)),
    ];

    [Fact]
    public void EveryCombinationOfNineComponents()
    {
        using World world = World.Create(chunkSizeInBytes: 128, minimumAmountOfEntitiesPerChunk: 2);
        Query withZero = world.Query(new QueryDescription().WithAll<P0>());
        var entities = new Entity[1 << Bits];
        for (int mask = 0; mask < entities.Length; mask++)
        {
            entities[mask] = world.Create();

            // Adds components in both orders, so that an archetype is also reached in another order than that of its creation.
            for (int i = 0; i < Bits; i++)
            {
                int bit = mask % 2 == 0 ? i : Bits - 1 - i;
                if ((mask & (1 << bit)) != 0)
                {
                    s_add[bit](world, entities[mask]);
                }
            }
        }

        int archetypes = 0;
        foreach (ref var chunk in withZero)
        {
            Assert.Equal(1, chunk.Count);
            Assert.Equal(10, chunk.GetSpan<P0>()[0].Value);
            archetypes++;
        }

        Assert.Equal(1 << (Bits - 1), archetypes);
        Assert.Equal(1 << (Bits - 3), world.CountEntities(new QueryDescription().WithAll<P1, P8>().WithNone<P4>()));
        for (int mask = 0; mask < entities.Length; mask++)
        {
            Assert.Equal((mask & 1) != 0 ? 10 : 0, world.TryGet(entities[mask], out P0 p0) ? p0.Value : 0);
            Assert.Equal((mask & 256) != 0 ? 18 : 0, world.TryGet(entities[mask], out P8 p8) ? p8.Value : 0);
        }
    }

    private record struct P0(int Value);

    private record struct P1(byte Value);

    private record struct P2(short Value);

    private record struct P3(long Value);

    private record struct P4(double Value);

    private record struct P5(decimal Value);

    private record struct P6(float Value);

    private record struct P7(int Value);

    private record struct P8(int Value);
}

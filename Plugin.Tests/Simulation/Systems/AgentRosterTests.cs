using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Systems;

public sealed class AgentRosterTests
{
    /// <summary>A store with few entities per chunk, so that destroying moves entities within and between chunks.</summary>
    private const int SmallChunks = 256;

    [Fact]
    public void RowsAscendByHandleAfterAnyCreationsAndDestructions()
        => Gen.Int[0, 1_000_000].Array[1, 300].Sample(choices =>
        {
            using Population population = new();
            foreach (int choice in choices)
            {
                if (population.Agents.Count > 0 && choice % 3 == 0)
                {
                    population.Kill(choice / 3 % population.Agents.Count);
                }
                else
                {
                    population.Add(choice);
                }
            }

            population.AssertRoster();
        });

    [Fact]
    public void EachRunFollowsTheWorld()
        => Gen.Int[0, 1_000_000].Array[1, 60].Sample(choices =>
        {
            using Population population = new();
            foreach (int choice in choices)
            {
                population.Add(choice);
                population.AssertRoster();
                if (choice % 2 == 0)
                {
                    population.Kill(choice / 2 % population.Agents.Count);
                    population.AssertRoster();
                }
            }
        }, iter: 30);

    private sealed class Population : IDisposable
    {
        private readonly World _world = World.Create(chunkSizeInBytes: SmallChunks, minimumAmountOfEntitiesPerChunk: 2);
        private readonly NeuroPlugin _plugin = new();
        private readonly Brain _brain;
        private readonly AgentRoster _roster;

        internal Population()
        {
            _brain = _plugin.AddBrain("any", new BrainOptions { Observations = new ObservationSpec().Add("x", 0, 1), Actions = ActionSpec.Continuous("y"), Hidden = [] });
            _roster = new AgentRoster(_world);
        }

        internal List<(AgentHandle Handle, Entity Entity, int Number)> Agents { get; } = [];

        internal void Add(int number)
        {
            AgentHandle handle = _brain.Spawn();

            // Two archetypes, so that the store can't keep the order by luck.
            Entity entity = _world.Create(
                new Position(number, -number), new Heading(number, 1), new Velocity(number, 2), new Energy(number), new BrainAgent(handle));
            if (number % 5 == 0)
            {
                _world.Add(entity, new Meals(number));
            }

            Agents.Add((handle, entity, number));
        }

        internal void Kill(int index)
        {
            _brain.Despawn(Agents[index].Handle);
            _world.Destroy(Agents[index].Entity);
            Agents.RemoveAt(index);
        }

        internal void AssertRoster()
        {
            _roster.Run(0);
            List<(AgentHandle Handle, Entity Entity, int Number)> expected = [.. Agents.OrderBy(agent => agent.Handle)];
            Assert.Equal(expected.Select(agent => agent.Handle), _roster.Handles.ToArray());
            Assert.Equal(expected.Select(agent => agent.Entity), _roster.Entities.ToArray());
            Assert.Equal(expected.Select(agent => (float)agent.Number), _roster.X.ToArray());
            Assert.Equal(expected.Select(agent => -(float)agent.Number), _roster.Y.ToArray());
            Assert.Equal(expected.Select(agent => new Heading(agent.Number, 1)), _roster.Headings.ToArray());
            Assert.Equal(expected.Select(agent => new Velocity(agent.Number, 2)), _roster.Velocities.ToArray());
            Assert.Equal(expected.Select(agent => (float)agent.Number), _roster.Energies.ToArray());
            Assert.Equal(expected.Count, _roster.Pushes.Length);
            Assert.Equal(Enumerable.Range(0, expected.Count), expected.Select(agent => _roster.RowOf(agent.Handle)));
        }

        public void Dispose()
        {
            _plugin.Dispose();
            World.Destroy(_world);
        }
    }
}

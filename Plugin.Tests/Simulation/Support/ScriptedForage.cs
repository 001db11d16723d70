using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>Scores of scripts that tests define, in the same worlds as all other scores.</summary>
internal static class ScriptedForage
{
    /// <summary>Decides for one agent.</summary>
    /// <param name="roster">The frame's agents.</param>
    /// <param name="row">The agent's row.</param>
    /// <param name="world">The food and hazards.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal delegate void Script(AgentRoster roster, int row, Surroundings world, Span<float> action);

    internal static double Score(RunOptions options, int frames, Script script)
    {
        using SimulationRun run = new(options, Driver.Teacher, isLabelled: false);
        ScenarioSession session = run.Session;
        Surroundings surroundings = new(run.World);
        for (int frame = 0; frame < frames; frame++)
        {
            session.Locate.Run(frame);
            session.Interact.Run(frame);
            session.Sense.Run(frame);
            surroundings.Look();
            session.Labels.Resize(session.Roster.Count);
            for (int row = 0; row < session.Roster.Count; row++)
            {
                script(session.Roster, row, surroundings, session.Labels.Row(row));
            }

            session.Act.Run(frame);
            session.Move.Run(frame);
            session.Lifecycle.Run(frame);
        }

        return session.Score;
    }

    /// <summary>Food that can be eaten and hazards, read from the store.</summary>
    internal sealed class Surroundings(World world)
    {
        private static readonly QueryDescription s_foodItems = new QueryDescription().WithAll<Food, Position>();
        private static readonly QueryDescription s_hazardPlaces = new QueryDescription().WithAll<Hazard, Position>();

        internal List<Position> Food { get; } = [];

        internal List<(Position Place, float Radius)> Hazards { get; } = [];

        internal void Look()
        {
            Food.Clear();
            foreach (ref Chunk chunk in world.Query(in s_foodItems))
            {
                for (int i = 0; i < chunk.Count; i++)
                {
                    if (chunk.GetSpan<Food>()[i].Regrowth <= 0)
                    {
                        Food.Add(chunk.GetSpan<Position>()[i]);
                    }
                }
            }

            Hazards.Clear();
            foreach (ref Chunk chunk in world.Query(in s_hazardPlaces))
            {
                for (int i = 0; i < chunk.Count; i++)
                {
                    Hazards.Add((chunk.GetSpan<Position>()[i], chunk.GetSpan<Hazard>()[i].Radius));
                }
            }
        }
    }
}

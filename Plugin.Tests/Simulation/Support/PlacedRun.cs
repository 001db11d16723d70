using System.Globalization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>A body at a place that a test chooses. The angle is that of its heading, rad.</summary>
internal sealed record PlacedBody(float X, float Y, float Angle = 0, float VelocityX = 0, float VelocityY = 0);

/// <summary>A run whose bodies stand at places that a test chooses. Settings give the size of the world.</summary>
internal sealed class PlacedRun : IDisposable
{
    private readonly SimulationRun _run;

    private PlacedRun(RunOptions options, Driver driver, params PlacedBody[][] kinds)
    {
        _run = new SimulationRun(options with { Agents = kinds.Sum(bodies => bodies.Length), Workers = 2 }, driver, isLabelled: true);
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            Place(Session.Kinds[kind].Roster, kinds[kind]);
        }
    }

    internal ScenarioSession Session => _run.Session;

    internal World World => _run.World;

    /// <summary>Creates a flock whose agents hardly ever die of age.</summary>
    internal static PlacedRun Flock(PlacedBody[] agents, Driver driver = Driver.Brain)
        => new(new RunOptions { Scenario = "flock", Set = { ["life"] = "1000000" } }, driver, agents);

    internal static PlacedRun Pursuit(PlacedBody[] pursuers, PlacedBody[] evaders, Driver driver = Driver.Brain)
    {
        string share = ((double)pursuers.Length / (pursuers.Length + evaders.Length)).ToString("R", CultureInfo.InvariantCulture);
        return new PlacedRun(new RunOptions { Scenario = "pursuit", Set = { ["pursuers"] = share } }, driver, pursuers, evaders);
    }

    internal float[] Observation(int row, int kind = 0) => Session.Kinds[kind].Brain.Decisions.Observation(row).ToArray();

    /// <summary>Runs whole frames.</summary>
    internal void Run(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            _run.Frame.Run();
        }
    }

    public void Dispose() => _run.Dispose();

    private void Place(AgentRoster roster, PlacedBody[] bodies)
    {
        roster.Run(0);
        if (roster.Count != bodies.Length)
        {
            throw new ArgumentException($"The settings give {roster.Count} agents where {bodies.Length} are to be placed.");
        }

        for (int row = 0; row < bodies.Length; row++)
        {
            (float x, float y, float angle, float velocityX, float velocityY) = bodies[row];
            World.Set(roster.Entities[row], new Position(x, y));
            World.Set(roster.Entities[row], new Heading((float)Math.Cos(angle), (float)Math.Sin(angle)));
            World.Set(roster.Entities[row], new Velocity(velocityX, velocityY));
        }
    }
}

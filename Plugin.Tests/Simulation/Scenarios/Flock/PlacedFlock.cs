using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

/// <summary>A flock put where a test wants it, in a world as large as its settings say.</summary>
internal sealed class PlacedFlock : IDisposable
{
    private readonly SimulationRun _run;

    internal PlacedFlock((float X, float Y, float Angle, float VelocityX, float VelocityY)[] agents, Dictionary<string, string>? settings = null, Driver driver = Driver.Brain)
    {
        _run = new SimulationRun(new RunOptions { Scenario = "flock", Agents = agents.Length, Workers = 2, Set = settings ?? [] }, driver, isLabelled: true);
        Session.Roster.Run(0);
        for (int row = 0; row < agents.Length; row++)
        {
            Entity entity = Session.Roster.Entities[row];
            (float x, float y, float angle, float velocityX, float velocityY) = agents[row];
            _run.World.Set(entity, new Position(x, y));
            _run.World.Set(entity, new Heading((float)Math.Cos(angle), (float)Math.Sin(angle)));
            _run.World.Set(entity, new Velocity(velocityX, velocityY));
        }
    }

    internal ScenarioSession Session => _run.Session;

    internal float[] Observation(int row) => Session.Brain.Decisions.Observation(row).ToArray();

    /// <summary>Runs whole frames.</summary>
    internal void Run(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            _run.Frame.Run();
        }
    }

    public void Dispose() => _run.Dispose();
}

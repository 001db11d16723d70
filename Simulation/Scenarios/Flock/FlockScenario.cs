using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The scenario <c>flock</c>: agents keep away from close neighbours, match the velocity of their neighbours and fly toward the middle of them.</summary>
internal sealed class FlockScenario : Scenario
{
    public override string Name => "flock";

    public override string Summary => "agents fly in flocks; imitates a scripted flock of separation, alignment and cohesion";

    public override string ScoreMeaning => "order and spacing, 0 to 1";

    protected override IReadOnlyList<Setting> OwnSettings => FlockOptions.Settings;

    internal override void Check(TensorArchive archive)
    {
        new FlockScore().Load(archive);
        SavedNumbers.Serial(archive, FlockPopulation.BirthsKey);
    }

    public override ScenarioSession Create(ScenarioSetup setup) => new FlockSession(setup);
}

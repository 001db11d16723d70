using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The scenario <c>forage</c>: agents look for food among hazards and other agents. Agents that don't eat starve, and new ones are born.</summary>
internal sealed class ForageScenario : Scenario
{
    public override string Name => "forage";

    public override string Summary => "agents find food and avoid hazards and each other; they imitate a scripted forager or learn from rewards";

    public override string ScoreMeaning => "food eaten per agent and minute";

    public override bool HasRewards => true;

    public override string? RewardMeaning => "energy from food minus energy lost in hazards, 1 for an item of food; an episode is a life, at most a minute of it";

    protected override IReadOnlyList<Setting> OwnSettings => ForageOptions.Settings;

    internal override void Check(TensorArchive archive)
    {
        new ForageScore().Load(archive);
        SavedNumbers.Count(archive, ForagePopulation.BirthsKey);
    }

    public override ScenarioSession Create(ScenarioSetup setup) => new ForageSession(setup);
}

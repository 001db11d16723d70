using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>Pursuers catch evaders, who are born again elsewhere: two kinds of agents, each with a brain and a teacher of its own.</summary>
internal sealed class PursuitScenario : Scenario
{
    public override string Name => "pursuit";

    public override string Summary => "pursuers catch evaders; two brains side by side, each imitates the script of its kind";

    public override string ScoreMeaning => "share of chases won, each kind against the other's script";

    public override string RunScoreMeaning => "pursuers' share of chases won";

    public override int Kinds => 2;

    protected override IReadOnlyList<Setting> OwnSettings => PursuitOptions.Settings;

    internal override void Check(TensorArchive archive)
    {
        new PursuitScore().Load(archive);
        SavedNumbers.Serial(archive, PursuitPopulation.BirthsKey);
    }

    public override ScenarioSession Create(ScenarioSetup setup) => new PursuitSession(setup);
}

using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The scenario <c>pursuit</c>: pursuers catch evaders, and caught evaders are reborn elsewhere. Each of the two kinds has its own brain and teacher.</summary>
internal sealed class PursuitScenario : Scenario
{
    public override string Name => "pursuit";

    public override string Summary => "pursuers catch evaders; two brains learn from the scripts of their kinds, or from rewards by self-play";

    public override string ScoreMeaning => "share of chases won, each kind against the other's script";

    public override string RunScoreMeaning => "pursuers' share of chases won";

    public override int Kinds => 2;

    public override bool HasRewards => true;

    protected override IReadOnlyList<Setting> OwnSettings => PursuitOptions.Settings;

    internal override void Check(TensorArchive archive)
    {
        new PursuitScore().Load(archive);
        SavedNumbers.Serial(archive, PursuitPopulation.BirthsKey);
    }

    public override ScenarioSession Create(ScenarioSetup setup) => new PursuitSession(setup);
}

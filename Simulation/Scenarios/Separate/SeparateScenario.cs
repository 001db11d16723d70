using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The scenario <c>separate</c>: red and green agents walk on the plane, each within the area of its colour. The brain learns to tell the colours apart by place.</summary>
internal sealed class SeparateScenario : Scenario
{
    public override string Name => "separate";

    public override string Summary => "red and green agents walk the plane; learns to tell their colours by their places";

    public override string ScoreMeaning => "accuracy on held-out points, 0 to 1";

    protected override IReadOnlyList<Setting> OwnSettings => SeparateOptions.Settings;

    internal override void Check(TensorArchive archive) => new HeldOutRecord().Load(archive);

    public override ScenarioSession Create(ScenarioSetup setup) => new SeparateSession(setup);
}

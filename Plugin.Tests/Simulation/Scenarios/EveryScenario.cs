using NeuroAgents.Simulation.Scenarios;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>All scenarios of the catalogue, for tests that hold for each.</summary>
public static class EveryScenario
{
    public static TheoryData<string> Names => [.. ScenarioCatalogue.Standard.All.Select(scenario => scenario.Name)];
}

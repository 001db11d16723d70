using NeuroAgents.Simulation.Scenarios;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>The scenarios of the catalogue as test data, for tests of every scenario.</summary>
public static class EveryScenario
{
    public static TheoryData<string> Names => [.. ScenarioCatalogue.Standard.All.Select(scenario => scenario.Name)];
}

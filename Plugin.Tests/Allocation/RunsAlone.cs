using Xunit;

namespace NeuroAgents.Tests.Allocation;

/// <summary>Tests that count the whole process's allocations: nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "runs alone";
}

using Xunit;

namespace NeuroAgents.Tests.Allocation;

/// <summary>A collection of tests that count the whole process's allocations, so no other test may run at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "runs alone";
}

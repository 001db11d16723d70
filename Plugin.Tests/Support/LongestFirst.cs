using NeuroAgents.Tests.Support;
using NeuroAgents.Tests.Viewer;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace NeuroAgents.Tests.Support;

/// <summary>An order that starts the slowest collections first, so none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Name endings of the collections, the slowest first. The name of a class's collection is "Test collection for CLASS".</summary>
    private static readonly string[] s_longest =
        [Display.Name, ".SoakTests", ".BenchTests", ".RunHashTests", ".KillTests", ".SaveTests", ".OverfittingTests", ".SeparationTests", ".EveryScenarioTests", ".DistinctFilesTests"];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : notnull, ITestCollection
        => [.. testCollections.OrderBy(collection => (uint)Array.FindIndex(s_longest, name => IsNamed(collection, name)))];

    private static bool IsNamed(ITestCollection collection, string name)
        => collection.TestCollectionDisplayName == name || collection.TestCollectionClassName?.EndsWith(name, StringComparison.Ordinal) == true
            || collection.TestCollectionDisplayName.Contains(name + " ", StringComparison.Ordinal);
}

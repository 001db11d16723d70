using System.Reflection;
using System.Runtime.CompilerServices;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>Allowed dependencies ("arrows") between the simulation's folders, checked in the compiled code, method bodies included.</summary>
public sealed class SimulationArrowTests
{
    private const string Root = "NeuroAgents.Simulation";
    private static readonly Assembly s_simulation = typeof(SimulationRun).Assembly;
    private static readonly string[] s_parts = ["Ecs", "Components", "Spatial"];
    private static readonly string[] s_world = [.. s_parts, "Determinism", "Systems"];
    private static readonly string[] s_scenario = [.. s_world, "Scenarios"];
    private static readonly string[] s_run = [.. s_scenario, "Engine"];
    private static readonly string[] s_runner = [.. s_run, "Measuring", "Saving"];

    /// <summary>Folders that each folder may use. A new folder needs an entry.</summary>
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Ecs"] = [],
        ["Components"] = [],
        ["Spatial"] = [],
        ["Determinism"] = [],
        ["Systems"] = s_parts,
        ["Scenarios"] = s_world,
        ["Scenarios.Control"] = s_scenario,
        ["Scenarios.Flock"] = s_scenario,
        ["Scenarios.Forage"] = s_scenario,
        ["Scenarios.Pursuit"] = s_scenario,
        ["Scenarios.Separate"] = s_scenario,
        ["Engine"] = s_scenario,
        ["Measuring"] = s_run,
        ["Saving"] = s_run,
        ["Live"] = s_runner,
        ["Evaluating"] = [.. s_runner, "Live"],
        ["Tables"] = [],
        ["Interchange"] = [.. s_run, "Measuring"],
        ["Benchmarks"] = [.. s_run, "Measuring"],
        ["Benchmarks.Comparison"] = ["Benchmarks"],
        ["CommandLine.Options"] = [.. s_runner, "Live", "Tables"],
        ["CommandLine.Output"] = [.. s_runner, "Evaluating", "Tables", "Benchmarks", "Benchmarks.Comparison", "CommandLine.Options"],
        ["CommandLine.Verbs"] = [.. s_runner, "Evaluating", "Live", "Tables", "Interchange", "Benchmarks", "Benchmarks.Comparison", "CommandLine.Options", "CommandLine.Output"],
        ["CommandLine"] = ["Scenarios", "Tables", "Benchmarks", "Benchmarks.Comparison", "CommandLine.Options", "CommandLine.Verbs"],
    };

    [Fact]
    public void FoldersUseOnlyLowerFolders()
        => None(Rules.AgainstTheArrows(s_simulation.GetTypes().Where(type => References.Outermost(type) != typeof(ScenarioCatalogue)), Root, s_arrows));

    [Fact]
    public void NoFolderDependsOnItselfThroughOthers() => None(Rules.Cycles(s_arrows));

    [Fact]
    public void TheEntityStoreUsesNothingElseOfTheProject()
        => None(Rules.Uses(s_simulation.GetTypes(), Root + ".Ecs", used => Rules.IsWithin(used, "NeuroAgents") && !Rules.IsWithin(used, Root + ".Ecs")));

    /// <summary>Every folder must have code, because the arrows of an empty folder prove nothing.</summary>
    [Fact]
    public void EveryFolderOfTheTableExists()
        => Assert.All(s_arrows.Keys, area => Assert.Contains(s_simulation.GetTypes(), type => Rules.IsWithin(type, $"{Root}.{area}")));

    [Fact]
    public void OnlyTheCatalogueListsScenarios()
    {
        string[] folders = [.. s_arrows.Keys.Where(area => area.StartsWith("Scenarios.", StringComparison.Ordinal)).Select(area => $"{Root}.{area}")];
        Assert.Equal(ScenarioCatalogue.Standard.All.Select(scenario => scenario.GetType().Namespace!).Distinct().Order(), folders.Order());
        Type[] types = [.. s_simulation.GetTypes().Concat(Assembly.Load("NeuroAgents.Viewer").GetTypes())];
        IEnumerable<Reference> outside = References.Of(types.Where(type => !Array.Exists(folders, folder => Rules.IsWithin(References.Outermost(type), folder))))
            .Where(reference => Array.Exists(folders, folder => Rules.IsWithin(References.Outermost(reference.Used), folder)));
        Assert.Equal([typeof(ScenarioCatalogue)], outside.Select(reference => reference.User).Distinct());
    }

    /// <summary>Code asks a scenario's session for its features and never compares names. A scenario's name occurs only in its own folder and in the default of the options.</summary>
    [Fact]
    public void NoCodeNamesAScenario()
    {
        HashSet<string> names = [.. ScenarioCatalogue.Standard.All.Select(scenario => scenario.Name)];
        string[] assemblies = ["NeuroAgents", Root, "NeuroAgents.Overlay", "NeuroAgents.Viewer"];
        Type[] types = [.. assemblies.SelectMany(name => Assembly.Load(name).GetTypes())];
        string[] found = [.. Rules.Texts(types.Where(type => !(References.Outermost(type).Namespace ?? "").StartsWith(Root + ".Scenarios.", StringComparison.Ordinal)), names)];
        Assert.Equal([$"{typeof(RunOptions).FullName} (.ctor) names \"{new RunOptions().Scenario}\""], found);
    }

    [Fact]
    public void OnlyTheseTestsUseInternals()
        => Assert.Equal(["NeuroAgents.Tests"], s_simulation.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName));

    [Fact]
    public void TheViewerUsesOnlyTheOptionsOfTheCommandLine()
        => None(Rules.Uses(Assembly.Load("NeuroAgents.Viewer").GetTypes(), "NeuroAgents.Viewer", used
            => Rules.IsWithin(used, Root + ".CommandLine") && used.Namespace != Root + ".CommandLine.Options"));

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct()];
        Assert.True(found.Length == 0, string.Join('\n', found.Take(20)));
    }
}

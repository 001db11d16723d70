using System.Reflection;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>Every type of component in a world is saved, or its attribute <c>[NotSaved]</c> gives the reason. Otherwise a resumed run would lose it silently.</summary>
public sealed class SavedComponentTests
{
    private static readonly MethodInfo s_count = typeof(SavedComponentTests).GetMethod(nameof(Count), BindingFlags.NonPublic | BindingFlags.Static)!;

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void EveryComponentInTheWorldIsSaved(string scenario) => Assert.Empty(Forgotten(ScenarioCatalogue.Standard, scenario));

    [Fact]
    public void TheComponentOfAScenarioOutsideTheLibraryIsSaved() => Assert.Empty(Forgotten(TinyScenario.Catalogue, "tiny"));

    [Fact]
    public void AForgottenComponentIsFound()
        => Assert.Equal([typeof(Visits)], Forgotten(new ScenarioCatalogue(new TinyScenario(savesVisits: false)), "tiny"));

    [Fact]
    public void ExceptionsHaveAReason()
        => Assert.All(Components().Select(type => type.GetCustomAttribute<NotSavedAttribute>()).OfType<NotSavedAttribute>(), exception => Assert.True(exception.Reason.Length > 20));

    /// <summary>Returns the types of components that entities of a run's world have and its saved run lacks.</summary>
    private static Type[] Forgotten(ScenarioCatalogue catalogue, string scenario)
    {
        RunOptions options = new() { Catalogue = catalogue, Scenario = scenario, Agents = 50, Workers = 1 };
        using SimulationRun run = options.Play(120);

        Type[] present = [.. Components().Where(type => (int)s_count.MakeGenericMethod(type).Invoke(null, [run.World])! > 0)];
        Assert.Contains(typeof(BrainAgent), present);
        Assert.Contains(typeof(Position), present);
        IEnumerable<Type> saved = WorldState.Columns(options.FindScenario()).Select(column => column.Component);
        return [.. present.Where(type => type.GetCustomAttribute<NotSavedAttribute>() is null).Except(saved)];
    }

    /// <summary>Returns all types of the simulation, the plugin and these tests that the store accepts as components.</summary>
    private static IEnumerable<Type> Components()
        => new[] { typeof(SimulationRun), typeof(AgentHandle), typeof(Visits) }.SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type is { IsValueType: true, IsEnum: false, IsByRefLike: false, ContainsGenericParameters: false } && IsUnmanaged(type));

    private static bool IsUnmanaged(Type type) => type.IsPrimitive || type.IsEnum || type.IsPointer
        || type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(field => field.FieldType.IsValueType && IsUnmanaged(field.FieldType));

    private static int Count<T>(World world)
        where T : unmanaged
    {
        QueryDescription entities = new QueryDescription().WithAll<T>();
        return world.CountEntities(in entities);
    }
}

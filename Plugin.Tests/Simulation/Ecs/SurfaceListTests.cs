using System.Reflection;
using NeuroAgents.Simulation.Ecs;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Ecs;

/// <summary>Ecs/README.md lists the members that systems may use, so it names every public member.</summary>
public sealed class SurfaceListTests
{
    [Fact]
    public void TheReadmeNamesEveryPublicMember()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ecs", "README.md"));
        string[] names =
        [
            .. typeof(World).Assembly.GetExportedTypes()
                .Where(type => type.Namespace == typeof(World).Namespace)
                .SelectMany(type => type
                    .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    .Where(member => member is not (ConstructorInfo or MethodBase { IsSpecialName: true }))
                    .Select(member => member.Name)
                    .Append(type.Name.Split('`')[0]))
                .Except([nameof(ToString)])
                .Distinct(),
        ];
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !readme.Contains(name, StringComparison.Ordinal));
    }
}

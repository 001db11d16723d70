using System.Reflection;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Devices;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Losses;
using NeuroAgents.Optimizers;
using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>Rules for the compiled code of the plugin and the simulation, method bodies included: dependencies between parts ("arrows"), no use of the outside world, stable mathematics, and no static state.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly s_plugin = typeof(NeuroPlugin).Assembly;
    private static readonly Assembly s_simulation = Assembly.Load("NeuroAgents.Simulation");
    private static readonly Assembly s_viewer = Assembly.Load("NeuroAgents.Viewer");
    private static readonly string[] s_base = ["Numerics", "Serialization", "Diagnostics"];
    private static readonly string[] s_layers = [.. s_base, "Activations", "Initializers"];
    private static readonly string[] s_models = [.. s_layers, "Layers"];
    private static readonly string[] s_inference = [.. s_models, "Models"];
    private static readonly string[] s_devices = [.. s_inference, "Losses", "Optimizers", "Schedules"];
    private static readonly string[] s_training = [.. s_devices, "Devices"];
    private static readonly string[] s_learners = [.. s_training, "Training", "Inference", "Policies", "Observations"];

    /// <summary>Parts that each part of the plugin may depend on. A new part needs an entry.</summary>
    private static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["Diagnostics"] = [],
        ["Numerics"] = ["Diagnostics"],
        ["Serialization"] = ["Diagnostics"],
        ["Activations"] = s_base,
        ["Initializers"] = s_base,
        ["Losses"] = s_base,
        ["Schedules"] = s_base,
        ["Optimizers"] = [.. s_base, "Schedules"],
        ["Layers"] = s_layers,
        ["Models"] = s_models,
        ["Devices"] = s_devices,
        ["Inference"] = [.. s_inference, "Devices"],
        ["Training"] = s_training,
        ["Policies"] = [.. s_base, "Losses"],
        ["Observations"] = s_base,
        ["Learning"] = s_learners,
        ["Agents"] = [.. s_learners, "Learning"],
        ["Curricula"] = [.. s_base, "Agents"],
    };

    /// <summary>Immutable types that static fields may hold.</summary>
    private static readonly Type[] s_immutable =
    [
        typeof(Activation), typeof(Initializer), typeof(Loss), // stateless objects
        typeof(IReadOnlyList<Activation>), typeof(IReadOnlyList<Loss>), // read-only lists made by the compiler
        typeof(TimeSpan), typeof(string),
    ];

    /// <summary>Static fields whose objects could be changed but never are.</summary>
    private static readonly string[] s_exceptions =
    [
        "NeuroAgents.Serialization.Excerpt.StrictUtf8: ", // an encoding is read-only unless it is cloned
        "NeuroAgents.Serialization.TensorTypes.s_all: ", // a private table that is never written
    ];

    [Fact]
    public void ThePluginsPartsUseOnlyLowerParts() => None(Rules.AgainstTheArrows(Plugin(), "NeuroAgents", s_arrows));

    [Fact]
    public void NoPartOfThePluginDependsOnItselfThroughOthers() => None(Rules.Cycles(s_arrows));

    [Fact]
    public void ThePluginUsesNoConsoleFileWatcherClockOrUnseededRandomness()
        => None(Rules.OutsideWorld(Plugin().Where(type => type != typeof(FrameClock) && type != typeof(ProcessIdentity))));

    [Fact]
    public void LearningAndSimulationUseNoMathematicsOfThePlatform()
        => None(Rules.UnstableMathematics(Plugin().Concat(s_simulation.GetTypes().Where(type => IsSimulated(References.Outermost(type))))));

    [Fact]
    public void ThePluginHasNoStaticState()
    {
        string[] found = [.. Rules.StaticState(Plugin().Where(type => !IsGenerated(References.Outermost(type))), IsImmutable)];
        None(found.Where(field => !Array.Exists(s_exceptions, exception => field.StartsWith(exception, StringComparison.Ordinal))));
        Assert.All(s_exceptions, exception => Assert.Contains(found, field => field.StartsWith(exception, StringComparison.Ordinal)));
    }

    [Fact]
    public void AssembliesReferToEachOtherOnlyDownwards()
    {
        Assert.DoesNotContain(s_plugin.GetReferencedAssemblies(), name => name.Name!.StartsWith("NeuroAgents", StringComparison.Ordinal));
        Assert.DoesNotContain(s_simulation.GetReferencedAssemblies(), name => name.Name is "NeuroAgents.Viewer" or "NeuroAgents.Tests");
        Assert.DoesNotContain(s_viewer.GetReferencedAssemblies(), name => name.Name is "NeuroAgents.Tests");
    }

    [Fact]
    public void ThePluginDependsOnlyOnTheFramework()
        => Assert.All(s_plugin.GetReferencedAssemblies(), name
            => Assert.True(name.Name is "netstandard" || name.Name!.StartsWith("System.", StringComparison.Ordinal), name.Name));

    [Fact]
    public void TheSimulationUsesNoGraphics()
    {
        string[] graphics = ["Silk.NET", "SkiaSharp", "ScottPlot", "OpenTK"];
        None(Rules.Uses(s_simulation.GetTypes(), "NeuroAgents", used => Array.Exists(graphics, space => Rules.IsWithin(used, space))));
        Assert.DoesNotContain(s_simulation.GetReferencedAssemblies(), name
            => Array.Exists(graphics, space => name.Name!.StartsWith(space, StringComparison.Ordinal)));
    }

    /// <summary>If only devices compute, a new device changes no caller.</summary>
    [Fact]
    public void OnlyDevicesComputeGradientsAndSteps()
    {
        Type[] machinery = [typeof(Backpropagation), typeof(CpuTrainer), typeof(CpuPredictor), typeof(OptimizerStep)];
        None(Rules.Uses(Plugin().Where(type => !Rules.IsWithin(References.Outermost(type), "NeuroAgents.Devices") && References.Outermost(type) != typeof(OptimizerStep)), "NeuroAgents", machinery.Contains));
    }

    /// <summary>The scan is not empty: it finds the known references of Dense.</summary>
    [Fact]
    public void TheScanReadsRealCode()
    {
        HashSet<string> used = [.. References.Of([typeof(Dense)]).Select(reference => reference.Used.FullName ?? "")];
        foreach (string name in (string[])["Numerics.MatrixMultiply", "Initializers.Initializer", "Diagnostics.Require", "Layers.Layer",
            "Activations.Activation"])
        {
            Assert.Contains("NeuroAgents." + name, used);
        }

        Assert.True(References.Of(Plugin()).Count() > 3000);
        Assert.All(s_arrows.Keys, area => Assert.Contains(Plugin(), type => Rules.IsWithin(type, "NeuroAgents." + area)));
    }

    private static IEnumerable<Type> Plugin() => s_plugin.GetTypes().Where(type => Rules.IsWithin(References.Outermost(type), "NeuroAgents"));

    /// <summary>The parts of the simulation whose results must have the same bits everywhere.</summary>
    private static bool IsSimulated(Type type)
        => Array.Exists(["Components", "Systems", "Spatial", "Scenarios", "Ecs"], area => Rules.IsWithin(type, "NeuroAgents.Simulation." + area));

    /// <summary>Returns whether the JSON source generator wrote the type. Its static fields are caches of metadata, filled once.</summary>
    private static bool IsGenerated(Type type)
        => type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.FullName == "System.CodeDom.Compiler.GeneratedCodeAttribute");

    private static bool IsImmutable(Type type) => type.IsPrimitive || type.IsEnum || s_immutable.Contains(type);

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct()];
        Assert.True(found.Length == 0, string.Join('\n', found.Take(20)));
    }
}

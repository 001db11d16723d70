using System.Diagnostics;
using System.Reflection;
using System.Runtime.Versioning;
using NeuroAgents.Numerics;

namespace NeuroAgents.Tests.Support;

/// <summary>The build of the plugin under test: net10.0, net8.0 or netstandard2.1.</summary>
internal static class PluginBuild
{
    /// <summary>False for netstandard2.1, which promises neither alignment nor fused multiply-add.</summary>
    internal static bool IsNet { get; } =
        typeof(Matrix).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.StartsWith(".NETCoreApp", StringComparison.Ordinal);

    /// <summary>Whether the plugin checks its assertions.</summary>
    internal static bool IsDebug { get; } = typeof(Matrix).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };
}

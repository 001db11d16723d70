using System.Diagnostics;
using NeuroAgents.Tests.Allocation;
using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>Catches the plugin's assertions in a debug build; a test that uses it is skipped in a release build, which has none.</summary>
/// <remarks>The listeners of assertions belong to the process: a test class that uses it stands in the collection <see cref="RunsAlone"/>.</remarks>
internal static class Asserted
{
    /// <summary>Runs an action that violates an assertion. Returns the assertion's sentence.</summary>
    /// <remarks>The assertion throws where it stands, as nothing behind it may run. In work of <see cref="NeuroAgents.Numerics.Workers"/> the pool carries it to the caller.</remarks>
    internal static string By(Action action)
    {
        Assert.SkipUnless(PluginBuild.IsDebug, "The plugin is a release build, without assertions.");
        TraceListener[] others = [.. Trace.Listeners.Cast<TraceListener>()];
        Trace.Listeners.Clear();
        using Throwing throwing = new();
        Trace.Listeners.Add(throwing);
        try
        {
            return Assert.Throws<AssertedException>(action).Message;
        }
        finally
        {
            Trace.Listeners.Clear();
            Trace.Listeners.AddRange(others);
        }
    }

    private sealed class Throwing : TraceListener
    {
        public override void Fail(string? message, string? detailMessage) => throw new AssertedException(message ?? "");

        public override void Fail(string? message) => Fail(message, null);

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }
    }
}

/// <summary>A violated assertion.</summary>
internal sealed class AssertedException(string sentence) : Exception(sentence);

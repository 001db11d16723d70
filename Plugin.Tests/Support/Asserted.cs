using System.Diagnostics;
using NeuroAgents.Tests.Allocation;
using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>Catches the plugin's assertions in a debug build. A release build has no assertions, so tests that use this class are skipped.</summary>
/// <remarks>The listeners of assertions belong to the process, so a test class that uses this class is in the collection <see cref="RunsAlone"/>.</remarks>
internal static class Asserted
{
    /// <summary>Runs an action that violates an assertion, and returns the assertion's message.</summary>
    /// <remarks>The assertion throws an exception, so no code after it runs. In work of <see cref="NeuroAgents.Numerics.Workers"/> the pool passes the exception to the caller.</remarks>
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

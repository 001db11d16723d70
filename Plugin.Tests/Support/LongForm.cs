namespace NeuroAgents.Tests.Support;

/// <summary>The long form of the tests, enabled by NEUROAGENTS_LONG=1: more seeds, larger worlds, longer runs.</summary>
internal static class LongForm
{
    internal const string Reason = "Takes long: NEUROAGENTS_LONG=1.";

    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1";

    /// <summary>Number of frames for a score that is compared with another: all of them in the long form, otherwise enough to show the difference.</summary>
    internal static int? ScoreFrames { get; } = IsOn ? null : 300;
}

using NeuroAgents.Viewer.Windowing;
using Xunit;

namespace NeuroAgents.Tests.Viewer;

/// <summary>Tests that open a window. They run one after the other, because the window library has one event queue for all windows.</summary>
[CollectionDefinition(Name)]
public sealed class Display
{
    public const string Name = "display";
    private const string Variable = "NEUROAGENTS_DISPLAY";
    private static readonly Lazy<MissingPartException?> s_missing = new(Try);

    /// <summary>Skips the test with a reason if no window can be opened; fails it instead if the variable is "required".</summary>
    internal static void Require()
    {
        if (s_missing.Value is { } error)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "required", $"needs a window: {error.Message}");
            throw error;
        }
    }

    /// <summary>Tries to open a window once for all tests.</summary>
    private static MissingPartException? Try()
    {
        try
        {
            using IWindow window = Windows.Open(new WindowSettings(64, 64, IsPaced: false));
            return null;
        }
        catch (MissingPartException error)
        {
            return error;
        }
    }
}

using NeuroAgents.Viewer.Windowing;
using Xunit;

namespace NeuroAgents.Tests.Viewer;

/// <summary>Tests that open a window: one after the other, as the window library has one queue for all.</summary>
[CollectionDefinition(Name)]
public sealed class Display
{
    public const string Name = "display";
    private const string Variable = "NEUROAGENTS_DISPLAY";
    private static readonly Lazy<MissingPartException?> s_missing = new(Try);

    /// <summary>Skips the test where no window can be opened, and says why; where the variable is "required", that is a failure.</summary>
    internal static void Require()
    {
        if (s_missing.Value is { } error)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "required", $"needs a window: {error.Message}");
            throw error;
        }
    }

    /// <summary>Tries once for all tests.</summary>
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

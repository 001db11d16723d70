using NeuroAgents.Agents;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Scripting;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Scripting;

[Collection(Display.Name)]
public sealed class InputReplayTests : IDisposable
{
    private static readonly RunOptions s_run = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1, Frames = 60 };
    private static readonly string[] s_shown = ["loss", "inspector"];
    private readonly string _folder = Directory.CreateTempSubdirectory("script").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Pause, step, selection, zoom and the move of a panel happen at the same frames at any speed.</summary>
    [Fact]
    public void TheSameScriptGivesTheSameWorld()
    {
        (float x, float y, SKRect title) = Places();
        string[] lines =
        [
            "at 20 key P", "key O", FormattableString.Invariant($"click {x} {y}"), "screenshot A", "key P",
            FormattableString.Invariant($"at 30 wheel {x} {y} 3"),
            FormattableString.Invariant($"drag {title.Left + 60} {title.Top + 12} 1100 100"), "wait 10", "screenshot B", "quit",
        ];
        Outcome first = Play(lines, 8), second = Play(lines, double.PositiveInfinity);
        Assert.Equal(40, first.Frame);
        Assert.NotNull(first.Selected);
        Assert.Equal(PanelSide.Right, first.Side);
        Assert.Equal((first.Frame, first.Selected?.Id, first.Side), (second.Frame, second.Selected?.Id, second.Side));
        AssertSamePixels(first.Early, second.Early, "early", first.World);
        AssertSamePixels(first.Late, second.Late, "late", first.World);
        Assert.NotEqual(first.Early, first.Late);
        Assert.Equal(first.Agents, second.Agents);

        using SimulationRun headless = OpenViewer.Headless(s_run, 40);
        Assert.Equal(headless.Session.Brain.Published.Values.ToArray(), first.Parameters);
        Assert.Equal(first.Parameters, second.Parameters);
    }

    [Fact]
    public void ARestartBeginsAtItsFirstFrameAndWithoutQuitTheViewerContinues()
    {
        InputScript script = InputScript.Parse("a.txt", ["at 12 key R", "at 3 key P"]);
        using OpenViewer open = new(s_run, null, options => options with { Script = script });
        open.ShowUntil(() => open.Viewer.Runner.IsPaused);
        open.ShowUntil(() => open.Viewer.Runner.IsIdle);
        Assert.Equal(3, open.Viewer.Data.Snapshot.Frame);
        Assert.False(open.Viewer.IsOver);
        open.Press(Key.P);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame > 20);
    }

    /// <summary>A script that cannot continue fails instead of waiting for ever.</summary>
    [Theory]
    [InlineData("at 5 key P|at 9 key O", "line 2: expected key P or O before it, because the run is paused at frame 5, received a wait for frame 9.")]
    [InlineData("at 5 key C|at 4 key C", "line 2: expected frame 5, the current one, or a later one, received 4.")]
    [InlineData("at 61 key C", "line 1: expected a frame up to 60, the last one of --frames, received 61.")]
    [InlineData("at 5 key P", "line 1: expected a script that ends with a running simulation, because frame 60 is still to come, received one that leaves it paused at frame 5. Add key P.")]
    [InlineData("at 5 click 10 20|wheel 401 20 1", "line 2: expected a position in the window of 400 × 300, received 401 20.")]
    public void AScriptThatCannotContinueIsAnErrorOfOneLine(string lines, string message)
    {
        InputScript script = InputScript.Parse("a.txt", lines.Split('|'));
        ScriptException error = Assert.Throws<ScriptException>(() => new OpenViewer(s_run, 60, options => options with { Script = script, Size = (400, 300) }));
        Assert.Equal($"\"a.txt\" {message}", error.Message);
    }

    /// <summary>Returns the positions of an agent after 21 frames and of the moved panel's title.</summary>
    private static (float X, float Y, SKRect Title) Places()
    {
        using OpenViewer open = new(s_run, null, options => options with { Show = s_shown, IsPaused = true });
        using SimulationRun run = OpenViewer.Headless(s_run, 21);
        LiveWatch watch = new();
        watch.Begin(run, s_run);
        Assert.True(watch.Exchange.TryAcquire());
        AgentShape agent = watch.Exchange.Reading.Kinds[0].Agents.Items[9];
        (float x, float y) = open.Viewer.Camera.ToPixel(agent.X, agent.Y);
        return (x, y, open.Viewer.Layout.Panels.Single(each => each.Key.Name == "inspector").Value);
    }

    private Outcome Play(string[] lines, double speed)
    {
        string early = Path.Combine(_folder, "early.png"), late = Path.Combine(_folder, "late.png");
        InputScript script = InputScript.Parse("a.txt", [.. lines.Select(line => line.Replace("screenshot A", $"screenshot {early}").Replace("screenshot B", $"screenshot {late}"))]);
        using OpenViewer open = new(s_run, null, options => options with { Show = s_shown, Script = script, Speed = speed });
        open.ShowUntil(() => open.Viewer.IsOver);
        WorldSnapshot world = open.Viewer.Data.Snapshot;
        SKRect place = open.Viewer.Layout.World;
        PanelSide side = open.Viewer.Layout.SideOf(open.Viewer.Panels.Single(panel => panel.Name == "inspector"));
        return new Outcome(
            world.Frame, world.Selected.Handle, side, Pixels(early, place), Pixels(late, place), world.Kinds[0].Agents.Items.ToArray(), world.Kinds[0].Brain.Parameters.Items.ToArray(), SKRectI.Round(place));
    }

    /// <summary>Asserts equal pixels. Reports a difference with its place in the window.</summary>
    private static void AssertSamePixels(byte[] expected, byte[] actual, string what, SKRectI world)
    {
        Assert.Equal(expected.Length, actual.Length);
        int[] others = [.. Enumerable.Range(0, expected.Length / 4).Where(i => !expected.AsSpan(4 * i, 4).SequenceEqual(actual.AsSpan(4 * i, 4)))];
        Assert.True(
            others.Length == 0,
            others.Length == 0 ? "" : $"{what}: {others.Length} pixels differ, the first at ({world.Left + others[0] % world.Width}, {world.Top + others[0] / world.Width}), "
                + $"the last at ({world.Left + others[^1] % world.Width}, {world.Top + others[^1] / world.Width}) of the world {world}");
    }

    private static byte[] Pixels(string path, SKRect place)
    {
        using SKBitmap picture = SKBitmap.Decode(path);
        return OpenViewer.Part(picture, place);
    }

    private sealed record Outcome(
        long Frame, AgentHandle? Selected, PanelSide Side, byte[] Early, byte[] Late, AgentShape[] Agents, float[] Parameters, SKRectI World);
}

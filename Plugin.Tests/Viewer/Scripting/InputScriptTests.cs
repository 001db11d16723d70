using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Scripting;
using NeuroAgents.Viewer.Windowing;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Scripting;

public sealed class InputScriptTests
{
    [Fact]
    public void LinesAreStepsInTheirOrder()
    {
        InputScript script = InputScript.Parse("a.txt",
        [
            "# a comment", "at 120 key P", "", "key Esc  # close it", "wait 60", "at 200 click 640 360.5 right", "drag 1 2 3 4",
            "wheel 5 6 -3", "type 0.5 x", "drop a b.brain", "screenshot a.png", "down w", "up w", "quit",
        ]);
        IReadOnlyList<ScriptStep> steps = script.Steps;
        Assert.Equal(12, steps.Count);
        Assert.Equal((2, 120L, Key.P), (steps[0].Line, steps[0].Frame!.Value, steps[0].Events[0].Key));
        Assert.Equal([WindowEventKind.KeyDown, WindowEventKind.KeyUp], steps[0].Events.Select(sent => sent.Kind));
        Assert.Equal((null, Key.Escape), (steps[1].Frame, steps[1].Events[0].Key));
        Assert.Equal((null, 60), (steps[2].Frame, steps[2].Wait));
        Assert.Equal(new WindowEvent(WindowEventKind.ButtonDown, Button: 1, X: 640, Y: 360.5f), steps[3].Events[1]);
        Assert.Equal([WindowEventKind.Move, WindowEventKind.ButtonDown, WindowEventKind.Move, WindowEventKind.ButtonUp], steps[4].Events.Select(sent => sent.Kind));
        Assert.Equal((3f, 4f), (steps[4].Events[3].X, steps[4].Events[3].Y));
        Assert.Equal(-3, steps[5].Events[0].Delta);
        Assert.Equal("0.5 x", string.Concat(steps[6].Events.Select(typed => typed.Character)));
        Assert.Equal("a b.brain", steps[7].Events[0].Path);
        Assert.Equal("a.png", steps[8].Screenshot);
        Assert.Equal((WindowEventKind.KeyDown, (Key)'W'), (steps[9].Events[0].Kind, steps[9].Events[0].Key));
        Assert.Equal(WindowEventKind.KeyUp, steps[10].Events[0].Kind);
        Assert.True(steps[11].IsEnd);
    }

    [Fact]
    public void CtrlPrecedesItsKey()
    {
        IReadOnlyList<ScriptStep> steps = InputScript.Parse("a.txt", ["key Ctrl+V", "down ctrl+a", "key +"]).Steps;
        Assert.Equal([new(WindowEventKind.KeyDown, Key.V, IsCommand: true), new(WindowEventKind.KeyUp, Key.V, IsCommand: true)], steps[0].Events);
        Assert.Equal(new WindowEvent(WindowEventKind.KeyDown, Key.A, IsCommand: true), steps[1].Events[0]);
        Assert.Equal((Key.Equal, false), (steps[2].Events[0].Key, steps[2].Events[0].IsCommand));
    }

    [Theory]
    [InlineData("at", "a frame", "nothing")]
    [InlineData("at x key P", "a frame, a whole number from 0", "\"x\"")]
    [InlineData("at -1 key P", "a frame, a whole number from 0", "\"-1\"")]
    [InlineData("wait", "a number of frames", "nothing")]
    [InlineData("key", "a key", "nothing")]
    [InlineData("key Escap", "a key such as P, 1, Tab, Esc, F1 or Ctrl+V", "\"Escap\" (did you mean Escape?)")]
    [InlineData("key P O", "nothing more", "\"O\"")]
    [InlineData("click 640", "a distance from the top", "nothing")]
    [InlineData("click 640 y", "a distance from the top, a number", "\"y\"")]
    [InlineData("click 1 NaN", "a distance from the top, a number", "\"NaN\"")]
    [InlineData("click 1 2 third", "left, right, middle or nothing", "\"third\"")]
    [InlineData("wheel 1 2", "notches", "nothing")]
    [InlineData("type", "characters", "nothing")]
    [InlineData("screenshot", "a file name that ends in .png", "nothing")]
    [InlineData("screenshot a.jpg", "a file name that ends in .png", "\"a.jpg\"")]
    [InlineData("at 5 quit now", "nothing more", "\"now\"")]
    [InlineData("scrnshot a.png", "one of at, wait, key, down, up, move, click, drag, wheel, type, drop, screenshot, quit", "\"scrnshot\" (did you mean screenshot?)")]
    [InlineData("at 5 wait 3", "one of key, down, up, move, click, drag, wheel, type, drop, screenshot, quit", "\"wait\"")]
    [InlineData("screenshot nowhere/a.png", "a file name in an existing folder", "\"nowhere/a.png\"")]
    public void AnInvalidLineIsAnErrorOfOneLine(string line, string expected, string received)
    {
        ScriptException error = Assert.Throws<ScriptException>(() => InputScript.Parse("a.txt", ["quit", line]));
        Assert.Equal($"\"a.txt\" line 2: expected {expected}, received {received}.", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2, "# nothing", "")]
    public void AnEmptyScriptIsRefused(int line, params string[] lines)
    {
        ScriptException error = Assert.Throws<ScriptException>(() => InputScript.Parse("a.txt", lines));
        Assert.Equal($"\"a.txt\" line {line}: expected a line with an action, received an empty script.", error.Message);
    }
}

using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Serialization;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>A file of key presses, mouse actions and waits, one per line, which the viewer replays.</summary>
/// <remarks>
/// <code>
/// # text after a number sign is ignored
/// at 120 key P             at frame 120, before frame 121: press and release P
/// key O                    in the same frame
/// wait 60                  60 frames later
/// click 640 360 [right]    positions are in units from the window's upper left corner: pixels at scale 1
/// drag 640 360 700 400     with the left button, or a button named at the end
/// move 640 360             move the cursor
/// wheel 640 360 -3         notches; positive is away from the user
/// key Ctrl+V               in a field: paste; Ctrl+C copies, Ctrl+A selects all
/// down W / up W            press or release a key
/// type 0.001               type characters
/// drop foragers.brain      drop a file
/// screenshot a.png         save a picture of the window
/// quit
/// </code>
/// A line may consist of "at" or "wait" alone, or start with it. The run is held while a line is handled, and each line is handled before the next.
/// </remarks>
internal sealed class InputScript
{
    private const int MaxSteps = 100_000;

    private InputScript(string path, IReadOnlyList<ScriptStep> steps) => (Path, Steps) = (path, steps);

    /// <summary>Path of the file.</summary>
    internal string Path { get; }

    /// <summary>The script's lines, without empty ones and comments.</summary>
    internal IReadOnlyList<ScriptStep> Steps { get; }

    /// <exception cref="ScriptException">A line is invalid.</exception>
    internal static InputScript Read(string path) => Parse(path, File.ReadAllLines(path));

    /// <exception cref="ScriptException">A line is invalid.</exception>
    internal static InputScript Parse(string path, IReadOnlyList<string> lines)
    {
        List<ScriptStep> steps = [];
        for (int i = 0; i < lines.Count; i++)
        {
            ScriptLine line = new(path, i + 1, lines[i]);
            if (line.IsEmpty)
            {
                continue;
            }

            if (steps.Count == MaxSteps)
            {
                throw line.Error($"at most {MaxSteps} lines", "more");
            }

            steps.Add(ParseStep(line));
        }

        return steps.Count > 0 ? new InputScript(path, steps) : throw new ScriptException(path, Math.Max(1, lines.Count), "a line with an action", "an empty script");
    }

    private static ScriptStep ParseStep(ScriptLine line)
    {
        string word = line.ReadWord("at, wait or an action");
        ScriptStep step = word switch
        {
            "at" => new ScriptStep(line.Number, line.ReadWhole("a frame"), 0),
            "wait" => new ScriptStep(line.Number, null, line.ReadWhole("a number of frames")),
            _ => new ScriptStep(line.Number, null, 0),
        };
        bool isWait = word is "at" or "wait";
        step = isWait && line.IsAtEnd ? step : ParseAction(line, step, isWait ? line.ReadWord("an action") : word, isFirst: !isWait);
        line.RequireEnd();
        return step;
    }

    private static ScriptStep ParseAction(ScriptLine line, ScriptStep step, string action, bool isFirst)
    {
        switch (action)
        {
            case "key":
                WindowEvent down = line.ReadKey(WindowEventKind.KeyDown);
                return step with { Events = [down, down with { Kind = WindowEventKind.KeyUp }] };
            case "down":
                return step with { Events = [line.ReadKey(WindowEventKind.KeyDown)] };
            case "up":
                return step with { Events = [line.ReadKey(WindowEventKind.KeyUp)] };
            case "move":
                return step with { Events = [line.ReadPosition(WindowEventKind.Move)] };
            case "click":
                return step with { Events = Click(line.ReadPosition(WindowEventKind.Move), null, line.ReadButton()) };
            case "drag":
                WindowEvent from = line.ReadPosition(WindowEventKind.Move), to = line.ReadPosition(WindowEventKind.Move);
                return step with { Events = Click(from, to, line.ReadButton()) };
            case "wheel":
                return step with { Events = [line.ReadPosition(WindowEventKind.Wheel) with { Delta = line.ReadNumber("notches") }] };
            case "type":
                return step with { Events = [.. line.ReadRest("characters").Select(character => new WindowEvent(WindowEventKind.Text, Character: character))] };
            case "drop":
                return step with { Events = [new(WindowEventKind.Drop, Path: line.ReadRest("a file"))] };
            case "screenshot":
                return step with { Screenshot = Picture(line) };
            case "quit":
                return step with { IsEnd = true };
            default:
                throw line.UnknownAction(action, isFirst);
        }
    }

    private static string Picture(ScriptLine line)
    {
        string path = line.ReadRest("a file name that ends in .png");
        return !Pixels.IsPicture(path) ? throw line.Error("a file name that ends in .png", $"\"{path}\"")
            : Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) ? path
            : throw line.Error("a file name in an existing folder", $"\"{path}\"");
    }

    /// <summary>Returns the events of a click: cursor move, button down and button up; of a drag, with a cursor move before the button goes up.</summary>
    private static WindowEvent[] Click(in WindowEvent at, in WindowEvent? to, int button) =>
    [
        at,
        at with { Kind = WindowEventKind.ButtonDown, Button = button },
        .. to is { } end ? [end] : Array.Empty<WindowEvent>(),
        (to ?? at) with { Kind = WindowEventKind.ButtonUp, Button = button },
    ];
}

/// <summary>One line of a script.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Frame">The frame to wait for; null for none.</param>
/// <param name="Wait">Number of frames to wait.</param>
internal sealed record ScriptStep(int Line, long? Frame, long Wait)
{
    /// <summary>The window events, with positions in units.</summary>
    internal IReadOnlyList<WindowEvent> Events { get; init; } = [];

    /// <summary>File for a picture; null for none.</summary>
    internal string? Screenshot { get; init; }

    /// <summary>Whether the step ends the viewer.</summary>
    internal bool IsEnd { get; init; }
}

/// <summary>The exception for a script that is invalid or cannot continue. The message is one line: file, line, what was expected and what was received.</summary>
/// <param name="path">Path of the script.</param>
/// <param name="line">Line number, from 1.</param>
/// <param name="expected">The expected input.</param>
/// <param name="received">The received input.</param>
public sealed class ScriptException(string path, int line, string expected, string received)
    : Exception($"\"{path}\" line {line}: expected {expected}, received {Excerpt.OneLine(received, 200)}.");

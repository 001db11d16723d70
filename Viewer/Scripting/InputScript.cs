using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Serialization;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>Keys, mouse and waits from a file, one per line, for the window to replay:</summary>
/// <remarks>
/// <code>
/// # what follows a number sign is not read
/// at 120 key P             at frame 120, before the next one: press P and let it go
/// key O                    in the same frame
/// wait 60                  60 frames later
/// click 640 360 [right]    places are in units from the window's upper left corner: pixels at scale 1
/// drag 640 360 700 400     with the left button, or the one named last
/// move 640 360             the cursor
/// wheel 640 360 -3         notches, away from the person above 0
/// key Ctrl+V               in a field: paste; Ctrl+C copies, Ctrl+A selects all
/// down W / up W            a key that is held
/// type 0.001               characters
/// drop foragers.brain      a file
/// screenshot a.png         the window as it is
/// quit
/// </code>
/// at and wait stand alone or before what happens then. Each line is answered before the next one, while the world rests.
/// </remarks>
internal sealed class InputScript
{
    private const int MostSteps = 100_000;

    private InputScript(string path, IReadOnlyList<ScriptStep> steps) => (Path, Steps) = (path, steps);

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Its lines that say something.</summary>
    internal IReadOnlyList<ScriptStep> Steps { get; }

    /// <exception cref="ScriptException">A line can't be read.</exception>
    internal static InputScript Read(string path) => Parse(path, File.ReadAllLines(path));

    /// <exception cref="ScriptException">A line can't be read.</exception>
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

            if (steps.Count == MostSteps)
            {
                throw line.Wrong($"at most {MostSteps} lines", "more");
            }

            steps.Add(ParseStep(line));
        }

        return steps.Count > 0 ? new InputScript(path, steps) : throw new ScriptException(path, Math.Max(1, lines.Count), "a line that says what happens", "none in the file");
    }

    private static ScriptStep ParseStep(ScriptLine line)
    {
        string word = line.Word("at, wait or what happens");
        ScriptStep step = word switch
        {
            "at" => new ScriptStep(line.Number, line.Whole("a frame"), 0),
            "wait" => new ScriptStep(line.Number, null, line.Whole("a number of frames")),
            _ => new ScriptStep(line.Number, null, 0),
        };
        bool isWait = word is "at" or "wait";
        step = isWait && line.IsAtEnd ? step : ParseAction(line, step, isWait ? line.Word("what happens") : word, isFirst: !isWait);
        line.RequireEnd();
        return step;
    }

    private static ScriptStep ParseAction(ScriptLine line, ScriptStep step, string action, bool isFirst)
    {
        switch (action)
        {
            case "key":
                WindowEvent down = line.Key(WindowEventKind.KeyDown);
                return step with { Events = [down, down with { Kind = WindowEventKind.KeyUp }] };
            case "down":
                return step with { Events = [line.Key(WindowEventKind.KeyDown)] };
            case "up":
                return step with { Events = [line.Key(WindowEventKind.KeyUp)] };
            case "move":
                return step with { Events = [line.At(WindowEventKind.Move)] };
            case "click":
                return step with { Events = Click(line.At(WindowEventKind.Move), null, line.Button()) };
            case "drag":
                WindowEvent from = line.At(WindowEventKind.Move), to = line.At(WindowEventKind.Move);
                return step with { Events = Click(from, to, line.Button()) };
            case "wheel":
                return step with { Events = [line.At(WindowEventKind.Wheel) with { Delta = line.Decimal("notches") }] };
            case "type":
                return step with { Events = [.. line.Rest("characters").Select(character => new WindowEvent(WindowEventKind.Text, Character: character))] };
            case "drop":
                return step with { Events = [new(WindowEventKind.Drop, Path: line.Rest("a file"))] };
            case "screenshot":
                return step with { Screenshot = Picture(line) };
            case "quit":
                return step with { IsEnd = true };
            default:
                throw line.Unknown(action, isFirst);
        }
    }

    private static string Picture(ScriptLine line)
    {
        string path = line.Rest("a name that ends in .png");
        return !Pixels.IsPicture(path) ? throw line.Wrong("a name that ends in .png", $"\"{path}\"")
            : Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) ? path
            : throw line.Wrong("a name in a folder that exists", $"\"{path}\"");
    }

    /// <summary>The cursor goes there, the button goes down, and up again: elsewhere, if it is a drag.</summary>
    private static WindowEvent[] Click(in WindowEvent at, in WindowEvent? to, int button) =>
    [
        at,
        at with { Kind = WindowEventKind.ButtonDown, Button = button },
        .. to is { } end ? [end] : Array.Empty<WindowEvent>(),
        (to ?? at) with { Kind = WindowEventKind.ButtonUp, Button = button },
    ];
}

/// <summary>One line of a script.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Frame">The frame that it waits for; null for none.</param>
/// <param name="Wait">Frames that it lets pass.</param>
internal sealed record ScriptStep(int Line, long? Frame, long Wait)
{
    /// <summary>What happens to the window, with places in units.</summary>
    internal IReadOnlyList<WindowEvent> Events { get; init; } = [];

    /// <summary>Where a picture goes; null for none.</summary>
    internal string? Screenshot { get; init; }

    /// <summary>Whether the viewer ends.</summary>
    internal bool IsEnd { get; init; }
}

/// <summary>A script can't be read, or can't go on. The message is one line: file, line, what was expected and what was given.</summary>
/// <param name="path">The script's file.</param>
/// <param name="line">The line's number, from 1.</param>
/// <param name="expected">What was expected.</param>
/// <param name="given">What was given.</param>
public sealed class ScriptException(string path, int line, string expected, string given)
    : Exception($"\"{path}\" line {line}: expected {expected}, given {Excerpt.OneLine(given, 200)}.");

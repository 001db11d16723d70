using System.Globalization;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>The words of one line of a script, read one after the other.</summary>
internal sealed class ScriptLine
{
    private static readonly string[] s_actions = ["key", "down", "up", "move", "click", "drag", "wheel", "type", "drop", "screenshot", "quit"];
    private static readonly string[] s_buttons = ["left", "right", "middle"];
    private readonly string _path;
    private string _rest;

    internal ScriptLine(string path, int number, string text)
    {
        (_path, Number) = (path, number);
        int comment = text.StartsWith('#') ? 0 : text.IndexOf(" #", StringComparison.Ordinal);
        _rest = (comment < 0 ? text : text[..comment]).Trim();
        IsEmpty = _rest.Length == 0;
    }

    /// <summary>Line number in the file, from 1.</summary>
    internal int Number { get; }

    /// <summary>Whether the line is empty or a comment.</summary>
    internal bool IsEmpty { get; }

    /// <summary>Whether all words have been read.</summary>
    internal bool IsAtEnd => _rest.Length == 0;

    internal ScriptException Error(string expected, string received) => new(_path, Number, expected, received);

    /// <param name="action">The unknown word.</param>
    /// <param name="isFirst">Whether "at" and "wait" are allowed here.</param>
    internal ScriptException UnknownAction(string action, bool isFirst)
    {
        string[] known = isFirst ? ["at", "wait", .. s_actions] : s_actions;
        string hint = ClosestName.Find(action, known) is { } closest ? $" (did you mean {closest}?)" : "";
        return Error($"one of {string.Join(", ", known)}", $"\"{action}\"{hint}");
    }

    /// <summary>Reads the next word.</summary>
    internal string ReadWord(string expected)
    {
        if (IsAtEnd)
        {
            throw Error(expected, "nothing");
        }

        int end = _rest.AsSpan().IndexOfAny(' ', '\t');
        string word = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? "" : _rest[end..].TrimStart();
        return word;
    }

    /// <summary>Reads the rest of the line.</summary>
    internal string ReadRest(string expected)
    {
        string rest = IsAtEnd ? throw Error(expected, "nothing") : _rest;
        _rest = "";
        return rest;
    }

    /// <summary>Reads a whole number from 0.</summary>
    internal long ReadWhole(string what)
    {
        string word = ReadWord(what);
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw Error($"{what}, a whole number from 0", $"\"{word}\"");
    }

    /// <summary>Reads a finite number.</summary>
    internal float ReadNumber(string what)
    {
        string word = ReadWord(what);
        return OptionText.Number(word) is { } value ? (float)value : throw Error($"{what}, a number", $"\"{word}\"");
    }

    /// <summary>Reads the two numbers of a position and returns an event there.</summary>
    internal WindowEvent ReadPosition(WindowEventKind kind) => new(kind, X: ReadNumber("a distance from the left"), Y: ReadNumber("a distance from the top"));

    /// <summary>Reads the name of a key, with an optional "Ctrl+" before it, and returns an event of the key.</summary>
    internal WindowEvent ReadKey(WindowEventKind kind)
    {
        const string Ctrl = "Ctrl+";
        string word = ReadWord("a key");
        bool isCommand = word.StartsWith(Ctrl, StringComparison.OrdinalIgnoreCase);
        string name = isCommand ? word[Ctrl.Length..] : word;
        return new WindowEvent(kind, ScriptKeys.Find(name) ?? throw Error("a key such as P, 1, Tab, Esc, F1 or Ctrl+V", ScriptKeys.Hint(name)), IsCommand: isCommand);
    }

    /// <summary>Reads the name of a mouse button; the left one if the line ends here.</summary>
    internal int ReadButton()
    {
        string word = IsAtEnd ? s_buttons[0] : ReadWord("a button");
        int button = Array.IndexOf(s_buttons, word);
        return button >= 0 ? button : throw Error(string.Join(", ", s_buttons) + " or nothing", $"\"{word}\"");
    }

    internal void RequireEnd()
    {
        if (!IsAtEnd)
        {
            throw Error("nothing more", $"\"{_rest}\"");
        }
    }
}

/// <summary>The names of keys in scripts, equal to those on the viewer's buttons and in its help.</summary>
internal static class ScriptKeys
{
    private static readonly Dictionary<string, Key> s_byName = Names();

    /// <summary>Finds a key by name, ignoring case; null if there is none.</summary>
    internal static Key? Find(string name) => s_byName.TryGetValue(name, out Key key) ? key : null;

    /// <summary>Returns an unknown name in quotes, with the closest known one if there is one.</summary>
    internal static string Hint(string name) => ClosestName.Find(name, [.. s_byName.Keys]) is { } closest ? $"\"{name}\" (did you mean {closest}?)" : $"\"{name}\"";

    private static Dictionary<string, Key> Names()
    {
        Dictionary<string, Key> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["-"] = Key.Minus, ["−"] = Key.Minus, ["+"] = Key.Equal, ["="] = Key.Equal, ["Esc"] = Key.Escape,
        };
        foreach (Key key in Enum.GetValues<Key>().Where(key => key != Key.Unknown && key is < Key.Number0 or > (Key.Number0 + 9)))
        {
            names.TryAdd(key.ToString(), key);
        }

        for (char letter = 'A'; letter <= 'Z'; letter++)
        {
            names.TryAdd(letter.ToString(), (Key)letter);
        }

        for (int i = 0; i < 10; i++)
        {
            names[i.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Key.Number0 + i;
        }

        for (int i = 1; i <= 12; i++)
        {
            names.TryAdd(FormattableString.Invariant($"F{i}"), Key.F1 + i - 1);
        }

        return names;
    }
}

using NeuroAgents.Serialization;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>What keys are called in scripts: as on the viewer's buttons and in its help.</summary>
internal static class ScriptKeys
{
    private static readonly Dictionary<string, Key> s_byName = Names();

    /// <summary>The key of a name, in capitals or not; null if there is none.</summary>
    internal static Key? Find(string name) => s_byName.TryGetValue(name, out Key key) ? key : null;

    /// <summary>What to say of a name that is none.</summary>
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

using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The kind of text that a setting accepts.</summary>
public enum SettingKind
{
    /// <summary>A number that may have a decimal point, such as 0.5.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>The word true or false.</summary>
    Flag,

    /// <summary>A list of whole numbers separated by commas, such as 64,64; 0 for an empty list.</summary>
    Widths,

    /// <summary>One of a few words.</summary>
    Choice,
}

/// <summary>The times at which a curriculum may change a setting.</summary>
public enum SettingChange
{
    /// <summary>The setting stays the same in a run.</summary>
    Never,

    /// <summary>The setting may change between two frames, for all agents at once. A session with such settings has the feature <see cref="IChangingSettings"/>.</summary>
    BetweenFrames,

    /// <summary>Each episode of each agent may have a value of its own.</summary>
    BetweenEpisodes,
}

/// <summary>A named value that changes a scenario or its brains.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Meaning">Meaning, unit and consequence of larger values, in one line for the user.</param>
/// <param name="Kind">Kind of text that the setting accepts.</param>
/// <param name="Default">Text that is used unless the setting is set.</param>
/// <param name="Minimum">Smallest number.</param>
/// <param name="Maximum">Largest number.</param>
public sealed record Setting(string Name, string Meaning, SettingKind Kind, string Default, double Minimum, double Maximum)
{
    /// <summary>The words to choose from; empty for other kinds.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The times at which a curriculum may change the setting, which must then be a number. Default: <see cref="SettingChange.Never"/>.</summary>
    public SettingChange Change { get; init; }

    /// <summary>Creates a setting that is a number.</summary>
    public static Setting Number(string name, string meaning, double standard, double minimum, double maximum)
        => new(name, meaning, SettingKind.Number, standard.ToString(CultureInfo.InvariantCulture), minimum, maximum);

    /// <summary>Creates a setting that is a whole number.</summary>
    public static Setting Whole(string name, string meaning, int standard, int minimum, int maximum)
        => new(name, meaning, SettingKind.Whole, standard.ToString(CultureInfo.InvariantCulture), minimum, maximum);

    /// <summary>Creates a setting that is true or false.</summary>
    public static Setting Flag(string name, string meaning, bool standard) => new(name, meaning, SettingKind.Flag, standard ? "true" : "false", 0, 1);

    /// <summary>Creates a setting that is a list of layer widths.</summary>
    public static Setting Widths(string name, string meaning, string standard, int maximum) => new(name, meaning, SettingKind.Widths, standard, 0, maximum);

    /// <summary>Creates a setting that is one of a few words.</summary>
    public static Setting Choice(string name, string meaning, string standard, IReadOnlyList<string> words)
        => new(name, meaning, SettingKind.Choice, standard, 0, words.Count - 1) { Words = words };

    /// <summary>Accepted texts, described for the user.</summary>
    public string Range => Kind switch
    {
        SettingKind.Flag => "true or false",
        SettingKind.Whole => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Minimum} to {Maximum}"),
        SettingKind.Choice => $"one of {string.Join(", ", Words)}",
        SettingKind.Widths => string.Create(CultureInfo.InvariantCulture, $"widths from 1 to {Maximum} such as 64,64, or 0 for none"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}"),
    };

    /// <summary>Converts a text to numbers: one number, one per width, or the index of the chosen word in <see cref="Words"/>. A flag becomes 1 or 0.</summary>
    /// <exception cref="SettingException">The text is of another kind or out of range.</exception>
    public double[] Parse(string text)
    {
        double[]? numbers = Kind switch
        {
            SettingKind.Flag => text switch { "true" => [1], "false" => [0], _ => null },
            SettingKind.Widths => text is "0" or "[]" ? [] : ParseList(IsBracketed(text) ? text[1..^1] : text, 1),
            SettingKind.Choice => Words.Contains(text) ? [Words.ToList().IndexOf(text)] : null,
            SettingKind.Whole => ParseList(text, Minimum) is [var one] && one == Math.Truncate(one) ? [one] : null,
            _ => ParseList(text, Minimum) is [var one] ? [one] : null,
        };
        string hint = ClosestName.Find(text, Words) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        if (Kind == SettingKind.Widths && numbers?.Sum() > NeuroAgents.Agents.BrainOptions.MaximumHiddenUnits)
        {
            throw new SettingException(string.Create(
                CultureInfo.InvariantCulture, $"--set {Name}: expected at most {NeuroAgents.Agents.BrainOptions.MaximumHiddenUnits} units in all layers together, received {numbers.Sum()}."));
        }

        return numbers ?? throw new SettingException($"--set {Name}: expected {Range}, received {Excerpt.Of(text)}.{hint}");
    }

    private static bool IsBracketed(string text) => text.StartsWith('[') && text.EndsWith(']');

    private double[]? ParseList(string text, double minimum)
    {
        string[] parts = text.Split(',');
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !(numbers[i] >= minimum && numbers[i] <= Maximum)
                || (Kind == SettingKind.Widths && numbers[i] != Math.Truncate(numbers[i])))
            {
                return null;
            }
        }

        return numbers;
    }
}

/// <summary>The exception for a wrong name or value of a setting. Its message is one line for the user.</summary>
public sealed class SettingException(string message) : Exception(message);

using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>What kind of text a setting takes.</summary>
public enum SettingKind
{
    /// <summary>A number with a point.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Whole numbers with commas between, such as 64,64; 0 for none.</summary>
    Widths,

    /// <summary>One of a few words.</summary>
    Choice,
}

/// <summary>A named value that a scenario can be changed by.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Meaning">What it is, with the unit.</param>
/// <param name="Kind">What text it takes.</param>
/// <param name="Default">The text that stands for it when none is given.</param>
/// <param name="Minimum">Smallest number.</param>
/// <param name="Maximum">Largest number.</param>
public sealed record Setting(string Name, string Meaning, SettingKind Kind, string Default, double Minimum, double Maximum)
{
    /// <summary>The words that a choice is made among; empty for other kinds.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>A setting that is a number.</summary>
    public static Setting Number(string name, string meaning, double standard, double minimum, double maximum)
        => new(name, meaning, SettingKind.Number, standard.ToString(CultureInfo.InvariantCulture), minimum, maximum);

    /// <summary>A setting that is a whole number.</summary>
    public static Setting Whole(string name, string meaning, int standard, int minimum, int maximum)
        => new(name, meaning, SettingKind.Whole, standard.ToString(CultureInfo.InvariantCulture), minimum, maximum);

    /// <summary>A setting that is true or false.</summary>
    public static Setting Flag(string name, string meaning, bool standard) => new(name, meaning, SettingKind.Flag, standard ? "true" : "false", 0, 1);

    /// <summary>A setting that is a list of widths.</summary>
    public static Setting Widths(string name, string meaning, string standard, int maximum) => new(name, meaning, SettingKind.Widths, standard, 0, maximum);

    /// <summary>A setting that is one of a few words.</summary>
    public static Setting Choice(string name, string meaning, string standard, IReadOnlyList<string> words)
        => new(name, meaning, SettingKind.Choice, standard, 0, words.Count - 1) { Words = words };

    /// <summary>What it takes, in words.</summary>
    public string Range => Kind switch
    {
        SettingKind.Flag => "true or false",
        SettingKind.Whole => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Minimum} to {Maximum}"),
        SettingKind.Choice => $"one of {string.Join(", ", Words)}",
        SettingKind.Widths => string.Create(CultureInfo.InvariantCulture, $"widths from 1 to {Maximum} such as 64,64, or 0 for none"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}"),
    };

    /// <summary>The numbers that a text stands for: one, one per width, or the place of a word among those that can be chosen.</summary>
    /// <exception cref="SettingException">The text is not of this kind or out of range.</exception>
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
                CultureInfo.InvariantCulture, $"--set {Name}: expected at most {NeuroAgents.Agents.BrainOptions.MaximumHiddenUnits} units in all layers together, given {numbers.Sum()}."));
        }

        return numbers ?? throw new SettingException($"--set {Name}: expected {Range}, given {Excerpt.Of(text)}.{hint}");
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

/// <summary>A setting's name or value is wrong; the message is one line for the user.</summary>
public sealed class SettingException(string message) : Exception(message);

using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The settings of one run: what was given, and the defaults of the rest.</summary>
public sealed class SettingValues
{
    private readonly Dictionary<string, double[]> _values = [];

    /// <summary>Reads given texts.</summary>
    /// <param name="settings">The settings that exist.</param>
    /// <param name="given">Texts by name.</param>
    /// <exception cref="SettingException">A name is unknown or a text is not of its kind.</exception>
    public SettingValues(IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string> given)
    {
        foreach ((string name, string text) in given)
        {
            Setting setting = settings.FirstOrDefault(each => each.Name == name) ?? throw Unknown(settings, name);
            _values.Add(name, setting.Parse(text));
        }

        foreach (Setting setting in settings)
        {
            _values.TryAdd(setting.Name, setting.Parse(setting.Default));
        }
    }

    /// <summary>A number.</summary>
    public double Number(Setting setting) => _values[setting.Name][0];

    /// <summary>A whole number.</summary>
    public int Whole(Setting setting) => (int)_values[setting.Name][0];

    /// <summary>A word.</summary>
    public string Choice(Setting setting) => setting.Words[Whole(setting)];

    /// <summary>True or false.</summary>
    public bool Flag(Setting setting) => _values[setting.Name][0] != 0;

    /// <summary>Widths of layers.</summary>
    public int[] Widths(Setting setting) => [.. _values[setting.Name].Select(width => (int)width)];

    private static SettingException Unknown(IReadOnlyList<Setting> settings, string name)
    {
        string[] names = [.. settings.Select(each => each.Name)];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return new SettingException($"--set: expected one of {string.Join(", ", names)}, given {Excerpt.Of(name)}.{hint}");
    }
}

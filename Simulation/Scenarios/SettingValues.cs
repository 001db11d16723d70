using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The values of all settings of one run. A setting that is not set has its default.</summary>
public sealed class SettingValues
{
    private readonly Dictionary<string, double[]> _values = [];

    /// <summary>Parses texts and fills in the defaults.</summary>
    /// <param name="settings">The settings that exist.</param>
    /// <param name="texts">Texts by name.</param>
    /// <exception cref="SettingException">A name is unknown, or a text is of the wrong kind or out of range.</exception>
    public SettingValues(IReadOnlyList<Setting> settings, IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string name, string text) in texts)
        {
            Setting setting = settings.FirstOrDefault(each => each.Name == name) ?? throw Unknown(settings, name);
            _values.Add(name, setting.Parse(text));
        }

        foreach (Setting setting in settings)
        {
            _values.TryAdd(setting.Name, setting.Parse(setting.Default));
        }
    }

    /// <summary>Returns the value of a number.</summary>
    public double Number(Setting setting) => _values[setting.Name][0];

    /// <summary>Returns the value of a whole number.</summary>
    public int Whole(Setting setting) => (int)_values[setting.Name][0];

    /// <summary>Returns the chosen word.</summary>
    public string Choice(Setting setting) => setting.Words[Whole(setting)];

    /// <summary>Returns the value of a flag.</summary>
    public bool Flag(Setting setting) => _values[setting.Name][0] != 0;

    /// <summary>Returns the widths of the layers; empty if there are none.</summary>
    public int[] Widths(Setting setting) => [.. _values[setting.Name].Select(width => (int)width)];

    private static SettingException Unknown(IReadOnlyList<Setting> settings, string name)
    {
        string[] names = [.. settings.Select(each => each.Name)];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return new SettingException($"--set: expected one of {string.Join(", ", names)}, received {Excerpt.Of(name)}.{hint}");
    }
}

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The settings of a scenario on the command line: NAME=VALUE.</summary>
internal static class SettingTexts
{
    /// <summary>Returns the previous settings, replaced and extended by the given ones.</summary>
    internal static Dictionary<string, string> Read(string[]? given, IReadOnlyDictionary<string, string> before)
    {
        Dictionary<string, string> settings = new(before);
        foreach (string text in given ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--set: expected NAME=VALUE, received \"{text}\".");
            }

            settings[text[..equals]] = text[(equals + 1)..];
        }

        return settings;
    }
}

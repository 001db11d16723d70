namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Settings as the command line gives them: NAME=VALUE.</summary>
internal static class SettingTexts
{
    /// <summary>The given texts by name, over what was there before.</summary>
    internal static Dictionary<string, string> Read(string[]? given, IReadOnlyDictionary<string, string> before)
    {
        Dictionary<string, string> settings = new(before);
        foreach (string text in given ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--set: expected NAME=VALUE, given \"{text}\".");
            }

            settings[text[..equals]] = text[(equals + 1)..];
        }

        return settings;
    }
}

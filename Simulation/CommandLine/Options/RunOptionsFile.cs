using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Options of a run from a JSON file.</summary>
internal static class RunOptionsFile
{
    internal static RunOptions Read(string path, ScenarioCatalogue catalogue)
    {
        byte[] json = InputFile.Read("--config", path, File.ReadAllBytes);
        RunOptions options = StrictJson.Read(json, RunOptionsJson.Default.RunOptions, path) with { Catalogue = catalogue };
        try
        {
            options.Validate();
        }
        catch (SettingException error)
        {
            throw new UsageException($"{path}: {error.Message}", error);
        }

        return options;
    }
}

using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>Options of a run from a JSON file.</summary>
internal static class RunOptionsFile
{
    internal static RunOptions Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"--config: expected a file that can be read, given the folder \"{path}\".");
        }

        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--config: expected a file that can be read, given \"{path}\": {error.Message}", error);
        }

        RunOptions options = StrictJson.Read(json, SimulationJsonContext.Default.RunOptions, path);
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

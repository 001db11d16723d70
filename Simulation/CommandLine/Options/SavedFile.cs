using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Saved files that options name. A file of the wrong kind is an error that names the right option.</summary>
public static class SavedFile
{
    /// <summary>Whether what was refused is a brain.</summary>
    internal static bool IsBrain(ArchiveFormatException refusal) => IsFormat(refusal, "neuroagents.brain.");

    /// <summary>Reads the brain that the viewer's <c>--brain</c> names.</summary>
    /// <exception cref="UsageException">It cannot be opened, or is a saved run.</exception>
    /// <exception cref="ArchiveFormatException">It is damaged or something else.</exception>
    public static SavedBrain ReadBrain(string path)
    {
        try
        {
            return InputFile.Read("--brain", path, SavedBrain.Load);
        }
        catch (ArchiveFormatException error) when (IsFormat(error, "neuroagents.run."))
        {
            throw new UsageException($"--brain: expected a brain that --save-brain wrote, given the saved run \"{path}\": --resume goes on from it.", error);
        }
    }

    /// <summary>Whatever its version, the number at the end.</summary>
    private static bool IsFormat(ArchiveFormatException refusal, string family)
        => refusal.Part == "metadata \"format\"" && refusal.Found.StartsWith($"\"{family}", StringComparison.Ordinal);
}

using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The saved files that options name. The error for a file of the wrong kind names the right option.</summary>
public static class SavedFile
{
    /// <summary>Returns whether the refused file is a brain.</summary>
    internal static bool IsBrain(ArchiveFormatException refusal) => IsFormat(refusal, "neuroagents.brain.");

    /// <summary>Reads the file of the viewer's option <c>--brain</c>.</summary>
    /// <exception cref="UsageException">The file cannot be opened, or it is a saved run.</exception>
    /// <exception cref="ArchiveFormatException">The file is damaged or has another format.</exception>
    public static SavedBrain ReadBrain(string path)
    {
        try
        {
            return InputFile.Read("--brain", path, SavedBrain.Load);
        }
        catch (ArchiveFormatException error) when (IsFormat(error, "neuroagents.run."))
        {
            throw new UsageException($"--brain: expected a brain written by --save-brain, received the saved run \"{path}\". Use --resume.", error);
        }
    }

    /// <summary>Returns whether the refused file is of a family of formats. The version, which is the number at the end, is ignored.</summary>
    private static bool IsFormat(ArchiveFormatException refusal, string family)
        => refusal.Part == "metadata \"format\"" && refusal.Received.StartsWith($"\"{family}", StringComparison.Ordinal);
}

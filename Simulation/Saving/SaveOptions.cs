using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Saving;

/// <summary>Where a run is saved, and how often.</summary>
public sealed record SaveOptions
{
    /// <summary>The file of the whole run; null for none.</summary>
    public string? Run { get; init; }

    /// <summary>The file of the brain alone; null for none. Where a scenario has several, each brain's name is put in front of the extension.</summary>
    public string? Brain { get; init; }

    /// <summary>Frames from one save to the next; 0, the default, for one at the end alone.</summary>
    public int Interval { get; init; }

    /// <summary>How many files are kept of each, the newest included, 1 to 9; default 3.</summary>
    public int Generations { get; init; } = TensorArchive.DefaultGenerations;

    /// <summary>Returns the file of one of several brains. A device or a pipe receives them all.</summary>
    internal static string BrainFile(string path, string brain, int brains)
        => brains == 1 || ReplacedFile.IsStream(path) ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{brain}{Path.GetExtension(path)}");
}

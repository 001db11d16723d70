using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Saving;

/// <summary>Options of saving a run: the files and the interval between saves.</summary>
public sealed record SaveOptions
{
    /// <summary>File of the whole run; null to save no run. Default: null.</summary>
    public string? Run { get; init; }

    /// <summary>File of the brain alone; null to save no brain. If a scenario has several brains, each brain's name is inserted before the extension. Default: null.</summary>
    public string? Brain { get; init; }

    /// <summary>Frames from one save to the next; 0 to save only at the end. Shorter intervals lose less work after a crash and make more frames late. Default: 0.</summary>
    public int Interval { get; init; }

    /// <summary>Number of saves kept per file, including the newest, 1 to 9. More of them need more disk space. Default: 3.</summary>
    public int Generations { get; init; } = TensorArchive.DefaultGenerations;

    /// <summary>Returns the file of one of several brains. If the path is a device or a pipe, all brains are written to it.</summary>
    internal static string BrainFile(string path, string brain, int brains)
        => brains == 1 || ReplacedFile.IsStream(path) ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{brain}{Path.GetExtension(path)}");
}

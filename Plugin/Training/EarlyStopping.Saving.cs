using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Training;

public sealed partial class EarlyStopping
{
    /// <summary>Adds the state of the plateau detector (<c>prefix/plateau</c>) and the kept parameters, if any (<c>prefix/best</c>), to an archive. Allocates.</summary>
    /// <param name="archive">The archive to write to.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    public void Save(TensorArchive archive, string prefix = "early_stopping")
    {
        Require.NotNull(archive);
        _detector.Save(archive, $"{prefix}/plateau");
        if (_best is not null)
        {
            archive.Add($"{prefix}/best", [_best.Values.Length], _best.Values);
        }
    }

    /// <summary>Restores the state that an instance with the same options saved. Allocates.</summary>
    /// <param name="archive">The archive to read from.</param>
    /// <param name="parameters">A buffer with the layout of the saved parameters.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">An entry is missing, has another layout or is out of its range. The state is unchanged.</exception>
    public void Load(TensorArchive archive, ParameterBuffer parameters, string prefix = "early_stopping")
    {
        Require.NotNull(archive);
        Require.NotNull(parameters);
        ParameterSnapshot? best = null;
        if (archive.TryFind($"{prefix}/best", out _))
        {
            best = new ParameterSnapshot(new ParameterBuffer(parameters.Layout));
            best.Load(archive, $"{prefix}/best");
        }

        _detector.Load(archive, $"{prefix}/plateau");
        _best = best;
    }
}

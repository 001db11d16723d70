using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Training;

public sealed partial class EarlyStopping
{
    /// <summary>Adds what was seen so far, and the kept parameters, to an archive: <c>prefix/plateau</c> and <c>prefix/best</c>. Allocates.</summary>
    /// <param name="archive">Where to.</param>
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

    /// <summary>Goes on watching from where another of the same options was saved. Allocates.</summary>
    /// <param name="archive">Where from.</param>
    /// <param name="parameters">A buffer of the layout that was watched.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">An entry is missing, has another layout or is out of its range. Nothing was changed.</exception>
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

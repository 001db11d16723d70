using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Experience;

public sealed partial class ReplayBuffer
{
    /// <summary>Adds all rows to an archive, the oldest first: a tensor <c>prefix + column</c>, [rows, width], and <c>prefix + appended</c>, <c>prefix + shown</c>. Allocates.</summary>
    /// <param name="archive">Where to.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    public void Save(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        int rows = (int)Math.Min(Appended, Rows);
        archive.AddCount($"{prefix}appended", Appended);
        archive.AddCount($"{prefix}shown", Shown);
        foreach ((string name, ReplayColumn column) in _columns)
        {
            Span<float> values = archive.Reserve<float>(prefix + name, [rows, column.Width]);
            for (int i = 0; i < rows; i++)
            {
                column[(int)((Appended - rows + i) % Rows)].CopyTo(values[(i * column.Width)..]);
            }
        }
    }

    /// <summary>Takes over the rows that a ring of the same columns and capacity saved, be its reserve another. Allocates.</summary>
    /// <param name="archive">Where from.</param>
    /// <param name="prefix">Start of the tensors' names.</param>
    /// <exception cref="ArchiveFormatException">A column is missing or of another shape, or there are too few rows; nothing was changed.</exception>
    public void Load(TensorArchive archive, string prefix)
    {
        Require.NotNull(archive);
        long appended = archive.GetCount($"{prefix}appended"), shown = archive.GetCount($"{prefix}shown");
        if (shown > appended)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors {prefix}appended, {prefix}shown", "shown from 0 to appended", $"{appended} and {shown}");
        }

        shown = Math.Max(shown, appended - Reserve);
        int needed = (int)Math.Min(appended, Capacity + appended - shown);
        Dictionary<ReplayColumn, float[]> loaded = [];
        foreach ((string name, ReplayColumn column) in _columns)
        {
            int saved = archive.TryFind(prefix + name, out ArchivedTensor? tensor) && tensor.Shape.Length == 2 ? tensor.Shape[0] : needed;
            loaded.Add(column, archive.Get<float>(prefix + name, [Math.Max(saved, needed), column.Width]));
        }

        foreach ((ReplayColumn column, float[] values) in loaded)
        {
            for (int i = 1; i <= needed; i++)
            {
                values.AsSpan(values.Length - i * column.Width, column.Width).CopyTo(column[(int)((appended - i) % Rows)]);
            }
        }

        (Appended, Shown) = (appended, shown);
    }
}

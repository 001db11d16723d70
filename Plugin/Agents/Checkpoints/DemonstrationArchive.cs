using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Reader and writer for the files of <see cref="Demonstrations"/>.</summary>
internal static class DemonstrationArchive
{
    private const string Prefix = "demonstrations/";
    private const string SourceKey = "source";

    internal static TensorArchive Write(Demonstrations demonstrations)
    {
        TensorArchive archive = new() { Metadata = { [TensorArchive.FormatKey] = Demonstrations.Format, [SourceKey] = NameOf(demonstrations.Source) } };
        SpecJson.Write(archive, demonstrations.Observations, demonstrations.Actions);
        foreach ((string name, int width) in Demonstrations.Columns(demonstrations.Observations, demonstrations.Actions, demonstrations.Source))
        {
            Span<float> values = archive.Reserve<float>(Prefix + name, [demonstrations.Count, width]);
            for (int row = 0; row < demonstrations.Count; row++)
            {
                demonstrations.Column(name)[row].CopyTo(values[(row * width)..]);
            }
        }

        archive.Seal();
        return archive;
    }

    /// <exception cref="ArchiveFormatException">The archive is damaged, has another format, or has a value out of its range.</exception>
    internal static Demonstrations Read(TensorArchive archive)
    {
        archive.RequireFormat(Demonstrations.Format);
        archive.RequireSealed();
        (ObservationSpec observations, ActionSpec actions, DemonstrationSource source) = (SpecJson.ReadObservations(archive), SpecJson.ReadActions(archive), ReadSource(archive));
        List<KeyValuePair<string, int>> columns = Demonstrations.Columns(observations, actions, source);
        int rows = ReadCount(archive);
        foreach ((string name, int width) in columns)
        {
            // Every shape is checked before memory is allocated for the rows.
            archive.RequireFloats(Prefix + name, [rows, width]);
        }

        Demonstrations read = new(observations, actions, source, Math.Max(1, rows)) { Origin = archive.Origin, Count = rows };
        foreach ((string name, int width) in columns)
        {
            float[] values = archive.Get<float>(Prefix + name, [rows, width]);
            for (int row = 0; row < rows; row++)
            {
                values.AsSpan(row * width, width).CopyTo(read.Column(name)[row]);
            }
        }

        for (int row = 0; row < rows; row++)
        {
            if (read.FindInvalid(row) is { } invalid)
            {
                throw new ArchiveFormatException(archive.Origin, $"tensor \"{Prefix}{invalid.Column}\"", invalid.Expected, $"other values in row {row}");
            }
        }

        return read;
    }

    private static int ReadCount(TensorArchive archive)
    {
        string name = $"{Prefix}observation";
        int rows = archive.TryFind(name, out ArchivedTensor? tensor) && tensor.Shape.Length == 2 ? tensor.Shape[0] : 0;
        return rows <= Demonstrations.MaximumCapacity
            ? rows
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{name}\"", $"at most {Demonstrations.MaximumCapacity} rows", $"{rows}");
    }

    private static DemonstrationSource ReadSource(TensorArchive archive) => archive.GetMetadata(SourceKey) switch
    {
        "labels" => DemonstrationSource.Labels,
        "actions" => DemonstrationSource.Actions,
        "hands" => DemonstrationSource.Hands,
        var other => throw new ArchiveFormatException(archive.Origin, $"metadata \"{SourceKey}\"", "labels, actions or hands", Excerpt.Of(other)),
    };

    private static string NameOf(DemonstrationSource source) => source switch
    {
        DemonstrationSource.Labels => "labels",
        DemonstrationSource.Actions => "actions",
        _ => "hands",
    };
}

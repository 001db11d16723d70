using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>A brain's parameters as tensors of an archive: one per segment, by its full name, without padding.</summary>
internal static class BrainArchive
{
    private const string FormatKey = "format";
    private const string Format = "neuroagents.brain.1";

    internal static TensorArchive Write(ParameterBuffer parameters)
    {
        TensorArchive archive = new() { Metadata = { [FormatKey] = Format } };
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            archive.AddMatrix<float>(segment.Name, segment.Rows, segment.Columns, segment.Stride, parameters.Tensor(segment).Data);
        }

        return archive;
    }

    /// <summary>Fills a new buffer, so that a bad archive changes nothing.</summary>
    internal static ParameterBuffer Read(TensorArchive archive, ParameterLayout layout, string origin)
    {
        string format = archive.GetMetadata(FormatKey);
        if (format != Format)
        {
            throw new ArchiveFormatException(origin, "metadata \"format\"", $"\"{Format}\"", $"\"{format}\"");
        }

        if (archive.Count != layout.Segments.Count)
        {
            throw new ArchiveFormatException(origin, "tensors", $"the brain's {layout.Segments.Count}", $"{archive.Count}");
        }

        ParameterBuffer loaded = new(layout);
        foreach (ParameterSegment segment in layout.Segments)
        {
            archive.CopyMatrixTo(segment.Name, segment.Rows, segment.Columns, segment.Stride, loaded.Tensor(segment).Data);
        }

        return loaded;
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuroAgents.Serialization;

/// <summary>A writer of the JSON header: metadata by key, then the tensors in the order of their data, padded with spaces to a multiple of 8 bytes.</summary>
internal static class ArchiveHeaderWriter
{
    public static ReadOnlyMemory<byte> Write(ArchivedTensor[] tensors, IDictionary<string, string> metadata)
    {
        CheckMetadata(metadata);
        var buffer = new ArrayBufferWriter<byte>(1024);
        // The relaxed encoder leaves non-ASCII names readable; no browser ever sees this JSON.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(ArchiveLimits.MetadataKey);
                foreach (var entry in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(entry.Key, entry.Value);
                }

                json.WriteEndObject();
            }

            long begin = 0;
            foreach (var tensor in tensors)
            {
                WriteTensor(json, tensor, begin);
                begin += tensor.Length;
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(8)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        if (buffer.WrittenCount > ArchiveLimits.HeaderBytes)
        {
            throw new InvalidOperationException(
                $"header: expected names and metadata of at most {ArchiveLimits.HeaderBytes} bytes, received {buffer.WrittenCount}.");
        }

        return buffer.WrittenMemory;
    }

    private static void WriteTensor(Utf8JsonWriter json, ArchivedTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", TensorTypes.Code(tensor.Type));
        json.WriteStartArray("shape");
        foreach (int dimension in tensor.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="InvalidOperationException">A value is null, a text has lone surrogates, or there are too many entries.</exception>
    internal static void CheckMetadata(IDictionary<string, string> metadata)
    {
        if (metadata.Count > ArchiveLimits.MetadataEntries)
        {
            throw new InvalidOperationException($"metadata: expected at most {ArchiveLimits.MetadataEntries} entries, received {metadata.Count}.");
        }

        foreach (var entry in metadata)
        {
            if (entry.Value is null || !Excerpt.HasUtf8Form(entry.Key) || !Excerpt.HasUtf8Form(entry.Value))
            {
                string received = entry.Value is null ? "null" : Excerpt.Of(entry.Value);
                throw new InvalidOperationException($"metadata {Excerpt.Of(entry.Key)}: expected a string without lone surrogates, received {received}.");
            }
        }
    }
}

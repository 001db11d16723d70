using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace NeuroAgents.Serialization;

public sealed partial class TensorArchive
{
    private const string DataSealKey = "sha256";
    private const string HeaderSealKey = "header_sha256";

    /// <summary>Whether the tensors still have the order of the file that they were read from.</summary>
    private bool _isAsRead;

    /// <summary>Writes two fingerprints into the metadata, so a reader can tell a whole file from a damaged one. Nothing may be added afterwards.</summary>
    /// <remarks>
    /// <c>sha256</c> is the SHA-256 of all data in the order of the file. <c>header_sha256</c> is the SHA-256 of the other metadata by key, followed by name, type,
    /// number of dimensions and shape of the tensors in the order of their data. A text is hashed as its length in UTF-8 and its UTF-8 bytes, a number as four bytes. Allocates little.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A metadata value is null or has lone surrogates.</exception>
    public void Seal()
    {
        ArchiveHeaderWriter.CheckMetadata(Metadata);
        _isAsRead = false;
        ArchivedTensor[] tensors = InOrderOfData();
        Metadata[DataSealKey] = DataSeal(tensors);
        Metadata[HeaderSealKey] = HeaderSeal(tensors);
    }

    /// <summary>Throws if the archive was changed since <see cref="Seal"/>.</summary>
    /// <exception cref="ArchiveFormatException">A fingerprint is missing or doesn't match the content.</exception>
    public void RequireSealed()
    {
        foreach (var entry in Metadata)
        {
            if (entry.Value is null || !Excerpt.HasUtf8Form(entry.Key) || !Excerpt.HasUtf8Form(entry.Value))
            {
                throw new ArchiveFormatException(Origin, $"metadata {Excerpt.Of(entry.Key)}", "Unicode text", entry.Value is null ? "null" : "a lone surrogate");
            }
        }

        ArchivedTensor[] tensors = InOrderOfData();
        RequireSeal(DataSealKey, DataSeal(tensors));
        RequireSeal(HeaderSealKey, HeaderSeal(tensors));
    }

    private void RequireSeal(string key, string actual)
    {
        string sealedWith = GetMetadata(key);
        if (sealedWith != actual)
        {
            throw new ArchiveFormatException(Origin, $"metadata \"{key}\"", $"the content's fingerprint {actual}", Excerpt.Of(sealedWith));
        }
    }

    private static string DataSeal(ArchivedTensor[] tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ArchivedTensor tensor in tensors)
        {
            hash.AppendData(tensor.Bytes);
        }

        return Text(hash);
    }

    private string HeaderSeal(ArchivedTensor[] tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string key in Metadata.Keys.OrderBy(key => key, StringComparer.Ordinal))
        {
            if (key is not (DataSealKey or HeaderSealKey))
            {
                Append(hash, key);
                Append(hash, Metadata[key]);
            }
        }

        foreach (ArchivedTensor tensor in tensors)
        {
            Append(hash, tensor.Name);
            Append(hash, (int)tensor.Type);
            Append(hash, tensor.Shape.Length);
            foreach (int dimension in tensor.Shape)
            {
                Append(hash, dimension);
            }
        }

        return Text(hash);
    }

    /// <summary>Returns the tensors in the order of their data: by offset if they were read from a file and not sealed again, otherwise in the order in which they will be written.</summary>
    private ArchivedTensor[] InOrderOfData()
    {
        var tensors = new ArchivedTensor[_tensors.Count];
        _tensors.Values.CopyTo(tensors, 0);
        bool isAsRead = _isAsRead;
        Array.Sort(tensors, (a, b) => isAsRead && a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset)
            : a.Type != b.Type ? a.Type.CompareTo(b.Type) : string.CompareOrdinal(a.Name, b.Name));
        return tensors;
    }

    private static void Append(IncrementalHash hash, string text)
    {
        const int MaxPieceLength = 256;
        Span<byte> bytes = stackalloc byte[3 * MaxPieceLength];
        Append(hash, Excerpt.StrictUtf8.GetByteCount(text));
        for (int start = 0, count; start < text.Length; start += count)
        {
            count = Math.Min(MaxPieceLength, text.Length - start);
            count -= count > 1 && char.IsHighSurrogate(text[start + count - 1]) ? 1 : 0;
            hash.AppendData(bytes[..Excerpt.StrictUtf8.GetBytes(text.AsSpan(start, count), bytes)]);
        }
    }

    private static void Append(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static string Text(IncrementalHash hash)
        => string.Concat(hash.GetHashAndReset().Select(each => each.ToString("x2", CultureInfo.InvariantCulture)));
}

using System.Text.Json;

namespace NeuroAgents.Serialization;

/// <summary>A parser of the JSON header of an untrusted file. It checks every rule that doesn't depend on the data.</summary>
internal ref struct ArchiveHeaderReader
{
    private readonly Dictionary<string, ArchivedTensor> _tensors;
    private readonly IDictionary<string, string> _metadata;
    private readonly ArchiveLayout _layout;
    private ArchiveHeaderTokens _tokens;

    private ArchiveHeaderReader(
        ReadOnlySpan<byte> header, ArchiveLayout layout, Dictionary<string, ArchivedTensor> tensors, IDictionary<string, string> metadata)
    {
        _tensors = tensors;
        _metadata = metadata;
        _layout = layout;
        _tokens = new ArchiveHeaderTokens(header, layout.Origin);
    }

    /// <summary>Fills <paramref name="tensors"/> and <paramref name="metadata"/>, which must be empty, and returns the length of the data in bytes.</summary>
    public static int Read(
        ReadOnlySpan<byte> header, string origin, long dataLimit, Dictionary<string, ArchivedTensor> tensors, IDictionary<string, string> metadata)
    {
        if (header.IsEmpty || header[0] != (byte)'{')
        {
            throw new ArchiveFormatException(origin, "header", "'{' as its first byte", header.IsEmpty ? "an empty header" : $"byte 0x{header[0]:x2}");
        }

        // The JSON reader checks only those strings that are read.
        if (!Excerpt.IsUtf8(header))
        {
            throw new ArchiveFormatException(origin, "header", "UTF-8", "bytes that are not UTF-8");
        }

        var layout = new ArchiveLayout(origin, Math.Min(dataLimit, ArchiveLimits.DataBytes));
        try
        {
            tensors.EnsureCapacity(CountEntries(header));
            int consumed = new ArchiveHeaderReader(header, layout, tensors, metadata).ReadEntries();
            foreach (byte padding in header[consumed..])
            {
                if (padding != (byte)' ')
                {
                    throw new ArchiveFormatException(origin, "header", "only spaces after its JSON", $"byte 0x{padding:x2}");
                }
            }
        }
        catch (JsonException exception)
        {
            string place = $"an error in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new ArchiveFormatException(origin, "header", "JSON", place, exception);
        }

        return layout.Check(tensors.Values);
    }

    /// <summary>Counts the entries, so that the table is allocated once. A growing table would need memory for its old and new arrays at the same time.</summary>
    private static int CountEntries(ReadOnlySpan<byte> header)
    {
        var json = new Utf8JsonReader(header);
        int count = 0;
        while (json.Read() && (json.CurrentDepth > 0 || json.TokenType != JsonTokenType.EndObject))
        {
            count += json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 ? 1 : 0;
        }

        return count;
    }

    private int ReadEntries()
    {
        _tokens.Expect(JsonTokenType.StartObject, "an object");
        bool hasMetadata = false;
        while (_tokens.NextKey())
        {
            string name = _tokens.Text();
            if (_tensors.ContainsKey(name) || (hasMetadata && name == ArchiveLimits.MetadataKey))
            {
                throw _tokens.Twice(name);
            }

            if (name == ArchiveLimits.MetadataKey)
            {
                hasMetadata = true;
                ReadMetadata();
            }
            else
            {
                _tensors.Add(name, name.Length > 0 ? ReadTensor(name) : throw _tokens.Error("tensor names of at least one character", "an empty name"));
            }

            _tokens.Place = ("header", null, null);
        }

        return _tokens.BytesConsumed;
    }

    private void ReadMetadata()
    {
        _tokens.Place = ("metadata", null, null);
        _tokens.Expect(JsonTokenType.StartObject, "an object");
        while (_tokens.NextKey())
        {
            string key = _tokens.Text();
            if (_metadata.ContainsKey(key))
            {
                throw _tokens.Twice(key);
            }

            if (_metadata.Count == ArchiveLimits.MetadataEntries)
            {
                throw _tokens.Error($"at most {ArchiveLimits.MetadataEntries} entries", "more");
            }

            _tokens.Place = ("metadata", key, null);
            _tokens.Expect(JsonTokenType.String, "a string");
            _metadata.Add(key, _tokens.Text());
            _tokens.Place = ("metadata", null, null);
        }
    }

    private ArchivedTensor ReadTensor(string name)
    {
        TensorType? type = null;
        int[]? shape = null;
        (long Begin, long End)? offsets = null;
        _tokens.Place = ("tensor", name, null);
        _tokens.Expect(JsonTokenType.StartObject, "an object");
        while (_tokens.NextKey())
        {
            if (_tokens.Is("dtype"))
            {
                type = type is null ? ReadType(name) : throw _tokens.Twice("dtype");
            }
            else if (_tokens.Is("shape"))
            {
                shape = shape is null ? ReadShape(name) : throw _tokens.Twice("shape");
            }
            else if (_tokens.Is("data_offsets"))
            {
                offsets = offsets is null ? ReadOffsets(name) : throw _tokens.Twice("data_offsets");
            }
            else
            {
                throw _tokens.Error("the keys dtype, shape, data_offsets", $"the key {Excerpt.Of(_tokens.Text())}");
            }

            _tokens.Place = ("tensor", name, null);
        }

        return _layout.Place(
            name,
            type ?? throw _tokens.Error("a dtype", "none"),
            shape ?? throw _tokens.Error("a shape", "none"),
            offsets ?? throw _tokens.Error("data_offsets", "none"));
    }

    private TensorType ReadType(string name)
    {
        _tokens.Place = ("tensor", name, "dtype");
        _tokens.Expect(JsonTokenType.String, "a string");
        foreach (TensorType type in TensorTypes.All)
        {
            if (_tokens.Is(TensorTypes.Code(type)))
            {
                return type;
            }
        }

        throw _tokens.Error($"one of {TensorTypes.Known}", Excerpt.Of(_tokens.Text()));
    }

    private int[] ReadShape(string name)
    {
        _tokens.Place = ("tensor", name, "shape");
        _tokens.Expect(JsonTokenType.StartArray, "an array");
        Span<int> shape = stackalloc int[ArchiveLimits.Dimensions];
        int count = 0;
        while (_tokens.NextElement())
        {
            if (count == shape.Length)
            {
                throw _tokens.Error($"at most {shape.Length} dimensions", "more");
            }

            shape[count++] = (int)_tokens.Integer(int.MaxValue);
        }

        return count == 0 ? [] : shape[..count].ToArray();
    }

    private (long Begin, long End) ReadOffsets(string name)
    {
        _tokens.Place = ("tensor", name, "data_offsets");
        _tokens.Expect(JsonTokenType.StartArray, "an array");
        _ = _tokens.NextElement();
        long begin = _tokens.Integer(long.MaxValue);
        _ = _tokens.NextElement();
        long end = _tokens.Integer(long.MaxValue);
        _tokens.Expect(JsonTokenType.EndArray, "two integers");
        return (begin, end);
    }
}

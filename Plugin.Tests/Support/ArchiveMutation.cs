using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;

namespace NeuroAgents.Tests.Support;

/// <summary>Random edits of an archive's tensors and metadata with checksums that fit them, as an attacker who knows the format can write them. One file in 20 then also gets an escape sequence in its header.</summary>
internal sealed class ArchiveMutation(int seed)
{
    private static readonly float[] s_floats = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-45f, -1e-40f, -1, -0f, 0, 0.5f, 1, 1000, 1e20f, float.MaxValue, float.MinValue];
    private static readonly double[] s_doubles = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 5e-324, -1, 0, 1e-300, 0.5, 1, 2, 1e15, 1e300, double.MaxValue];
    private static readonly long[] s_longs = [0, -1, 1, 2, 100, int.MaxValue, 1L << 53, (1L << 53) + 1, 1L << 62, long.MaxValue, long.MinValue];
    private static readonly int[] s_ints = [0, -1, 1, 2, 3, 1000, 1 << 24, int.MaxValue, int.MinValue];
    private static readonly string[] s_json = ["-1", "0", "1", "0.5", "3", "1e-320", "1e9", "1e308", "1e999", "-0", "null", "true", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\\u001b[2J\"", "[]", "{}", "[1]", "9223372036854775807"];
    private static readonly string[] s_texts = ["", "x", "\u0000", "\u001b[2J", "\u2028", "💥", "\\ud800", "{}", "[]", "null", "{\"a\":\"\\ud800\"}"];
    private readonly Random _random = new(seed);

    /// <summary>Description of the edits, for a failing test.</summary>
    internal List<string> Edits { get; } = [];

    /// <summary>Returns the bytes of the archive after one to three edits. Archives within it are edited too.</summary>
    internal byte[] Of(TensorArchive archive)
    {
        for (int edits = _random.Next(1, 4); edits > 0; edits--)
        {
            archive = Edit(archive);
        }

        archive.Seal();
        byte[] bytes = ArchiveBytes.Written(archive);
        return _random.Next(20) == 0 ? WithEscape(bytes) : bytes;
    }

    private TensorArchive Edit(TensorArchive archive)
    {
        string[] names = [.. archive.Names];
        string[] inner = [.. names.Where(name => name.StartsWith("plugin/brains/", StringComparison.Ordinal))];
        if (inner.Length > 0 && _random.Next(3) > 0)
        {
            return EditInner(archive, Pick(inner));
        }

        if (_random.Next(3) == 0 && archive.Metadata.Count > 0)
        {
            EditText(archive);
            return archive;
        }

        string name = Pick(names);
        int kind = _random.Next(10);
        Edits.Add($"{name}: ");
        return Copy(archive, name, (tensor, into) =>
        {
            switch (kind)
            {
                case 0:
                    Edits[^1] += "removed";
                    break;
                case 1:
                    Edits[^1] += "twice";
                    Add(into, name, tensor.Type, tensor.Shape, tensor.Bytes.ToArray());
                    Add(into, $"{name}#{Edits.Count}", tensor.Type, tensor.Shape, tensor.Bytes.ToArray());
                    break;
                case 2:
                    int[] shape = tensor.Shape.Length == 2 ? [tensor.Shape[1], tensor.Shape[0]] : tensor.Shape.Length == 1 ? [1, tensor.Shape[0]] : [1];
                    Edits[^1] += $"shape {string.Join('×', shape)}";
                    Add(into, name, tensor.Type, shape, tensor.Bytes.ToArray());
                    break;
                case 3 when tensor.Shape.Length > 0 && tensor.Shape[0] > 0:
                    Edits[^1] += "a row less";
                    int[] less = tensor.Shape.ToArray();
                    int row = tensor.Bytes.Length / less[0]--;
                    Add(into, name, tensor.Type, less, tensor.Bytes[row..].ToArray());
                    break;
                default:
                    Add(into, name, tensor.Type, tensor.Shape, Values(tensor));
                    break;
            }
        });
    }

    private byte[] Values(ArchivedTensor tensor)
    {
        byte[] bytes = tensor.Bytes.ToArray();
        bool isAll = _random.Next(4) == 0;
        int at = _random.Next(Math.Max(1, tensor.ElementCount));
        switch (tensor.Type)
        {
            case TensorType.F32: Set(bytes, Pick(s_floats)); break;
            case TensorType.I32: Set(bytes, _random.Next(4) == 0 ? BitConverter.SingleToInt32Bits(Pick(s_floats)) : Pick(s_ints)); break;
            case TensorType.I64: Set(bytes, _random.Next(2) == 0 ? BitConverter.DoubleToInt64Bits(Pick(s_doubles)) : Pick(s_longs)); break;
            case TensorType.U64: Set(bytes, (ulong)Pick(s_longs)); break;
            default: Set(bytes, (byte)_random.Next(256)); break;
        }

        return bytes;

        void Set<T>(byte[] target, T value) where T : unmanaged
        {
            Span<T> values = MemoryMarshal.Cast<byte, T>(target.AsSpan());
            Edits[^1] += $"{(isAll ? "all" : $"[{at}]")} = {value}";
            if (values.Length > 0)
            {
                (isAll ? values : values.Slice(at, 1)).Fill(value);
            }
        }
    }

    private TensorArchive EditInner(TensorArchive archive, string name) => Copy(archive, name, (tensor, into) =>
    {
        byte[] bytes = tensor.Bytes.ToArray();
        try
        {
            TensorArchive edited = Edit(TensorArchive.Read(bytes));
            edited.Seal();
            bytes = ArchiveBytes.Written(edited);
        }
        catch (ArchiveFormatException)
        {
            // An earlier edit has made the nested archive unreadable.
        }

        into.Add<byte>(name, [bytes.Length], bytes);
    });

    private void EditText(TensorArchive archive)
    {
        string key = Pick([.. archive.Metadata.Keys]), text = archive.Metadata[key];
        string changed = text.StartsWith('{') && _random.Next(4) > 0 ? TryEditJson(text) : Pick(s_texts);
        Edits.Add($"metadata {key}: {changed}");
        if (_random.Next(20) == 0)
        {
            archive.Metadata.Remove(key);
        }
        else
        {
            archive.Metadata[key] = changed;
        }
    }

    private string TryEditJson(string text)
    {
        try
        {
            return EditJson(text);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or JsonException)
        {
            // An earlier edit has made the text invalid.
            return Pick(s_texts);
        }
    }

    /// <summary>Replaces, removes or repeats one value or key of the JSON.</summary>
    private string EditJson(string text)
    {
        const string Mark = "@@";
        JsonNode root = JsonNode.Parse(text)!;
        List<(JsonNode Parent, string? Key, int Index)> places = [];
        Collect(root, places);
        if (places.Count == 0)
        {
            return Pick(s_json);
        }

        (JsonNode parent, string? key, int index) = Pick(places);
        string value = Pick(s_json);
        if (parent is JsonArray array)
        {
            array[index] = Mark;
            return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
        }

        JsonObject owner = parent.AsObject();
        switch (_random.Next(6))
        {
            case 0:
                owner.Remove(key!);
                return root.ToJsonString();
            case 1:
                owner[Mark] = owner[key!]?.DeepClone();
                return root.ToJsonString().Replace(Mark, _random.Next(2) == 0 ? key : Pick(["\\ud800", "x", "\\u0074ype"]), StringComparison.Ordinal);
            default:
                owner[key!] = Mark;
                return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
        }
    }

    private static void Collect(JsonNode node, List<(JsonNode, string?, int)> places)
    {
        if (node is JsonObject owner)
        {
            foreach (var (key, value) in owner)
            {
                places.Add((owner, key, 0));
                Collect(value ?? new JsonArray(), places);
            }
        }
        else if (node is JsonArray array)
        {
            for (int i = 0; i < array.Count; i++)
            {
                places.Add((array, null, i));
            }
        }
    }

    /// <summary>Replaces the first characters of a header string by a JSON escape sequence.</summary>
    private byte[] WithEscape(byte[] bytes)
    {
        int header = BitConverter.ToInt32(bytes), at;
        do
        {
            at = 8 + _random.Next(header);
        }
        while (bytes[at] != (byte)'"');
        string escape = Pick(["\\ud800", "\\u0000", "\\ud83d\\ude00", "\\u0064"]);
        Edits.Add($"header at {at}: {escape}");
        byte[] edited = [.. bytes[..(at + 1)], .. Encoding.ASCII.GetBytes(escape), .. bytes[(at + 1)..]];
        BitConverter.TryWriteBytes(edited, (ulong)(header + escape.Length));
        return edited;
    }

    private static TensorArchive Copy(TensorArchive archive, string name, Action<ArchivedTensor, TensorArchive> replace) => archive.Select("", (tensor, into) =>
    {
        if (tensor.Name == name)
        {
            replace(tensor, into);
        }

        return tensor.Name == name;
    });

    private static void Add(TensorArchive into, string name, TensorType type, ReadOnlySpan<int> shape, byte[] bytes)
    {
        switch (type)
        {
            case TensorType.F32: into.Add(name, shape, MemoryMarshal.Cast<byte, float>(bytes)); break;
            case TensorType.I32: into.Add(name, shape, MemoryMarshal.Cast<byte, int>(bytes)); break;
            case TensorType.I64: into.Add(name, shape, MemoryMarshal.Cast<byte, long>(bytes)); break;
            case TensorType.U64: into.Add(name, shape, MemoryMarshal.Cast<byte, ulong>(bytes)); break;
            default: into.Add<byte>(name, shape, bytes); break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}

using Google.Protobuf;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Interchange.Onnx;
using Xunit;
using static NeuroAgents.Tests.Simulation.Interchange.Onnx.ModelWriter;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

public sealed class HostileFileTests
{
    private static readonly byte[] s_sample = Sample();
    private static readonly byte[] s_branches = Branches();
    private static readonly int s_mutations = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 300_000 : 10_000;

    [Fact]
    public void AFileCutAnywhereIsRefused()
    {
        for (int length = 0; length < s_sample.Length; length++)
        {
            byte[] cut = s_sample[..length];
            Assert.Throws<ArchiveFormatException>(() => OnnxImport.Read(cut, "cut"));
        }
    }

    [Fact]
    public void EveryBitMayBeFlipped()
    {
        int whole = 0;
        for (int bit = 0; bit < s_sample.Length * 8; bit++)
        {
            byte[] bytes = [.. s_sample];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            whole += IsNetwork(bytes) ? 1 : 0;
        }

        // Changed weights and names make another network, not a bad file.
        Assert.InRange(whole, s_sample.Length, s_sample.Length * 7);
    }

    [Fact]
    public void MutatedFilesAreRefusedOrNetworks()
    {
        var random = new Random(21);
        int whole = 0;
        for (int i = 0; i < s_mutations; i++)
        {
            var bytes = (i % 2 == 0 ? s_sample : s_branches).ToList();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int place = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[place] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveAt(place); break;
                    case 2: bytes.Insert(place, (byte)random.Next(256)); break;
                    default: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(bytes.Count - place, random.Next(80)))); break;
                }
            }

            whole += IsNetwork([.. bytes]) ? 1 : 0;
        }

        Assert.InRange(whole, s_mutations / 100, s_mutations);
    }

    public static TheoryData<string> Greedy => ["nodes", "attributes", "dimensions", "unknown", "groups", "promised", "identities", "products", "transposed", "deep", "filled", "joined", "scaled", "functions"];

    /// <summary>Files that ask for most memory per byte. The bound is on the sum of all allocations, which exceeds the memory held at once.</summary>
    [Theory]
    [MemberData(nameof(Greedy))]
    public void ASmallFileDoesNotAllocateMuchMemory(string kind)
    {
        byte[] bytes = GreedyFile(kind);
        IsNetwork(s_sample);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArchiveFormatException>(() => OnnxImport.Read(bytes, "greedy"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16L * bytes.Length + (64 << 20));
    }

    private static byte[] GreedyFile(string kind)
    {
        ModelWriter model = new();
        string value = model.Input("x", null, 64);
        switch (kind)
        {
            case "nodes": return Repeated(7, Repeated(1, []), 1_000_000);
            case "attributes": return Message(7, Message(1, Repeated(5, [], 1_000_000)));
            case "dimensions": return Message(7, Message(11, Message(2, Message(1, Message(2, Repeated(1, [], 1_000_000))))));
            case "unknown": return Repeated(100, [], 1_000_000);
            case "groups": return [.. Enumerable.Repeat((byte)((15 << 3) | 3), 100_000)];
            case "deep": return Enumerable.Range(0, 2000).Aggregate(Array.Empty<byte>(), (inner, _) => Message(7, inner));
            case "promised":
                model.Output(model.Node("MatMul", "y", [value, model.Normal("w", [64, 64])]));
                (model.Graph.Initializer[0].Dims[0], model.Graph.Initializer[0].Dims[1]) = (64, 30_000_000);
                return model.ToBytes();
            case "filled":
                // A shape of a few bytes asks for gigabytes.
                model.Node("ConstantOfShape", "filled", [model.Shape("shape", 1 << 20, 1 << 10)]);
                model.Output(model.Node("Add", "y", [value, "filled"]));
                return model.ToBytes();
            default:
                return Chain(model, kind);
        }
    }

    /// <summary>Returns a file of thousands of steps, each of which allocates a matrix, though the file holds only one.</summary>
    private static byte[] Chain(ModelWriter model, string kind)
    {
        model.Normal("w", [512, 512]);
        string value = model.Node("MatMul", "first", ["x", model.Normal("v", [64, 512])]);
        int steps = kind is "scaled" or "functions" ? 20_000 : 2000;
        for (int i = 0; i < steps; i++)
        {
            value = kind switch
            {
                "identities" => model.Node("Tanh", $"t{i}", [model.Node("Sigmoid", $"s{i}", [value])]),
                "joined" => model.Node("MatMul", $"p{i}", [value, model.Node("Concat", $"w{i}", [i == 0 ? "w" : $"w{i - 1}", "w"], Whole("axis", 1))]),
                "scaled" => model.Node("Mul", $"p{i}", [value, i == 0 ? model.Normal("one", []) : "one"]),
                "functions" => model.Node("Mul", $"p{i}", [model.Node("Add", $"s{i}", [value, value]), model.Normal($"c{i}", [])]),
                "products" => model.Node("MatMul", $"p{i}", [value, "w"]),
                _ => model.Node("MatMul", $"p{i}", [value, model.Node("Transpose", $"w{i}", [i == 0 ? "w" : $"w{i - 1}"])]),
            };
        }

        model.Output(value);
        return model.ToBytes();
    }

    private static byte[] Repeated(int field, byte[] message, int times = 1) => [.. Enumerable.Repeat(Message(field, message), times).SelectMany(bytes => bytes)];

    private static byte[] Message(int field, byte[] content)
    {
        using MemoryStream memory = new();
        using (CodedOutputStream output = new(memory, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return memory.ToArray();
    }

    private static byte[] Sample()
    {
        ModelWriter model = new(2);
        string value = model.Node("Mul", "a", [model.Input("x", null, 3), model.Normal("scale", [1, 3])]);
        value = model.Node("Gemm", "b", [value, model.Normal("w", [4, 3]), model.Normal("c", [4], form: TensorForm.List)], Whole("transB", 1));
        value = model.Node("LeakyRelu", "d", [value], Number("alpha", 0.1f));
        value = model.Node("MatMul", "e", [value, model.Normal("v", [4, 2], form: TensorForm.RawDouble)]);
        model.Output(model.Node("Softmax", "y", [value], Whole("axis", -1)));
        return model.ToBytes();
    }

    /// <summary>Returns a file whose values are read several times and whose constants are computed.</summary>
    private static byte[] Branches()
    {
        ModelWriter model = new(3, opset: 17);
        string x = model.Input("x", null, 2, 2);
        string rows = model.Node("Gather", "r", [model.Node("Shape", "s", [x]), model.Shape("zero", 0)]);
        string value = model.Node("Reshape", "f", [x, model.Node("Concat", "t", [rows, model.Node("Constant", "l", [], Whole("value_ints", [-1]))], Whole("axis", 0))]);
        value = model.Dense("d", model.Node("BatchNormalization", "n", [value, model.Normal("g", [4]), "g", "g", model.Constant("v", [4], [1, 2, 3, 4])]), 4, 3);
        value = model.Node("Mul", "m", [value, model.Node("Sigmoid", "q", [value])]);
        value = model.Node("Sigmoid", "p", [model.Node("MatMul", "e", [value, model.Normal("w", [3, 1], form: TensorForm.RawHalf)])]);
        model.Output(model.Node("Concat", "y", [model.Node("Sub", "o", [model.Constant("unity", [], [1]), value]), value], Whole("axis", 1)));
        return model.ToBytes();
    }

    private static bool IsNetwork(byte[] bytes)
    {
        try
        {
            ImportedNetwork imported = OnnxImport.Read(bytes, "mutated");
            Assert.All(imported.Parameters.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
            return true;
        }
        catch (ArchiveFormatException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            return false;
        }
    }
}

using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Interchange.Onnx;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Models whose tensors are stored in other files, as PyTorch writes them by default.</summary>
public sealed class SideFileTests
{
    private const string Values = "weights.data";
    private static readonly int s_mutations = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 50_000 : 2_000;

    [Fact]
    public void ValuesAreReadFromTheSideFile()
    {
        ImportedNetwork separate = OnnxImport.Load(ExporterTests.Case("m.onnx")), within = OnnxImport.Load(ExporterTests.Case("torch_dynamo_inline.onnx"));
        Assert.Equal(within.Network.Summary(), separate.Network.Summary());
        Assert.Equal(within.Parameters.Values.ToArray(), separate.Parameters.Values.ToArray());
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        using TemporaryFolder folder = new();
        File.Copy(ExporterTests.Case("m.onnx"), folder["m.onnx"]);
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => OnnxImport.Load(folder["m.onnx"]));
        Assert.Equal($"{folder["m.onnx"]}: tensor \"0.weight\": expected values in a file next to the model, received no file \"m.onnx.data\".", error.Message);
    }

    [Fact]
    public void EveryTensorMayHaveAFileOfItsOwn()
    {
        using TemporaryFolder folder = new();
        ModelWriter model = Model(folder, out byte[] whole);
        TensorProto bias = model.Graph.Initializer[1];
        File.WriteAllBytes(folder["bias.data"], whole[36..48]);
        bias.ExternalData.Clear();
        bias.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "bias.data" });
        ImportedNetwork imported = Read(model, folder);
        Assert.Equal([folder["bias.data"], folder[Values]], imported.SideFiles.Order());
        Assert.Equal(Read(Model(folder, out _), folder).Parameters.Values.ToArray(), imported.Parameters.Values.ToArray());
    }

    [Theory]
    [InlineData("../weights.data")]
    [InlineData("sub/weights.data")]
    [InlineData("sub\\weights.data")]
    [InlineData("/etc/passwd")]
    [InlineData("C:weights.data")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\nb")]
    public void OnlyPlainNamesAreOpened(string location)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["sub"]);
        File.WriteAllBytes(folder["sub/weights.data"], new byte[48]);
        ModelWriter model = Model(folder, out _);
        model.Graph.Initializer[0].ExternalData[0].Value = location;
        AssertRefused(model, folder, "w", "the plain name of a file next to the model", OnnxText.Quote(location));
    }

    [Fact]
    public void ALinkOutOfTheFolderIsNotFollowed()
    {
        using TemporaryFolder folder = new(), other = new();
        ModelWriter model = Model(folder, out byte[] whole);
        File.WriteAllBytes(other["secret"], whole);
        File.Move(folder[Values], folder["moved"]);
        File.CreateSymbolicLink(folder[Values], other["secret"]);
        AssertRefused(model, folder, "w", "values in a file next to the model", $"a link to another folder, \"{Values}\"");
        File.Delete(folder[Values]);
        File.CreateSymbolicLink(folder[Values], "moved");
        Assert.Equal([folder["moved"]], Read(model, folder).SideFiles);
        File.Delete(folder[Values]);
        File.CreateSymbolicLink(folder[Values], "nothing");
        AssertRefused(model, folder, "w", "values in a file next to the model", $"no file \"{Values}\"");
    }

    [Fact]
    public void OffsetsAndLengthsAreThoseOfTheFile()
    {
        AssertRefused("offset", "13", $"36 bytes at 13 of \"{Values}\"", "a file of 48 bytes");
        AssertRefused("offset", "9223372036854775807", $"36 bytes at 9223372036854775807 of \"{Values}\"", "a file of 48 bytes");
        AssertRefused("offset", "-4", "a number for offset", "\"-4\"");
        AssertRefused("offset", "1e3", "a number for offset", "\"1e3\"");
        AssertRefused("length", "32", $"36 bytes in \"{Values}\"", "length 32");
        AssertRefused("length", "99999999999999999999", "a number for length", "\"99999999999999999999\"");
    }

    /// <summary>Devices, pipes and empty files have length 0. None of them is opened.</summary>
    [Fact]
    public void AnEmptyFileHasNoValues()
    {
        using TemporaryFolder folder = new();
        ModelWriter model = Model(folder, out _);
        File.WriteAllBytes(folder[Values], []);
        AssertRefused(model, folder, "w", $"values in \"{Values}\"", "an empty file");
    }

    /// <summary>A small file must not be used for many large tensors.</summary>
    [Fact]
    public void TheSameBytesAreNotReadAgainAndAgain()
    {
        using TemporaryFolder folder = new();
        ModelWriter model = new();
        string value = model.Input("x", null, 3);
        for (int i = 0; i < 10; i++)
        {
            value = model.Node("MatMul", $"m{i}", [value, model.Normal($"w{i}", [3, 3])]);
            Move(model.Graph.Initializer[i], 0);
        }

        model.Output(value);
        File.WriteAllBytes(folder[Values], new byte[48]);
        AssertRefused(model, folder, "w2", $"separate values in \"{Values}\"", "the values of other tensors");
    }

    [Fact]
    public void MutatedModelsAndFilesAreRefusedOrNetworks()
    {
        using TemporaryFolder folder = new();
        byte[] sample = Model(folder, out byte[] whole).ToBytes();
        var random = new Random(23);
        int read = 0;
        for (int i = 0; i < s_mutations; i++)
        {
            byte[] bytes = [.. sample];
            for (int edits = random.Next(0, 3); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (i % 50 == 0)
            {
                byte[] values = whole[..random.Next(whole.Length + 1)];
                random.NextBytes(values.AsSpan(0, values.Length / 2));
                File.WriteAllBytes(folder[Values], i % 100 == 0 ? whole : values);
            }

            try
            {
                ImportedNetwork imported = OnnxImport.Read(bytes, "mutated", null, folder.Path);
                Assert.All(imported.Parameters.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
                read++;
            }
            catch (ArchiveFormatException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }

        Assert.InRange(read, s_mutations / 20, s_mutations);
    }

    private static void AssertRefused(string key, string value, string expected, string found)
    {
        using TemporaryFolder folder = new();
        ModelWriter model = Model(folder, out _);
        model.Graph.Initializer[0].ExternalData.First(entry => entry.Key == key).Value = value;
        AssertRefused(model, folder, "w", expected, found);
    }

    private static void AssertRefused(ModelWriter model, TemporaryFolder folder, string tensor, string expected, string found)
    {
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => Read(model, folder));
        Assert.Equal($"a.onnx: tensor \"{tensor}\": expected {expected}, received {found}.", error.Message);
    }

    private static ImportedNetwork Read(ModelWriter model, TemporaryFolder folder) => OnnxImport.Read(model.ToBytes(), "a.onnx", null, folder.Path);

    /// <summary>Writes a layer whose weights and bias are in a file of 48 bytes.</summary>
    private static ModelWriter Model(TemporaryFolder folder, out byte[] whole)
    {
        ModelWriter model = new();
        model.Output(model.Node("Gemm", "y", [model.Input("x", null, 3), model.Normal("w", [3, 3]), model.Normal("b", [3])]));
        whole = [.. model.Graph.Initializer.SelectMany(tensor => tensor.RawData.ToByteArray())];
        File.WriteAllBytes(folder[Values], whole);
        Move(model.Graph.Initializer[0], 0);
        Move(model.Graph.Initializer[1], 36);
        return model;
    }

    private static void Move(TensorProto tensor, long offset)
    {
        string length = $"{tensor.RawData.Length}";
        tensor.RawData = Google.Protobuf.ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Values });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
    }
}

using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class ArchiveAccessTests
{
    private static readonly TensorArchive s_sample = TensorArchive.Read(ArchiveBytes.Written(ArchiveBytes.Sample()), "brain.safetensors");

    [Fact]
    public void AMissingTensorIsNamed() => Assert.Equal(
        """brain.safetensors: tensor "value/bias": expected F32 [4], received no such tensor.""",
        Assert.Throws<ArchiveFormatException>(() => s_sample.Get<float>("value/bias", [4])).Message);

    [Fact]
    public void AnotherShapeIsNamed() => Assert.Equal(
        """brain.safetensors: tensor "policy/dense_0/weights": expected F32 [3, 2], received F32 [2, 3].""",
        Assert.Throws<ArchiveFormatException>(() => s_sample.CopyTo("policy/dense_0/weights", [3, 2], new float[6].AsSpan())).Message);

    [Fact]
    public void AnotherTypeIsNamed() => Assert.Equal(
        """brain.safetensors: tensor "optimizer/step": expected U64 [], received I64 [].""",
        Assert.Throws<ArchiveFormatException>(() => s_sample.GetScalar<ulong>("optimizer/step")).Message);

    [Fact]
    public void MissingMetadataIsNamed() => Assert.Equal(
        """brain.safetensors: metadata "kind": expected a value, received no such entry.""",
        Assert.Throws<ArchiveFormatException>(() => s_sample.GetMetadata("kind")).Message);

    [Fact]
    public void TryGetForgivesOnlyAMissingTensor()
    {
        Assert.False(s_sample.TryGet<float>("value/bias", [4], out _));
        Assert.True(s_sample.TryGet<byte>("flags", [3], out byte[]? flags));
        Assert.Equal(3, flags.Length);
        Assert.Throws<ArchiveFormatException>(() => s_sample.TryGet<byte>("flags", [4], out _));
    }

    [Fact]
    public void TryFindTellsTypeAndShape()
    {
        Assert.True(s_sample.TryFind("policy/dense_0/weights", out var tensor));
        Assert.Equal((TensorType.F32, 6), (tensor.Type, tensor.ElementCount));
        Assert.Equal([2, 3], tensor.Shape.ToArray());
        Assert.False(s_sample.TryFind("Flags", out _));
    }

    [Fact]
    public void ADestinationOfAnotherLengthIsRefused()
    {
        Assert.Throws<ArgumentException>(() => s_sample.CopyTo("flags", [3], new byte[4].AsSpan()));
        Assert.Throws<ArgumentException>(() => s_sample.CopyMatrixTo("policy/dense_0/weights", 2, 3, 2, new float[9].AsSpan()));
        Assert.Throws<ArgumentException>(() => s_sample.CopyMatrixTo("policy/dense_0/weights", 2, 3, 4, new float[6].AsSpan()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("__metadata__")]
    [InlineData("taken")]
    public void BadNamesAreRefused(string name)
    {
        var archive = new TensorArchive();
        archive.AddScalar("taken", 1);
        Assert.Throws<ArgumentException>(() => archive.AddScalar(name, 1f));
        Assert.Equal(1, archive.Count);
    }

    [Fact]
    public void ANameWithALoneSurrogateIsRefused() => Assert.Equal(
        "name: expected a tensor name that is not empty, not \"__metadata__\" and without lone surrogates, received \"a\\ud800\". (Parameter 'name')",
        Assert.Throws<ArgumentException>(() => new TensorArchive().AddScalar("a\ud800", 1f)).Message);

    [Fact]
    public void BadShapesAreRefused()
    {
        var archive = new TensorArchive();
        Assert.Equal(
            "tensor \"x\": expected 6 values for shape [2, 3], received 5. (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => archive.Add<float>("x", [2, 3], new float[5])).Message);
        Assert.Throws<ArgumentException>(() => archive.Add<float>("x", [-1, 0], []));
        Assert.Throws<ArgumentException>(() => archive.Add<float>("x", [1, 1, 1, 1, 1, 1, 1, 1, 1], [1]));
        Assert.Throws<ArgumentException>(() => archive.Add<float>("x", [int.MaxValue, int.MaxValue, int.MaxValue], [1]));
        Assert.Throws<ArgumentException>(() => archive.AddMatrix<float>("x", 2, 3, 2, new float[9]));
        Assert.Throws<ArgumentException>(() => archive.AddMatrix<float>("x", 2, 3, 4, new float[6]));
        Assert.Throws<NotSupportedException>(() => archive.AddScalar("x", 1.0));
        Assert.Equal(0, archive.Count);
    }

    [Fact]
    public void MetadataThatCannotBeReadIsNotWritten()
    {
        var archive = new TensorArchive();
        archive.Metadata["a"] = "\udc00";
        Assert.Throws<InvalidOperationException>(() => archive.Write(Stream.Null));
        archive.Metadata["a"] = null!;
        Assert.Throws<InvalidOperationException>(() => archive.Write(Stream.Null));
        for (int i = 0; i < 4096; i++)
        {
            archive.Metadata[$"{i}"] = "";
        }

        archive.Metadata["a"] = "4097 of them";
        Assert.Throws<InvalidOperationException>(() => archive.Write(Stream.Null));
        archive.Metadata.Remove("a");
        Assert.Equal(4096, TensorArchive.Read(ArchiveBytes.Written(archive)).Metadata.Count);
    }
}

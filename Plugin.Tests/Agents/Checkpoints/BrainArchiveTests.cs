using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

public sealed class BrainArchiveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neuroagents-");

    private string File => Path.Combine(_folder.FullName, "guards.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ALoadedBrainActsAsTheSavedOneDid()
    {
        using Game trained = new(), fresh = new(seed: 5);
        trained.Frames(0, 30);
        trained.Brain.Save(File);
        fresh.Brain.Load(File);
        Assert.True(Matrices.SameBits(trained.Weights, fresh.Weights));
        Assert.Equal(trained.Frame(30), fresh.Frame(30));
        Workbench.AssertZeroPadding(fresh.Brain.Parameters, "loaded");
    }

    [Fact]
    public void AFileReplacesAnotherCompletely()
    {
        using Game first = new(seed: 1), second = new(seed: 2);
        first.Brain.Save(File);
        second.Brain.Save(File);
        first.Brain.Load(File);
        Assert.True(Matrices.SameBits(second.Weights, first.Weights));
        Assert.Equal(["guards.safetensors", "guards.safetensors.1"], _folder.GetFiles().Select(file => file.Name).Order());
    }

    [Fact]
    public void AFileCutAnywhereLeavesTheBrainUnchanged()
    {
        using Game game = new();
        game.Brain.Save(File);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        game.Frames(0, 5);
        Gen.Int[0, whole.Length - 1].Sample(
            length =>
            {
                System.IO.File.WriteAllBytes(File, whole[..length]);
                AssertRefused<ArchiveFormatException>(game);
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public void AnArchiveOfAnotherBrainLeavesTheBrainUnchanged()
    {
        using Game game = new();
        foreach (int[] hidden in (int[][])[[9, 16], [15, 9], [16], [16, 9, 9]])
        {
            using Game other = new(change: options => options with { Hidden = hidden });
            other.Brain.Save(File);
            AssertRefused<ArchiveFormatException>(game);
        }

        new TensorArchive { Metadata = { ["format"] = "neuroagents.brain.1" } }.Save(File);
        Assert.Contains("expected \"neuroagents.brain.2\", received \"neuroagents.brain.1\"", Assert.Throws<ArchiveFormatException>(() => game.Brain.Load(File)).Message, StringComparison.Ordinal);
        AssertRefused<ArchiveFormatException>(game);
        new TensorArchive { Metadata = { ["format"] = "neuroagents.brain.99" } }.Save(File);
        AssertRefused<ArchiveFormatException>(game);
        new TensorArchive().Save(File);
        AssertRefused<ArchiveFormatException>(game);
        foreach (string generation in (string[])["", ".1", ".2"])
        {
            System.IO.File.Delete(File + generation);
        }

        AssertRefused<FileNotFoundException>(game);
    }

    /// <summary>A wrong tensor at the end must not leave the ones before it already loaded.</summary>
    [Fact]
    public void AMisnamedLastTensorLeavesTheBrainUnchanged()
    {
        using Game game = new(), other = new(seed: 2);
        other.Brain.Save(File);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        int at = bytes.AsSpan().IndexOf("policy/dense_2/weights"u8);
        Assert.True(at > 0);
        "policy/dense_2/weighty"u8.CopyTo(bytes.AsSpan(at));
        System.IO.File.WriteAllBytes(File, bytes);
        AssertRefused<ArchiveFormatException>(game);
    }

    private void AssertRefused<T>(Game game)
        where T : Exception
    {
        float[] before = game.Weights;
        game.Decide(99);
        float[] action = game.Brain.Action(game.Agents[0]).ToArray();
        Assert.Throws<T>(() => game.Brain.Load(File));
        Assert.True(Matrices.SameBits(before, game.Weights));
        game.Decide(99);
        Assert.Equal(action, game.Brain.Action(game.Agents[0]).ToArray());
    }
}

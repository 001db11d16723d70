using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public sealed class ArchiveMemoryTests
{
    [Fact]
    public void ADisposedArchiveIsEmptyAndCanBeFilledAgain()
    {
        TensorArchive archive = new();
        archive.Add<float>("a", [50_000], Enumerable.Range(0, 50_000).Select(i => (float)i).ToArray());
        archive.Dispose();
        Assert.Equal(0, archive.Count);
        Assert.Throws<ArchiveFormatException>(() => archive.Get<float>("a", [50_000]));
        archive.Add<int>("a", [40_000], Enumerable.Range(1, 40_000).ToArray());
        Assert.Equal(Enumerable.Range(1, 40_000), archive.Get<int>("a", [40_000]));
    }

    /// <summary>Old content of rented memory never gets into an archive's file.</summary>
    [Fact]
    public void MemoryOfAnotherArchiveLeavesNoTrace()
    {
        byte[] expected = ArchiveBytes.Written(Sample());
        for (int i = 0; i < 8; i++)
        {
            using TensorArchive other = new();
            other.Add<byte>("noise", [70_000], Enumerable.Repeat((byte)(200 + i), 70_000).ToArray());
            other.Add<byte>("more", [3000], Enumerable.Repeat((byte)7, 3000).ToArray());
            other.Dispose();
            using TensorArchive archive = Sample();
            Assert.Equal(expected, ArchiveBytes.Written(archive));
        }
    }

    [Fact]
    public void AWholeArchiveInAnotherHasTheBytesOfItsFile()
    {
        using TensorArchive inner = ArchiveBytes.Sample(), outer = new();
        outer.AddArchive("inner", inner);
        byte[] file = ArchiveBytes.Written(inner);
        Assert.Equal(file, outer.Get<byte>("inner", [file.Length]));
    }

    /// <summary>After the first save, a save of megabytes allocates little, and nothing on the large object heap.</summary>
    [Fact]
    public void SavingAgainUsesTheMemoryOfTheSaveBefore()
    {
        RunOptions options = new() { Agents = 1000, Workers = 1 };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 70; frame++)
        {
            run.Frame.Run();
        }

        using TemporaryFolder folder = new();
        long least = long.MaxValue;
        for (int save = 0; save < 5; save++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            SavedRun.Save(run, options, folder["run"]);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(new FileInfo(folder["run"]).Length > 8_000_000);
        Assert.InRange(least, 0, 200_000);
    }

    private static TensorArchive Sample()
    {
        TensorArchive archive = new();
        archive.Add<float>("values", [17_000], Enumerable.Range(0, 17_000).Select(i => i * 0.5f).ToArray());
        archive.AddMatrix<float>("matrix", 100, 7, 16, Enumerable.Range(0, 1600).Select(i => (float)i).ToArray());
        archive.AddScalar("one", 1L);
        return archive;
    }
}

using System.Text;
using CsCheck;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

/// <summary>Untrusted files: each is refused by an <see cref="ArchiveFormatException"/> or gives the brain that its checksums describe, and uses no more memory than its size allows.</summary>
public sealed class HostileBrainFilesTests
{
    private static readonly bool s_isLong = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1";
    private static readonly byte[] s_file = File();
    private static readonly Brain s_victim = new NeuroPlugin().AddBrain("victim", Options());

    [Fact]
    public void AFileCutAtAnyByteIsRefused()
    {
        for (int length = 0; length < s_file.Length; length++)
        {
            Assert.False(Loads(s_file[..length]));
        }

        Assert.True(Loads(s_file));
    }

    [Fact]
    public void AFileWithAnyBitFlippedIsRefusedOrUnchanged()
    {
        byte[] bytes = [.. s_file];
        int taken = 0;
        for (int bit = 0; bit < 8 * Math.Min(bytes.Length, 4096); bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            taken += Loads(bytes) ? 1 : 0;
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // No checksum covers the space between JSON tokens, but no flipped bit turns a space into another space.
        Assert.Equal(0, taken);
    }

    /// <summary>Overwrites, removes, inserts and copies bytes anywhere. Nearly all of these break a checksum, so the same is repeated with new checksums.</summary>
    [Fact]
    public void MutatedFilesAreRefusedOrWhole()
    {
        Gen<(int, int, int, int)> edit = Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.OneOf<int>(Gen.Int[0, 255], Gen.OneOf("{}[]\",:0123456789-.e\\u ".Select(c => (int)c).ToArray())), Gen.Int[1, 80]);
        Gen.Select(edit.List[1, 4], Gen.Bool).Sample(
            (edits, isResealed) =>
            {
                byte[] bytes = edits.Aggregate(s_file, Mutate);
                Loads(isResealed ? Resealed(bytes) : bytes);
            },
            iter: s_isLong ? 100_000 : 3_000, threads: 1);
    }

    /// <summary>Checksums are no secret: anyone can compute valid ones for any text.</summary>
    [Fact]
    public void MutatedTextWithAValidChecksumIsRefusedOrGivesABrain()
    {
        int taken = 0;
        Gen.Select(Gen.OneOf("observations", "actions", "options", "name", "learner/type"), Gen.Int[0, int.MaxValue], Gen.OneOf("{}[]\",:0123456789-.e\\u xn".ToCharArray()), Gen.Int[0, 2]).Sample(
            (key, place, letter, kind) =>
            {
                TensorArchive archive = TensorArchive.Read(s_file);
                string text = archive.Metadata[key];
                int at = place % text.Length;
                archive.Metadata[key] = kind == 0 ? text.Remove(at, 1) : kind == 1 ? text.Insert(at, $"{letter}") : text.Remove(at, 1).Insert(at, $"{letter}");
                archive.Seal();
                taken += Loads(ArchiveBytes.Written(archive)) ? 1 : 0;
            },
            iter: s_isLong ? 50_000 : 2_000, threads: 1);
        Assert.True(taken > 0);
    }

    /// <summary>Measures all memory allocated during loading, which is more than is held at once.</summary>
    [Theory]
    [InlineData("small")]
    [InlineData("weights")]
    [InlineData("columns")]
    [InlineData("long names")]
    [InlineData("too many columns")]
    [InlineData("choices")]
    [InlineData("branches")]
    [InlineData("too many branches")]
    [InlineData("layers")]
    [InlineData("too many layers")]
    [InlineData("long text")]
    [InlineData("tokens")]
    [InlineData("replay")]
    [InlineData("tensors")]
    public void MemoryStaysNearTheSizeOfTheFile(string kind)
    {
        byte[] bytes = Worst(kind);
        SavedBrain.Read(TensorArchive.Read(s_file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            SavedBrain.Read(TensorArchive.Read(new MemoryStream(bytes)));
        }
        catch (ArchiveFormatException)
        {
        }

        // A debug build allocates more: its compiler leaves iterators and closures on the heap.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (PluginBuild.IsDebug ? 5L : 4L) * bytes.Length + (1 << 20));
    }

    /// <summary>Loads an untrusted brain as the README does, and also with the file's own learner. The memory that a few kilobytes can ask for is bounded.</summary>
    [Theory]
    [InlineData("""{"hidden":[3],"agent_capacity":16777216}""", 64, "agent_capacity: expected at most 335544, which take 64 MiB, received 16777216")]
    [InlineData("""{"hidden":[3],"learner":{"type":"imitation","replay_capacity":16777216}}""", 72, "learner.replay_capacity: expected at most 986895, which take 64 MiB, received 16777216")]
    [InlineData("""{"hidden":[3],"learner":{"type":"imitation","batch_size":65536}}""", 28, null)]
    [InlineData("""{"hidden":[3]}""", 8, null)]
    public void MemoryOfABrainFromAFileIsBounded(string options, int megabytes, string? lowered)
    {
        TensorArchive archive = TensorArchive.Read(s_file);
        archive.Metadata["options"] = options;
        archive.Seal();
        SavedBrain saved = SavedBrain.Read(archive);
        Assert.Equal(lowered is null ? [] : [lowered], saved.Lowered);
        using NeuroPlugin plugin = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        plugin.AddBrain("whole", saved.Options).Load(saved);
        plugin.AddBrain("playing", saved.Options with { Learner = null }).Load(saved);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (lowered?[0] == 'a' ? 2L : 1L) * megabytes << 20);
    }

    /// <summary>The reserve of rows grows with the number of agents and the delay, from 1,024 rows up to a limit in bytes.</summary>
    [Fact]
    public void MemoryForWaitingRowsIsBounded()
    {
        BrainOptions asked = Options() with
        {
            Actions = ActionSpec.Discrete([.. Enumerable.Range(0, 250).Select(i => new ActionBranch($"{i}", 32))]),
            Hidden = [1],
            AgentCapacity = 1000,
        };
        long rowBytes = sizeof(float) * (1L + asked.Observations.Width + 250 + 250 * 32);
        Assert.InRange(NeuroPlugin.ReplayReserve(asked, publishDelay: 64) * rowBytes, NeuroPlugin.MaxReserveBytes - rowBytes, NeuroPlugin.MaxReserveBytes);
        Assert.Equal(3 * 100_000, NeuroPlugin.ReplayReserve(Options() with { AgentCapacity = 100_000 }, publishDelay: 1));
        Assert.Equal(1024, NeuroPlugin.ReplayReserve(Options() with { AgentCapacity = 0 }, publishDelay: 1));
    }

    /// <summary>Wide layers between narrow ones have few weights and many outputs.</summary>
    [Fact]
    public void DecisionMemoryDoesNotGrowWithTheNumberOfLayers()
    {
        BrainOptions options = Options() with { Hidden = [.. Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? 4096 : 1)], Learner = null };
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 4 });
        SavedBrain saved = SavedBrain.Read(TensorArchive.Read(ArchiveBytes.Written(plugin.AddBrain("small", options).ToArchive())));
        long before = GC.GetAllocatedBytesForCurrentThread();
        plugin.AddBrain("deciding", saved.Options);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => (options with { Hidden = [.. Enumerable.Repeat(4096, 16), 1] }).Validate());
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(65_536, 1040)]
    public void TheMinibatchOfAWideNetworkIsLowered(int batch, int kept)
    {
        BrainOptions options = Options() with { Hidden = [.. Enumerable.Range(0, 4).Select(i => i % 2 == 0 ? 4000 : 1)], Learner = new ImitationOptions { BatchSize = 1 } };
        using NeuroPlugin plugin = new();
        TensorArchive archive = TensorArchive.Read(ArchiveBytes.Written(plugin.AddBrain("wide", options).ToArchive()));
        archive.Metadata["options"] = archive.Metadata["options"].Replace("\"batch_size\":1,", $"\"batch_size\":{batch},", StringComparison.Ordinal);
        archive.Seal();
        SavedBrain saved = SavedBrain.Read(archive);
        Assert.Equal(kept, ((ImitationOptions)saved.Options.Learner!).BatchSize);
        Assert.Equal(batch != kept, saved.Lowered.Count == 1);
    }

    [Theory]
    [InlineData("learner/optimizer/second_moment", -1f)]
    [InlineData("learner/optimizer/second_moment", float.NaN)]
    [InlineData("learner/optimizer/first_moment", float.PositiveInfinity)]
    [InlineData("policy/dense_0/bias", float.NaN)]
    public void NumbersThatWouldSpoilTheWeightsAreRefused(string tensor, float value)
    {
        TensorArchive archive = TensorArchive.Read(s_file);
        TensorArchive changed = archive.Select("", (found, into) =>
        {
            if (found.Name != tensor)
            {
                return false;
            }

            float[] values = archive.Get<float>(tensor, found.Shape);
            values[0] = value;
            into.Add<float>(tensor, found.Shape, values);
            return true;
        });
        changed.Seal();
        float[] before = s_victim.Parameters.Values.ToArray();
        Assert.Throws<ArchiveFormatException>(() => s_victim.Load(SavedBrain.Read(changed)));
        Assert.True(Matrices.SameBits(before, s_victim.Parameters.Values.ToArray()));
    }

    private static BrainOptions Options() => new()
    {
        Observations = new ObservationSpec().Add("a", 0, 1).Add("b", -1, 1),
        Actions = ActionSpec.Continuous("x"),
        Hidden = [3],
        AgentCapacity = 1,
        Learner = new ImitationOptions { BatchSize = 2, ReplayCapacity = 4 },
    };

    private static byte[] File()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("guards", Options());
        for (int i = 0; i < 5; i++)
        {
            brain.Teach([0.1f * i, 0.5f], [0.2f * i]);
            plugin.LateUpdate();
        }

        return ArchiveBytes.Written(brain.ToArchive());
    }

    private static bool Loads(byte[] bytes)
    {
        try
        {
            TensorArchive archive = TensorArchive.Read(bytes, "stranger");
            SavedBrain saved = SavedBrain.Read(archive);
            archive.RequireSealed();
            Assert.All(saved.CreateParameters().Values.ToArray(), weight => Assert.True(float.IsFinite(weight)));
            s_victim.Load(saved);
            return true;
        }
        catch (ArchiveFormatException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            return false;
        }
    }

    private static byte[] Mutate(byte[] bytes, (int Kind, int Place, int Value, int Length) edit)
    {
        List<byte> edited = [.. bytes];
        int place = edit.Place % Math.Max(1, edited.Count);
        switch (edited.Count == 0 ? 3 : edit.Kind)
        {
            case 0: edited[place] ^= (byte)(1 << (edit.Value % 8)); break;
            case 1: edited[place] = (byte)edit.Value; break;
            case 2: edited.RemoveAt(place); break;
            case 3: edited.Insert(place, (byte)edit.Value); break;
            default: edited.InsertRange(place, edited.GetRange(place, Math.Min(edited.Count - place, edit.Length))); break;
        }

        return [.. edited];
    }

    private static byte[] Resealed(byte[] bytes)
    {
        try
        {
            TensorArchive archive = TensorArchive.Read(bytes);
            archive.Seal();
            return ArchiveBytes.Written(archive);
        }
        catch (Exception error) when (error is ArchiveFormatException or InvalidOperationException)
        {
            return bytes;
        }
    }

    /// <summary>Returns the file that costs most memory per byte, with valid checksums.</summary>
    private static byte[] Worst(string kind)
    {
        TensorArchive archive = TensorArchive.Read(s_file);
        IDictionary<string, string> text = archive.Metadata;
        switch (kind)
        {
            case "weights": return Saved(Options() with { Hidden = [512, 512], Learner = null });
            case "columns": return Saved(Options() with { Observations = Columns(ObservationSpec.MaximumWidth, 3), Hidden = [1], Learner = null });
            case "long names": return Saved(Options() with { Observations = Columns(2_000, 120), Learner = null });
            case "choices": return Saved(Options() with { Actions = ActionSpec.Discrete(new ActionBranch("a", [.. Enumerable.Range(0, 8000).Select(i => $"{i:x}")])), Hidden = [1], Learner = null });
            case "branches": return Saved(Options() with { Actions = ActionSpec.Discrete([.. Enumerable.Range(0, 256).Select(i => new ActionBranch($"{i:x}", "0", "1"))]), Hidden = [1], Learner = null });
            case "layers": return Saved(Options() with { Hidden = [.. Enumerable.Repeat(1, 256)], Learner = null });
            case "too many branches": text["actions"] = "{\"discrete\":{" + string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"\"{i:x}\":[\"0\",\"1\"]")) + "}}"; break;
            case "too many columns": text["observations"] = "{" + string.Join(',', Enumerable.Range(0, 15_000).Select(i => $"\"{i:x}\":[0,1]")) + "}"; break;
            case "too many layers": text["options"] = $$"""{"hidden":[{{string.Join(',', Enumerable.Repeat(1, 20_000))}}]}"""; break;
            case "long text": text["observations"] = $$"""{"{{new string('x', 5_000_000)}}":[0,1]}"""; break;
            case "tokens": text["options"] = $"[{string.Join(',', Enumerable.Repeat(1, 30_000))}]"; break;
            case "replay": text["options"] = """{"hidden":[3],"agent_capacity":16777216,"learner":{"type":"imitation","replay_capacity":16777216}}"""; break;
            case "tensors":
                for (int i = 0; i < 50_000; i++)
                {
                    archive.Add<byte>($"{i:x}", [0], []);
                }

                break;
        }

        archive.Seal();
        return ArchiveBytes.Written(archive);

        static ObservationSpec Columns(int count, int length)
            => Enumerable.Range(0, count).Aggregate(new ObservationSpec(), (spec, i) => spec.Add($"{i:x}".PadLeft(length, '0'), 0, 1));

        static byte[] Saved(BrainOptions options)
        {
            using NeuroPlugin plugin = new();
            return ArchiveBytes.Written(plugin.AddBrain("big", options).ToArchive());
        }
    }
}

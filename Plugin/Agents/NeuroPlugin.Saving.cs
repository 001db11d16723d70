using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

public sealed partial class NeuroPlugin
{
    private const string StepKey = "plugin/step";
    private const string TimeKey = "plugin/time";
    private const string WaitingKey = "plugin/waiting";

    /// <summary>Present if a fixed step came since the last <see cref="LateUpdate"/>.</summary>
    private const string SteppedKey = "plugin/has_stepped";
    private const string BrainsPrefix = "plugin/brains/";

    /// <summary>Adds everything that learning goes on from to an archive, for a saved game: brains, their agents, their experience, and the time. Allocates.</summary>
    /// <remarks>
    /// Call it between <see cref="LateUpdate"/> and the next decision. Agents are known by <see cref="AgentHandle.Id"/> afterwards: save that with what belongs to
    /// them, and find them again with <see cref="Brain.FindAgent"/>. After a load in the same plugin, an older handle stays valid if its agent lives both before and after the load.
    /// Each brain is a tensor of bytes, a whole file of its own.
    /// </remarks>
    /// <param name="archive">Where to, beside the game's own state. Names start with <c>plugin/</c>.</param>
    /// <exception cref="ArgumentException">The archive has tensors of these names.</exception>
    /// <exception cref="InvalidOperationException">The call comes from a learner, or a brain cannot be saved: see <see cref="Brain.Save"/>. The archive is then incomplete and should be discarded.</exception>
    public void Save(TensorArchive archive)
    {
        Require.NotNull(archive);
        _calls.RequireOutsideLearning();
        Fill(archive, isTrusted: false);
    }

    private void Fill(TensorArchive archive, bool isTrusted)
    {
        archive.AddCount(StepKey, Step);
        archive.AddScalar(TimeKey, BitConverter.DoubleToInt64Bits(Time));
        if (_hasStepped)
        {
            archive.AddScalar(SteppedKey, 1);
        }

        if (_beside is not null)
        {
            _beside.Wait();
            archive.AddScalar(WaitingKey, _beside.Waiting);
        }

        foreach (Brain brain in _brains)
        {
            using TensorArchive file = brain.ToArchive(withAgents: true, isTrusted);
            archive.AddArchive(BrainsPrefix + brain.Name, file);
        }
    }

    /// <summary>Goes on from a saved game: the same calls give the same bits as if it had never been interrupted. Allocates.</summary>
    /// <remarks>In lockstep what was learned and not published yet is published in the frame in which it would have been. A plugin of another mode or delay publishes it at once.</remarks>
    /// <param name="archive">What <see cref="Save"/> filled, by a plugin that has brains of the same names and options; the seed is this plugin's own.</param>
    /// <exception cref="ArchiveFormatException">Something is missing, damaged or of other brains; everything is as before.</exception>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    public void Load(TensorArchive archive)
    {
        Require.NotNull(archive);
        _calls.RequireOutsideLearning();
        RequireBrains(archive);
        using TensorArchive before = new() { IsTrusted = true };
        Fill(before, isTrusted: true);
        Brain.Unsaved[] unsaved = [.. _brains.Select(brain => brain.KeepUnsaved())];
        try
        {
            Take(archive);
        }
        catch
        {
            Take(before);
            for (int i = 0; i < unsaved.Length; i++)
            {
                // Each table keeps its identity, so that the game's handles stay valid.
                _brains[i].PutBack(unsaved[i]);
            }

            throw;
        }
    }

    /// <summary>Refuses a saved game in which a value is out of its range. Needs no plugin. Allocates.</summary>
    /// <param name="archive">An archive that <see cref="Save"/> filled.</param>
    /// <exception cref="ArchiveFormatException">An entry is missing, damaged or out of its range. Whether the game fits a plugin is checked by <see cref="Load"/> only.</exception>
    public static void Check(TensorArchive archive)
    {
        Require.NotNull(archive);
        archive.GetCount(StepKey);
        ReadTime(archive);
        archive.TryGet<int>(SteppedKey, [], out _);
        foreach (string name in archive.Names.Where(name => name.StartsWith(BrainsPrefix, StringComparison.Ordinal)))
        {
            using TensorArchive file = ReadBrain(archive, name[BrainsPrefix.Length..]);
            SavedBrain.Read(file);
        }
    }

    private static double ReadTime(TensorArchive archive)
    {
        double time = BitConverter.Int64BitsToDouble(archive.GetScalar<long>(TimeKey));
        return time >= 0 && time <= double.MaxValue
            ? time
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{TimeKey}\"", "seconds from 0 on", FormattableString.Invariant($"{time}"));
    }

    private static TensorArchive ReadBrain(TensorArchive archive, string brain)
    {
        string name = BrainsPrefix + brain;
        byte[] file = archive.Get<byte>(name, [archive.RequireVector<byte>(name)]);
        TensorArchive read = TensorArchive.Read(file, $"{archive.Origin}, brain {Excerpt.Of(brain)}");
        read.IsTrusted = archive.IsTrusted;
        return read;
    }

    private void Take(TensorArchive archive)
    {
        long step = archive.GetCount(StepKey);
        double time = ReadTime(archive);
        bool hasStepped = archive.TryGet<int>(SteppedKey, [], out _);
        int? waiting = Waiting(archive);
        foreach (Brain brain in _brains)
        {
            brain.Restore(SavedBrain.Read(ReadBrain(archive, brain.Name)), waiting);
        }

        _beside?.ResumeWith(waiting ?? 0);
        (Step, Time, _hasStepped) = (step, time, hasStepped);
    }

    private void RequireBrains(TensorArchive archive)
    {
        string expected = string.Join(", ", _brains.Select(brain => brain.Name).OrderBy(name => name, StringComparer.Ordinal));
        string found = string.Join(", ", archive.Names.Where(name => name.StartsWith(BrainsPrefix, StringComparison.Ordinal)).Select(name => name[BrainsPrefix.Length..]));
        if (expected != found)
        {
            throw new ArchiveFormatException(archive.Origin, "brains", Excerpt.Of(expected), Excerpt.Of(found));
        }
    }

    /// <summary>Jobs of learning that go on waiting to be published; null where this plugin learns in another way than the one that saved.</summary>
    private int? Waiting(TensorArchive archive)
    {
        if (_beside is null || !archive.TryGet<int>(WaitingKey, [], out int[]? saved))
        {
            return null;
        }

        return saved[0] < 0
            ? throw new ArchiveFormatException(archive.Origin, $"tensor \"{WaitingKey}\"", "a number from 0 on", $"{saved[0]}")
            : _beside.CanResume(saved[0]) ? saved[0] : null;
    }
}

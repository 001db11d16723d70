using NeuroAgents.Learning.Hosting;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>The saving and loading of a whole plugin: all brains with agents and experience, and the game time.</summary>
internal sealed class PluginCheckpoint(NeuroPlugin plugin, LearningHost host)
{
    private const string StepKey = "plugin/step";
    private const string TimeKey = "plugin/time";
    private const string WaitingKey = "plugin/waiting";

    /// <summary>Publish delay of the plugin that saved the game, in frames. Missing in files of earlier versions.</summary>
    private const string DelayKey = "plugin/publish_delay";

    /// <summary>Present if a fixed step came since the last <see cref="NeuroPlugin.LateUpdate"/>.</summary>
    private const string SteppedKey = "plugin/has_stepped";
    private const string BrainsPrefix = "plugin/brains/";
    private const string LeaguesPrefix = "plugin/leagues/";

    internal void Save(TensorArchive archive, bool isTrusted)
    {
        archive.AddCount(StepKey, plugin.Step);
        archive.AddScalar(TimeKey, BitConverter.DoubleToInt64Bits(plugin.Time));
        if (plugin.Moment.HasStepped)
        {
            archive.AddScalar(SteppedKey, 1);
        }

        if (plugin.LearnMode != LearnMode.Inline)
        {
            host.Wait(nameof(NeuroPlugin.Save));
            archive.AddScalar(WaitingKey, host.WaitingJobs.Length);
            archive.AddScalar(DelayKey, host.Delay);
        }

        foreach (Brain brain in plugin.Brains)
        {
            using TensorArchive file = brain.Checkpoint.ToArchive(withAgents: true, isTrusted, nameof(NeuroPlugin.Save));
            archive.AddArchive(BrainsPrefix + brain.Name, file);
        }

        for (int i = 0; i < plugin.Leagues.Count; i++)
        {
            plugin.Leagues[i].Save(archive, $"{LeaguesPrefix}{i}/");
        }
    }

    /// <summary>Loads a saved game, or restores the earlier state if the game can't be loaded.</summary>
    internal void Load(TensorArchive archive)
    {
        RequireBrains(archive);
        using TensorArchive before = new() { IsTrusted = true };
        Save(before, isTrusted: true);
        BrainCheckpoint.Unsaved[] unsaved = [.. plugin.Brains.Select(brain => brain.Checkpoint.CaptureUnsaved())];
        try
        {
            Restore(archive);
        }
        catch
        {
            Restore(before);
            for (int i = 0; i < unsaved.Length; i++)
            {
                // Each table keeps its identity, so that the game's handles stay valid.
                plugin.Brains[i].Checkpoint.RestoreUnsaved(unsaved[i]);
            }

            throw;
        }
    }

    /// <summary>Checks that every value of a saved game is in its range.</summary>
    internal static void Check(TensorArchive archive)
    {
        archive.GetCount(StepKey);
        ReadTime(archive);
        archive.TryGet<int>(SteppedKey, [], out _);
        archive.TryGet<int>(DelayKey, [], out _);
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
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{TimeKey}\"", "a finite number of seconds, at least 0", FormattableString.Invariant($"{time}"));
    }

    private static TensorArchive ReadBrain(TensorArchive archive, string brain)
    {
        string name = BrainsPrefix + brain;
        byte[] file = archive.Get<byte>(name, [archive.RequireVector<byte>(name)]);
        TensorArchive read = TensorArchive.Read(file, $"{archive.Origin}, brain {Excerpt.Of(brain)}");
        read.IsTrusted = archive.IsTrusted;
        return read;
    }

    private void Restore(TensorArchive archive)
    {
        long step = archive.GetCount(StepKey);
        double time = ReadTime(archive);
        bool hasStepped = archive.TryGet<int>(SteppedKey, [], out _);
        int? waiting = Waiting(archive);
        foreach (Brain brain in plugin.Brains)
        {
            brain.Checkpoint.Restore(SavedBrain.Read(ReadBrain(archive, brain.Name), brain.Options.Learner?.Kind), waiting);
        }

        for (int i = 0; i < plugin.Leagues.Count; i++)
        {
            plugin.Leagues[i].Load(archive, $"{LeaguesPrefix}{i}/");
        }

        host.ResumeWith(waiting ?? 0);
        plugin.Moment = (step, time, hasStepped);
    }

    private void RequireBrains(TensorArchive archive)
    {
        int leagues = archive.Names.Where(name => name.StartsWith(LeaguesPrefix, StringComparison.Ordinal)).Select(name => name.Split('/')[2]).Distinct().Count();
        if (leagues != plugin.Leagues.Count)
        {
            throw new ArchiveFormatException(archive.Origin, "leagues", $"{plugin.Leagues.Count}", $"{leagues}");
        }

        string expected = string.Join(", ", plugin.Brains.Select(brain => brain.Name).OrderBy(name => name, StringComparer.Ordinal));
        string received = string.Join(", ", archive.Names.Where(name => name.StartsWith(BrainsPrefix, StringComparison.Ordinal)).Select(name => name[BrainsPrefix.Length..]));
        if (expected != received)
        {
            throw new ArchiveFormatException(archive.Origin, "brains", Excerpt.Of(expected), Excerpt.Of(received));
        }
    }

    /// <summary>Returns the number of saved learning jobs that still wait to be published, or null to publish them at once, because this plugin learns inline or with another publish delay.</summary>
    private int? Waiting(TensorArchive archive)
    {
        if (plugin.LearnMode == LearnMode.Inline || !archive.TryGet<int>(WaitingKey, [], out int[]? saved))
        {
            return null;
        }

        return saved[0] < 0
            ? throw new ArchiveFormatException(archive.Origin, $"tensor \"{WaitingKey}\"", "a number of at least 0", $"{saved[0]}")
            : host.CanResume(saved[0]) && (!archive.TryGet<int>(DelayKey, [], out int[]? delay) || delay[0] == host.Delay) ? saved[0] : null;
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Curricula;

/// <summary>A parameter of a <see cref="Curriculum"/>: its lessons, and the one that is taught now.</summary>
public sealed class CurriculumParameter
{
    private readonly RandomSource _random;
    private readonly Lesson[] _lessons;
    private int _index;

    /// <summary>Number of the first finished episode that counts for the current lesson.</summary>
    private long _firstEpisode;

    /// <summary>Number of finished episodes at the newest comparison. Until another episode finishes, a comparison has the same result.</summary>
    private long _compared;

    internal CurriculumParameter(string name, IReadOnlyList<Lesson> lessons, RandomSource random)
    {
        if (string.IsNullOrWhiteSpace(name) || !Excerpt.HasUtf8Form(name))
        {
            throw new ArgumentException($"lessons: expected names that are not blank and have no lone surrogates, received {Excerpt.Of(name)}.", nameof(lessons));
        }

        if (lessons is not { Count: > 0 })
        {
            throw new ArgumentException($"{Excerpt.Of(name)}: expected at least one lesson, received none.", nameof(lessons));
        }

        (Name, _random) = (name, random.Stream(Hash(name)));
        _lessons = [.. lessons.Select((lesson, index) => Checked(lesson, index, lessons.Count))];
    }

    /// <summary>Name of the parameter.</summary>
    public string Name { get; }

    /// <summary>The lessons in their order. Don't change them.</summary>
    public IReadOnlyList<Lesson> Lessons => _lessons;

    /// <summary>The lesson that is taught now.</summary>
    public Lesson Lesson => _lessons[_index];

    /// <summary>Number of the lesson that is taught now, from 1.</summary>
    public int LessonNumber => _index + 1;

    /// <summary>Mean return at which the previous lesson ended; NaN if no lesson has ended since the curriculum was created or loaded.</summary>
    public double PassedReturn { get; private set; } = double.NaN;

    /// <summary>Returns the parameter's value for an episode in the current lesson. Draws depend only on the seed, the parameter's name, the agent and the episode. Does not allocate. Thread safe between updates.</summary>
    /// <remarks>A lesson may end in the middle of an episode. A game that reads the parameter only at the beginning of an episode keeps it constant within the episode.</remarks>
    /// <param name="agent">The agent's <see cref="AgentHandle.Id"/>, or 0 for a parameter that all agents share.</param>
    /// <param name="episode">Number of the agent's episode, counted by the game.</param>
    public float Value(ulong agent, ulong episode) => (float)Lesson.Draw(_random, agent, episode);

    /// <summary>Returns the lesson in words: <c>hazards: lesson 2 of 3, 0.02</c>. Allocates.</summary>
    public override string ToString() => $"{Name}: lesson {LessonNumber} of {_lessons.Length}, {Lesson}";

    /// <summary>Begins the next lesson if the current one has reached its threshold, and returns whether it did.</summary>
    internal bool Advance(EpisodeLog log, int agents)
    {
        if (log.Count == _compared || Lesson.Threshold is not { } threshold)
        {
            return false;
        }

        _compared = log.Count;
        if (log.Count - _firstEpisode < Math.Max(Lesson.Window, Lesson.MinEpisodes))
        {
            return false;
        }

        double mean = MeanReturn(log, Lesson.Window);
        if (!(mean >= threshold))
        {
            return false;
        }

        // Each agent may have begun an episode in the lesson that ends. As many episodes, the next to finish, don't count.
        (_firstEpisode, PassedReturn) = (log.Count + agents, mean);
        _index++;
        return true;
    }

    internal void Save(TensorArchive archive) => archive.Add<long>(Key(Name), [2], [_index, Math.Min(_firstEpisode, TensorArchive.MaxCount)]);

    /// <summary>Reads the saved lesson and returns a function that sets it, so that a refused archive changes no parameter.</summary>
    internal Action Load(TensorArchive archive)
    {
        long[] saved = archive.TryFind(Key(Name), out _) ? archive.Get<long>(Key(Name), [2]) : [0, 0];
        if (!(saved[0] >= 0 && saved[0] < _lessons.Length) || !(saved[1] >= 0 && saved[1] <= TensorArchive.MaxCount))
        {
            throw new ArchiveFormatException(
                archive.Origin, $"tensor {Excerpt.Of(Key(Name))}", $"a lesson's index from 0 to {_lessons.Length - 1} and an episode's number of at least 0", FormattableString.Invariant($"{saved[0]} and {saved[1]}"));
        }

        return () => (_index, _firstEpisode, _compared, PassedReturn) = ((int)saved[0], saved[1], -1, double.NaN);
    }

    private static string Key(string name) => $"curriculum/{name}";

    private static double MeanReturn(EpisodeLog log, int window)
    {
        double sum = 0;
        for (long number = log.Count - window; number < log.Count; number++)
        {
            sum += log[number].Return;
        }

        return sum / window;
    }

    private Lesson Checked(Lesson lesson, int index, int count)
    {
        Require.NotNull(lesson);
        lesson = lesson.Copy();
        try
        {
            lesson.Validate(isLast: index == count - 1);
            return lesson;
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{Excerpt.OneLine(Name)}, lesson {index + 1}: {error.Message}", error);
        }
    }

    /// <summary>Computes the FNV-1a hash of a name's UTF-16 units.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in name)
        {
            hash = unchecked((hash ^ unit) * 1099511628211);
        }

        return hash;
    }
}

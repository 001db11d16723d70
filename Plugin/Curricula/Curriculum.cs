using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Curricula;

/// <summary>Parameters of a game that change from lesson to lesson as agents earn more, so that the task becomes harder, or that are drawn anew for each episode.</summary>
/// <remarks>
/// <para>Each parameter has lessons. A lesson ends when the mean return of the newest episodes reaches its threshold: see <see cref="Curricula.Lesson"/>. Parameters advance independently of each other.</para>
/// <para>When a lesson begins, the next episodes to finish don't count for it, one for each living agent, because they may have begun in the lesson before.</para>
/// <para>Results are a function of seed, lessons and returns. One thread at a time. Bengio, Louradour, Collobert, Weston: "Curriculum learning", ICML 2009.</para>
/// </remarks>
/// <example><code>
/// Curriculum curriculum = Curriculum.Read(File.ReadAllBytes("curriculum.json"), seed: 7, "curriculum.json");
/// CurriculumParameter wall = curriculum.Find("wall-height")!;
/// float height = wall.Value(agent.Id, episode);   // at the beginning of each episode
/// plugin.LateUpdate();
/// curriculum.Update(brain);                       // once a frame
/// </code></example>
public sealed class Curriculum
{
    // Brains use the lowest numbers.
    private const ulong RandomStream = 2_000_001;
    private readonly CurriculumParameter[] _parameters;

    /// <summary>Creates a curriculum at the first lesson of each parameter.</summary>
    /// <param name="lessons">The lessons of each parameter by name. They are copied.</param>
    /// <param name="seed">Seed of all draws.</param>
    /// <exception cref="ArgumentException">There is no parameter, one has no lesson, or a value is missing or out of its range.</exception>
    public Curriculum(IReadOnlyDictionary<string, IReadOnlyList<Lesson>> lessons, ulong seed)
    {
        Require.NotNull(lessons);
        if (lessons.Count == 0)
        {
            throw new ArgumentException("lessons: expected at least one parameter, received none.", nameof(lessons));
        }

        RandomSource random = new(seed, RandomStream);
        _parameters = [.. lessons.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new CurriculumParameter(each.Key, each.Value, random))];
    }

    /// <summary>The parameters in the order of their names.</summary>
    public IReadOnlyList<CurriculumParameter> Parameters => _parameters;

    /// <summary>Raised by <see cref="Update"/> when a parameter's next lesson begins.</summary>
    public event Action<CurriculumParameter>? Advanced;

    /// <summary>Reads lessons from JSON: an object that has a list of lessons for each parameter's name.</summary>
    /// <remarks><code>{ "wall-height": [ { "value": 1, "threshold": 0.8 }, { "sampler": { "type": "uniform", "minimum": 2, "maximum": 4 } } ] }</code></remarks>
    /// <param name="json">The JSON in UTF-8.</param>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="origin">Name of the JSON in error messages.</param>
    /// <exception cref="OptionsFormatException">The text is not JSON of this form.</exception>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static Curriculum Read(ReadOnlySpan<byte> json, ulong seed, string origin)
        => new(StrictJson.Read(json, CurriculumJson.Default.DictionaryStringIReadOnlyListLesson, origin), seed);

    /// <summary>Returns the parameter with a name; null if there is none. Does not allocate.</summary>
    public CurriculumParameter? Find(string name)
    {
        foreach (CurriculumParameter parameter in _parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>Begins the next lesson of each parameter whose current lesson has reached its threshold. Call it once a frame. Does not allocate, except in handlers of <see cref="Advanced"/>.</summary>
    /// <param name="brain">The brain whose returns are compared with the thresholds.</param>
    public void Update(Brain brain)
    {
        Require.NotNull(brain);
        foreach (CurriculumParameter parameter in _parameters)
        {
            if (parameter.Advance(brain.Statistics.Episodes, brain.AgentCount))
            {
                Advanced?.Invoke(parameter);
            }
        }
    }

    /// <summary>Adds the current lessons to an archive, such as that of <see cref="NeuroPlugin.Save"/>. Allocates.</summary>
    /// <param name="archive">The archive. Names of the tensors start with <c>curriculum/</c>.</param>
    public void Save(TensorArchive archive)
    {
        Require.NotNull(archive);
        Array.ForEach(_parameters, parameter => parameter.Save(archive));
    }

    /// <summary>Restores the lessons of an archive. Load the brain of <see cref="Update"/> from the same archive too, because lessons count the brain's episodes. A parameter that the archive lacks starts at its first lesson. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">A parameter of the archive is in a lesson that this curriculum lacks, or is damaged. Nothing was changed.</exception>
    public void Load(TensorArchive archive)
    {
        Require.NotNull(archive);
        Action[] loads = [.. _parameters.Select(parameter => parameter.Load(archive))];
        Array.ForEach(loads, load => load());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<Lesson>>))]
internal sealed partial class CurriculumJson : JsonSerializerContext;

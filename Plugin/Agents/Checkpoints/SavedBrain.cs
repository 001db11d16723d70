using NeuroAgents.Diagnostics;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>A brain read from a file: options, specs, network and weights, outside any plugin.</summary>
/// <remarks>
/// The file is untrusted: every value is checked before it is used. No number in it is NaN or infinite, every count, rate and state is within
/// its range, and reading uses at most 4 times the file's size plus 1 MiB of memory. Immutable; thread safe.
/// <example><code>
/// SavedBrain saved = SavedBrain.Load("guards.brain");
/// Brain guards = plugin.AddBrain(saved.Name, saved.Options with { Learner = null });    // decides, learns nothing
/// guards.Load(saved);
/// </code></example>
/// </remarks>
public sealed class SavedBrain
{
    /// <summary>Value of the metadata entry <c>format</c> in a brain's file.</summary>
    public const string Format = BrainArchive.Format;

    private readonly BrainNetworks _networks;
    private readonly BrainOptions _options;

    private SavedBrain(TensorArchive archive, LearnerKind? kind)
    {
        archive.RequireFinite();
        Archive = archive;
        Name = BrainArchive.ReadName(archive);
        BrainOptions options = BrainArchive.ReadOptions(archive, kind);
        _networks = BrainArchive.CreateNetworks(archive, options);
        BrainArchive.RequireParameters(archive, _networks.Layout);
        if (BrainArchive.HasLearner(archive))
        {
            options.Learner?.RequireState(archive, _networks.Layout);
        }

        CapacityLimit limit = new(_networks.Policy, options.Actions!.Head);
        _options = options with
        {
            AgentCapacity = limit.Lower("agent_capacity", options.AgentCapacity, limit.AgentBytes, 0),
            Learner = options.Learner?.WithCapacities(limit),
        };
        Lowered = limit.Lowered;
        Counters = BrainCounters.Read(archive);
        Normalizer = BrainArchive.CreateNormalizer(archive, options);
        if (options.Normalization == Normalization.Running)
        {
            Moments = new RunningMoments(Normalizer);
            Moments.Load(archive);
        }
    }

    /// <summary>The name that the brain had.</summary>
    public string Name { get; }

    /// <summary>The brain's options, including observations and actions: a brain with these options can load everything in the file. Each call returns a new copy.</summary>
    /// <remarks>
    /// The memory of the weights grows with the file. In addition, <see cref="BrainOptions.AgentCapacity"/>, the replay and the minibatch may each ask for at most 64 MiB. Larger values in a
    /// file are lowered, and <see cref="Lowered"/> names them. A game that needs more sets its own values: <c>saved.Options with { AgentCapacity = 500_000 }</c>.
    /// </remarks>
    public BrainOptions Options => _options.Copy();

    /// <summary>The capacities of <see cref="Options"/> that are lower than in the file, a line each; usually empty.</summary>
    public IReadOnlyList<string> Lowered { get; }

    /// <summary>Observations of the brain's agents.</summary>
    public ObservationSpec Observations => _options.Observations;

    /// <summary>Actions of the brain's agents.</summary>
    public ActionSpec Actions => _options.Actions!;

    /// <summary>The network from normalised observations to outputs; <see cref="Layout"/> has its parameters under the name <see cref="NetworkNames.Policy"/>.</summary>
    public Sequential Policy => _networks.Policy;

    /// <summary>Conversion of the network's outputs to actions.</summary>
    public PolicyHead Head => _networks.Head;

    /// <summary>Places of all tensors in <see cref="CreateParameters"/>.</summary>
    public ParameterLayout Layout => _networks.Layout;

    /// <summary>Number of minibatches that the brain had learned from.</summary>
    public long LearnSteps => Counters.Learning.LearnSteps;

    /// <summary>Number of rows that the brain had learned from.</summary>
    public long SamplesLearned => Counters.Learning.SamplesLearned;

    /// <summary>Map from raw observations to network inputs, as it was when the brain was saved.</summary>
    public ObservationNormalizer Normalizer { get; }

    /// <summary>Mean and variance of the brain's observations; null unless <see cref="BrainOptions.Normalization"/> is running.</summary>
    public RunningMoments? Moments { get; }

    /// <summary>Networks of the saved learner other than the policy.</summary>
    internal IReadOnlyList<LearnerNetwork> OtherNetworks => _networks.Others;

    internal TensorArchive Archive { get; }

    internal BrainCounters Counters { get; }

    /// <summary>The file that was read: <c>FILE</c>, or the older <c>FILE.1</c> and so on if newer ones are missing or damaged.</summary>
    public string Origin => Archive.Origin;

    /// <summary>SHA-256 of all data in the file, in hexadecimal.</summary>
    public string Sha256 => Archive.GetMetadata("sha256");

    /// <summary>Reasons why newer files than <see cref="Origin"/> were not read, a line each; usually empty.</summary>
    public IReadOnlyList<string> SkippedFiles => Archive.SkippedFiles;

    /// <summary>Reads the newest file that is whole and has every value within its range.</summary>
    /// <param name="path">The file that <see cref="Brain.Save"/> wrote.</param>
    /// <exception cref="ArchiveFormatException">The newest whole file has another format, or no file is whole with every value within its range; then the error is that of the newest file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public static SavedBrain Load(string path) => Load(path, null);

    /// <summary>Reads a file like <see cref="Load(string)"/>, of a brain that may have a custom learner.</summary>
    /// <param name="path">The file that <see cref="Brain.Save"/> wrote.</param>
    /// <param name="learner">Kind of the saved learner; null for the learners of the plugin.</param>
    public static SavedBrain Load(string path, LearnerKind? learner) => TensorArchive.LoadNewest(path, BrainArchive.Format, archive => Of(archive, learner));

    /// <summary>Creates a saved brain from an archive whose format and checksums are already verified.</summary>
    internal static SavedBrain Of(TensorArchive archive, LearnerKind? learner = null) => new(archive, learner);

    /// <summary>Reads an archive that <see cref="Brain.ToArchive()"/> created. The archive is kept, so it must not be changed afterwards.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="learner">As for <see cref="Load(string, LearnerKind)"/>.</param>
    /// <exception cref="ArchiveFormatException">As for <see cref="Load(string)"/>.</exception>
    public static SavedBrain Read(TensorArchive archive, LearnerKind? learner = null)
    {
        Require.NotNull(archive);
        archive.RequireFormat(BrainArchive.Format);
        archive.RequireSealed();
        return new SavedBrain(archive, learner);
    }

    /// <summary>Creates a buffer with the saved weights. Allocates.</summary>
    public ParameterBuffer CreateParameters()
    {
        ParameterBuffer parameters = new(Layout);
        CopyParametersTo(parameters.Values);
        return parameters;
    }

    /// <summary>Copies the saved weights to their places in <see cref="Layout"/>; padding stays unchanged.</summary>
    internal void CopyParametersTo(Span<float> values) => BrainArchive.CopyParametersTo(Archive, Layout, values);
}

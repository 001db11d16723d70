using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>A learner's role in saved brains and saved games. The plugin saves the learner's updaters; the learner adds the rest of its state.</summary>
/// <remarks>Members are called between frames, while no step runs. Methods allocate.</remarks>
public interface ILearnerState
{
    /// <summary>Start of all names that <see cref="Save"/> uses.</summary>
    public const string StatePrefix = "learner/";

    /// <summary>Start of all names that <see cref="SaveExperience"/> uses.</summary>
    public const string ExperiencePrefix = "experience/";

    /// <summary>Adds the state without the experience, under names that start with <see cref="StatePrefix"/>.</summary>
    /// <remarks>Add metadata that names the kind of the learner. The plugin loads a state only if its metadata contains everything that <see cref="SaveStart"/> of the loading learner adds.</remarks>
    void Save(TensorArchive archive);

    /// <summary>Adds the state before the first step, under the names of <see cref="Save"/>.</summary>
    void SaveStart(TensorArchive archive);

    /// <summary>Loads the state that a learner of the same kind saved. Experience and hyper-parameters stay.</summary>
    /// <exception cref="ArchiveFormatException">The state is incomplete; nothing was changed.</exception>
    void Load(TensorArchive archive);

    /// <summary>Adds the experience, such as a replay, under names that start with <see cref="ExperiencePrefix"/>. With it, a run continues as if it had never been interrupted.</summary>
    void SaveExperience(TensorArchive archive);

    /// <summary>Loads the experience that a learner with the same options saved.</summary>
    /// <exception cref="ArchiveFormatException">The experience is incomplete, or of other options.</exception>
    void LoadExperience(TensorArchive archive);
}

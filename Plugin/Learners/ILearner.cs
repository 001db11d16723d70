using NeuroAgents.Serialization;

namespace NeuroAgents.Learners;

/// <summary>A way of learning online: turns what agents experience into minibatches and steps of the parameters.</summary>
/// <remarks>Owns its replay, gradients and optimizers; writes the parameters it was created with. Recording and <see cref="Step"/> must not allocate. One thread at a time.</remarks>
public interface ILearner
{
    /// <summary>Start of all names that <see cref="Save"/> uses.</summary>
    public const string StatePrefix = "learner/";

    /// <summary>Whether there is enough experience for a minibatch.</summary>
    bool IsReady { get; }

    /// <summary>Keeps one experience. What this way of learning doesn't use is ignored.</summary>
    void Record(in Experience experience);

    /// <summary>Keeps many experiences, in their order, as if each was recorded alone.</summary>
    void Record(IExperiences experiences);

    /// <summary>Learns from one minibatch.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsReady"/> is false.</exception>
    LearningStep Step();

    /// <summary>Adds what it carries from step to step, the experience left out, to an archive, under names that start with <see cref="StatePrefix"/>. Allocates.</summary>
    /// <remarks>
    /// What belongs to single parameters, such as an optimizer's moments, is a tensor as long as the parameter buffer: it is carried over where a layout changes.
    /// Metadata names kinds, such as the optimizer's: a state goes only to a learner of the same kinds.
    /// </remarks>
    void Save(TensorArchive archive);

    /// <summary>As <see cref="Save"/>, but what it carried before its first step. Allocates.</summary>
    void SaveStart(TensorArchive archive);

    /// <summary>Takes over what a learner of the same kinds and layout saved. Experience stays. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The state is not whole; nothing was changed.</exception>
    void Load(TensorArchive archive);
}

/// <summary>What one agent saw, did and was told.</summary>
public readonly ref struct Experience
{
    /// <summary>The raw observation.</summary>
    public ReadOnlySpan<float> Observation { get; init; }

    /// <summary>What the teacher would have done; empty if nobody taught.</summary>
    public ReadOnlySpan<float> Label { get; init; }

    /// <summary>Which choices of discrete actions it had; empty for all, and where actions are continuous.</summary>
    public ReadOnlySpan<bool> Mask { get; init; }
}

/// <summary>Experiences in an order.</summary>
public interface IExperiences
{
    /// <summary>Number of experiences.</summary>
    int Count { get; }

    /// <summary>One experience, 0 to <see cref="Count"/> − 1. Called from several threads at once; does not allocate.</summary>
    Experience this[int i] { get; }
}

/// <summary>What one minibatch did.</summary>
/// <param name="Loss">Mean loss before the step.</param>
/// <param name="Samples">Number of rows learned from.</param>
/// <param name="IsApplied">False if loss or gradient were not finite: parameters and optimizer were left as they were.</param>
public readonly record struct LearningStep(float Loss, int Samples, bool IsApplied);

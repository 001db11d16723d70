using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>A way of learning online: turns what agents experience into minibatches and steps of the parameters.</summary>
/// <remarks>
/// Owns its replay, gradients and optimizers; writes the parameters it was created with. Recording and <see cref="Step"/> must not allocate. One thread at a
/// time; where the context has a reserve, one thread may record up to so many rows while another makes steps.
/// </remarks>
public interface ILearner
{
    /// <summary>Start of all names that <see cref="Save"/> uses.</summary>
    public const string StatePrefix = "learner/";

    /// <summary>Start of all names that <see cref="SaveExperience"/> uses.</summary>
    public const string ExperiencePrefix = "experience/";

    /// <summary>Whether there is enough experience for a minibatch.</summary>
    bool IsReady { get; }

    /// <summary>Number of experiences that steps draw from.</summary>
    int Count { get; }

    /// <summary>Number of experiences ever recorded.</summary>
    long Recorded { get; }

    /// <summary>Lets steps draw from what had been recorded when <see cref="Recorded"/> was so many. Without a reserve they always draw from all.</summary>
    void Show(long recorded);

    /// <summary>The gradients of the last step, as the optimizer was given them, in the layout of the parameters: read them between frames, for overlays and tests, while <see cref="IsAmidStep"/> is false. Null where the way of learning has none.</summary>
    /// <remarks>Where steps are made beside the game, after <c>NeuroPlugin.FinishLearning</c> alone: they are written meanwhile.</remarks>
    ParameterBuffer? Gradients { get; }

    /// <summary>Keeps one experience. What this way of learning doesn't use is ignored.</summary>
    void Record(in ExperienceRow experience);

    /// <summary>Keeps many experiences, in their order, as if each was recorded alone.</summary>
    void Record(IExperiences experiences);

    /// <summary>Learns from one minibatch; one that <see cref="Advance"/> has begun is finished.</summary>
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

    /// <summary>Loads the state that a learner of the same kinds and layout saved. Experience, learning rate, batch size and dropout stay. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">The state is not whole; nothing was changed.</exception>
    void Load(TensorArchive archive);

    /// <summary>Does the next slice of a step: a small part of its time, so that a step that is longer than a frame's budget is learned over several frames, with the bits of <see cref="Step"/>.</summary>
    /// <param name="step">What the step did, once it is finished.</param>
    /// <returns>Whether this slice finished it.</returns>
    /// <exception cref="InvalidOperationException"><see cref="IsReady"/> is false.</exception>
    bool Advance(out LearningStep step);

    /// <summary>Whether a step was begun and is not finished.</summary>
    bool IsAmidStep { get; }

    /// <summary>Step size η of the next step, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set where a schedule sets it.</exception>
    double LearningRate { get; set; }

    /// <summary>Rows per minibatch. A step that was begun is given up when it is set. Setting it allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1, or above what the learner can hold.</exception>
    int BatchSize { get; set; }

    /// <summary>Share of each hidden layer's outputs that a step leaves out, 0 to below 1. A step that was begun is given up when it is set. Setting it allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    float Dropout { get; set; }

    /// <summary>Forgets what optimizers carry from step to step, such as moments; learning rates stay. Allocates.</summary>
    void ResetOptimizer();

    /// <summary>Weights came from elsewhere: a step that was begun is given up, and they are taken for good ones.</summary>
    /// <param name="isContinued">Whether the learner's own state came with them; else what it knew of the old ones is forgotten.</param>
    void Restart(bool isContinued);

    /// <summary>Adds its experience, such as a replay, under names that start with <see cref="ExperiencePrefix"/>: with it a run goes on as if never interrupted. Allocates.</summary>
    void SaveExperience(TensorArchive archive);

    /// <summary>Loads the experience that a learner of the same options saved, with its learning rate, batch size and dropout, after <see cref="Load"/> and <see cref="Restart"/>. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">It is not whole, or of other options.</exception>
    void LoadExperience(TensorArchive archive);
}

/// <summary>What one agent saw, did and was told.</summary>
public readonly ref struct ExperienceRow
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
    ExperienceRow this[int i] { get; }
}

/// <summary>What one minibatch did.</summary>
/// <param name="Loss">Mean loss before the step.</param>
/// <param name="Samples">Number of rows learned from.</param>
/// <param name="Fault">Why it was not applied: parameters and optimizer were left as they were, or went back to the last good ones.</param>
/// <param name="IsRolledBack">Whether they went back.</param>
/// <param name="EvictedRows">Rows that spoiled step after step and were taken out of the replay.</param>
public readonly record struct LearningStep(float Loss, int Samples, StepFault Fault, bool IsRolledBack = false, int EvictedRows = 0)
{
    /// <summary>Whether the parameters were changed as the minibatch says.</summary>
    public bool IsApplied => Fault == StepFault.None;
}

namespace NeuroAgents.Learners;

/// <summary>A way of learning online: turns what agents experience into minibatches and steps of the parameters.</summary>
/// <remarks>Owns its replay, gradients and optimizers; writes the parameters it was created with. Recording and <see cref="Step"/> must not allocate. One thread at a time.</remarks>
public interface ILearner
{
    /// <summary>Whether there is enough experience for a minibatch.</summary>
    bool IsReady { get; }

    /// <summary>Keeps one experience. What this way of learning doesn't use is ignored.</summary>
    void Record(in Experience experience);

    /// <summary>Keeps many experiences, in their order, as if each was recorded alone.</summary>
    void Record(IExperiences experiences);

    /// <summary>Learns from one minibatch.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsReady"/> is false.</exception>
    LearningStep Step();
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

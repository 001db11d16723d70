namespace NeuroAgents.Learning;

/// <summary>Hyper-parameters that can change while a learner learns. Called between frames, while no step runs.</summary>
public interface IHyperparameters
{
    /// <summary>Step size η of the next step, at least 0. Larger rates learn faster and less stably.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set although a schedule sets it.</exception>
    double LearningRate { get; set; }

    /// <summary>Rows per minibatch. Larger batches give smoother gradients and slower frames. Setting it gives up a step that was begun, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1, or above what the learner can hold.</exception>
    int BatchSize { get; set; }

    /// <summary>Share of each hidden layer's outputs that a step leaves out, 0 to below 1; of a program with several rates, the first. Setting it gives up a step that was begun, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set although the program has several rates, or dropout elsewhere than behind each Dense but the last.</exception>
    float Dropout { get; set; }

    /// <summary>Forgets what the optimizers carry from step to step, such as moments, and the guard's lowering of the rate. Learning rates stay. Allocates.</summary>
    void ResetOptimizer();

    /// <summary>Refuses values as setting them would, but changes nothing: several brains can then be changed together or not at all. The default refuses none.</summary>
    /// <param name="learningRate">A value for <see cref="LearningRate"/>; null for none.</param>
    /// <param name="batchSize">A value for <see cref="BatchSize"/>; null for none.</param>
    /// <param name="dropout">A value for <see cref="Dropout"/>; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">A value can't be set here.</exception>
    void RequireAllowed(double? learningRate = null, int? batchSize = null, float? dropout = null)
    {
    }
}

namespace NeuroAgents.Learning;

/// <summary>Hyper-parameters that can change while a learner learns. Members are called between frames, while no step runs.</summary>
public interface IHyperparameters
{
    /// <summary>Step size η of the next step, at least 0. Larger rates learn faster and less stably.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set while a schedule determines the rate.</exception>
    double LearningRate { get; set; }

    /// <summary>Rows per minibatch. Larger batches give smoother gradients and slower frames. Setting it abandons a step in progress, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1, or above what the learner can hold.</exception>
    int BatchSize { get; set; }

    /// <summary>Share of each hidden layer's outputs that a step leaves out, 0 to below 1; the first rate if the network has several. Larger shares regularize more and slow learning down. Setting it abandons a step in progress, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set although the network has several rates, or dropout in other places than after each Dense layer except the last.</exception>
    float Dropout { get; set; }

    /// <summary>Resets the state that optimizers carry from step to step, such as moments, and undoes the guard's lowering of the learning rate. <see cref="LearningRate"/> stays. Allocates.</summary>
    void ResetOptimizer();

    /// <summary>Refuses the values that the setters would refuse, and changes nothing. It lets a caller change several brains together or not at all. The default accepts every value.</summary>
    /// <param name="learningRate">A value for <see cref="LearningRate"/>; null skips it.</param>
    /// <param name="batchSize">A value for <see cref="BatchSize"/>; null skips it.</param>
    /// <param name="dropout">A value for <see cref="Dropout"/>; null skips it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">A value can't be set here.</exception>
    void RequireAllowed(double? learningRate = null, int? batchSize = null, float? dropout = null)
    {
    }
}

namespace NeuroAgents.Learning.Guarding;

/// <summary>Why a learning step was not applied.</summary>
public enum StepFault
{
    /// <summary>It was applied.</summary>
    None,

    /// <summary>The loss is NaN or infinite.</summary>
    LossNotFinite,

    /// <summary>A value of the gradient is NaN or infinite.</summary>
    GradientNotFinite,

    /// <summary>The loss is far above its running level.</summary>
    LossExploded,

    /// <summary>The step made a weight that is NaN or infinite; the weights went back to the last good ones.</summary>
    WeightNotFinite,

    /// <summary>A value of the gradient is above <see cref="Optimizers.Optimizer.LargestGradient"/>, and the gradient is not clipped.</summary>
    GradientTooLarge,
}

namespace NeuroAgents.Learning.Guarding;

/// <summary>Reason why a learning step was not applied.</summary>
public enum StepFault
{
    /// <summary>The step was applied.</summary>
    None,

    /// <summary>The loss is NaN or infinite.</summary>
    LossNotFinite,

    /// <summary>A value of the gradient is NaN or infinite.</summary>
    GradientNotFinite,

    /// <summary>The loss is far above its running level.</summary>
    LossExploded,

    /// <summary>The step produced a NaN or infinite weight, so the last good weights were restored.</summary>
    WeightNotFinite,

    /// <summary>A value of the gradient is above <see cref="Optimizers.Optimizer.LargestGradient"/>, and the gradient is not clipped.</summary>
    GradientTooLarge,
}

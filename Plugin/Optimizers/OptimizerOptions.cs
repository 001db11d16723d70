using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Optimizers;

/// <summary>Which optimizer, with its hyper-parameters. In JSON the key <c>type</c> names it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SgdOptions), "sgd")]
[JsonDerivedType(typeof(AdamOptions), "adam")]
public abstract record OptimizerOptions
{
    /// <summary>Step size η, at least 0.</summary>
    public abstract double LearningRate { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public virtual void Validate() => Require.InRange(LearningRate, 0, float.MaxValue);

    /// <summary>Creates the optimizer with its state at zero. Allocates.</summary>
    /// <param name="length">Length of the parameter buffer, padding included.</param>
    public abstract Optimizer Create(int length);
}

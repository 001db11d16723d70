using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Schedules;

/// <summary>Learning rate η as a function of the number t of steps made, from 0. In JSON the key <c>type</c> names the kind.</summary>
/// <remarks>
/// Stateless, so a restored run continues with the right rate. <see cref="Rate"/> does not allocate. A schedule must not be changed while it is in use.
/// <example><code>
/// LearningRateSchedule schedule = new LinearWarmup { WarmupSteps = 500, Then = new ExponentialDecay { InitialLearningRate = 0.001 } };
/// OptimizerOptions optimizer = new AdamOptions { Schedule = schedule };
/// </code></example>
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConstantSchedule), "constant")]
[JsonDerivedType(typeof(ExponentialDecay), "exponential_decay")]
[JsonDerivedType(typeof(PiecewiseConstantDecay), "piecewise_constant_decay")]
[JsonDerivedType(typeof(PolynomialDecay), "polynomial_decay")]
[JsonDerivedType(typeof(CosineDecayRestarts), "cosine_decay_restarts")]
[JsonDerivedType(typeof(LinearWarmup), "linear_warmup")]
public abstract record LearningRateSchedule
{
    private protected const double MaximumRate = float.MaxValue;

    /// <summary>Copies the schedule deeply, so later changes of one don't affect the other. Allocates.</summary>
    /// <remarks>The default copies every property's value. Override it if a property holds a list or another schedule.</remarks>
    public virtual LearningRateSchedule Copy() => this with { };

    /// <summary>Returns η of the step that follows <paramref name="step"/> earlier ones.</summary>
    /// <param name="step">t, at least 0.</param>
    public abstract double Rate(long step);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is NaN, missing or out of its range.</exception>
    public abstract void Validate();

    /// <summary>Returns the base, 0 to 1e30, to the power of the exponent.</summary>
    private protected static double RaisedTo(double basis, double exponent)
        => exponent == 0 ? 1 : basis < 1e-300 ? 0 : Numerics.VectorMath.Exp(exponent * Numerics.VectorMath.Log(basis));

    private protected static void RequireSteps(long steps, string name) => Require.InRange(steps, 1, 1L << 53, name);
}

using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Schedules;

namespace NeuroAgents.Optimizers;

/// <summary>Kind and hyper-parameters of an optimizer. In JSON the key <c>type</c> names the kind.</summary>
/// <remarks>
/// Each step prepares gradients and parameters before its rule, in this order: each gradient is limited to ±<see cref="ClipValue"/> or scaled down to
/// <see cref="ClipNorm"/> or <see cref="GlobalClipNorm"/> (at most one of the three is set), the slopes of the penalties are added, and the parameter is decayed.
/// Penalties and decay apply to every parameter, biases included.
/// <example><code>
/// OptimizerOptions options = new AdamWOptions { LearningRate = 3e-4, WeightDecay = 0.01, GlobalClipNorm = 1 };
/// </code></example>
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SgdOptions), "sgd")]
[JsonDerivedType(typeof(RmsPropOptions), "rmsprop")]
[JsonDerivedType(typeof(AdagradOptions), "adagrad")]
[JsonDerivedType(typeof(AdadeltaOptions), "adadelta")]
[JsonDerivedType(typeof(AdamOptions), "adam")]
[JsonDerivedType(typeof(AdamWOptions), "adamw")]
[JsonDerivedType(typeof(AdamaxOptions), "adamax")]
[JsonDerivedType(typeof(NadamOptions), "nadam")]
[JsonDerivedType(typeof(FtrlOptions), "ftrl")]
[JsonDerivedType(typeof(LionOptions), "lion")]
public abstract record OptimizerOptions
{
    private protected const double BelowOne = 1 - 1e-9;

    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge.</summary>
    public abstract double LearningRate { get; set; }

    /// <summary>Schedule that sets η before each step in place of <see cref="LearningRate"/>; null for a constant rate. Default: null.</summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>Limit of |g| for each gradient value, at least 0; 0 for no limit. Smaller limits bound the steps and change their direction. Default: 0.</summary>
    public double ClipValue { get; set; }

    /// <summary>Limit of the norm √Σg² of each tensor's gradient, at least 0; 0 for no limit. Smaller limits bound the steps. Default: 0.</summary>
    /// <remarks>Requires <see cref="Optimizer.SetTensors"/>.</remarks>
    public double ClipNorm { get; set; }

    /// <summary>Limit of the norm √Σg² over all parameters, at least 0; 0 for no limit. Smaller limits bound the steps and keep their direction. Default: 0.</summary>
    /// <remarks>Pascanu, Mikolov, Bengio: "On the difficulty of training recurrent neural networks", 2013.</remarks>
    public double GlobalClipNorm { get; set; }

    /// <summary>Strength λ₁ of the penalty λ₁ · Σ|w|, at least 0. Larger values bring more weights close to 0. Default: 0.</summary>
    public double L1 { get; set; }

    /// <summary>Strength λ₂ of the penalty λ₂ · Σw², at least 0. Larger values keep weights smaller. Default: 0.</summary>
    /// <remarks>The penalty's slope is 2 λ₂ w, as in Keras 3; libtorch's weight_decay is 2 λ₂.</remarks>
    public double L2 { get; set; }

    /// <summary>Strength λ of the decoupled decay w ← w − η·λ·w, at least 0. Larger values keep weights smaller (Loshchilov, Hutter 2019). Default: 0; 0.004 for AdamW.</summary>
    public virtual double WeightDecay { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    /// <exception cref="ArgumentException">More than one of the three clipping limits is set.</exception>
    public virtual void Validate()
    {
        Require.InRange(LearningRate, 0, float.MaxValue);
        Require.InRange(ClipValue, 0, float.MaxValue);
        Require.InRange(ClipNorm, 0, float.MaxValue);
        Require.InRange(GlobalClipNorm, 0, float.MaxValue);
        Require.InRange(L1, 0, float.MaxValue);
        Require.InRange(L2, 0, float.MaxValue);
        Require.InRange(WeightDecay, 0, float.MaxValue);
        Schedule?.Validate();
        int clippings = (ClipValue > 0 ? 1 : 0) + (ClipNorm > 0 ? 1 : 0) + (GlobalClipNorm > 0 ? 1 : 0);
        if (clippings > 1)
        {
            throw new ArgumentException($"ClipValue, ClipNorm, GlobalClipNorm: expected at most one above 0, received {clippings}.");
        }
    }

    /// <summary>Checks every value, and refuses clipping, for a learner that has an option of its own for it.</summary>
    /// <exception cref="ArgumentException">A clipping limit is set.</exception>
    internal void ValidateWithoutClipping()
    {
        Validate();
        if (GlobalClipNorm != 0 || ClipNorm != 0 || ClipValue != 0)
        {
            throw new ArgumentException("Optimizer: expected an optimizer without clipping, received one with clipping; set MaxGradientNorm instead.");
        }
    }

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    public OptimizerOptions Copy() => this with { Schedule = Schedule?.Copy() };

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="length">Length of the parameter buffer, padding included.</param>
    public abstract Optimizer Create(int length);
}

using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Schedules;

namespace NeuroAgents.Optimizers;

/// <summary>Which optimizer, with its hyper-parameters. In JSON the key <c>type</c> names it.</summary>
/// <remarks>
/// Before the rule, in this order: each gradient is clipped to ±<see cref="ClipValue"/>, or scaled down to <see cref="ClipNorm"/> or
/// <see cref="GlobalClipNorm"/> (one of the three); the penalties' slopes are added; the parameter is decayed. They count for every parameter, biases included.
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

    /// <summary>Step size η, at least 0.</summary>
    public abstract double LearningRate { get; set; }

    /// <summary>η of each step, in place of <see cref="LearningRate"/>; null (default) for a constant one.</summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>Largest |g| of a single value, above 0; 0 (default) for none.</summary>
    public double ClipValue { get; set; }

    /// <summary>Largest √Σg² of a single tensor, above 0; 0 (default) for none. Wants <see cref="Optimizer.SetTensors"/>.</summary>
    public double ClipNorm { get; set; }

    /// <summary>Largest √Σg² over all parameters, above 0; 0 (default) for none (Pascanu, Mikolov, Bengio 2013).</summary>
    public double GlobalClipNorm { get; set; }

    /// <summary>λ₁ of the penalty λ₁ · Σ|w|, at least 0; default 0.</summary>
    public double L1 { get; set; }

    /// <summary>λ₂ of the penalty λ₂ · Σw², at least 0; default 0. Its slope is 2 λ₂ w, as in Keras 3; libtorch's weight_decay is 2 λ₂.</summary>
    public double L2 { get; set; }

    /// <summary>λ of the decoupled decay w ← w − η·λ·w, at least 0; default 0, 0.004 for AdamW (Loshchilov, Hutter 2019).</summary>
    public virtual double WeightDecay { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    /// <exception cref="ArgumentException">More than one way of clipping is chosen.</exception>
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

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    public OptimizerOptions Copy() => this with { Schedule = Schedule?.Copy() };

    /// <summary>Creates the optimizer with its state at the start. Allocates.</summary>
    /// <param name="length">Length of the parameter buffer, padding included.</param>
    public abstract Optimizer Create(int length);
}

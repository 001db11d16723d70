using NeuroAgents.Diagnostics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of AdamW: <see cref="Adam"/> with decoupled weight decay, w ← w − η·λ·w before each step. Defaults as in Keras 3.</summary>
/// <remarks>Loshchilov, Hutter: "Decoupled weight decay regularization", ICLR 2019. Unlike an L2 penalty, the decay does not pass through the moments.</remarks>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Weight decay λ, at least 0. Larger values keep weights smaller. Default: 0.004.</summary>
    public override double WeightDecay { get; set; } = 0.004;

    /// <summary>Decay β₁ of the first moment, 0 to below 1. Larger values give smoother steps that follow a change of direction more slowly. Default: 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay β₂ of the second moment, 0 to below 1. Larger values adapt the step size over more steps. Default: 0.999.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to the root, above 0. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>Whether the largest v so far replaces v (AMSGrad), so that one large gradient keeps later steps small. Default: false.</summary>
    public bool AmsGrad { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length)
    {
        Validate();
        return new Adam(
            new AdamOptions
            {
                LearningRate = LearningRate,
                WeightDecay = WeightDecay,
                Beta1 = Beta1,
                Beta2 = Beta2,
                Epsilon = Epsilon,
                AmsGrad = AmsGrad,
                ClipValue = ClipValue,
                ClipNorm = ClipNorm,
                GlobalClipNorm = GlobalClipNorm,
                L1 = L1,
                L2 = L2,
                Schedule = Schedule,
            },
            length);
    }
}

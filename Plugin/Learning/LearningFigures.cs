namespace NeuroAgents.Learning;

/// <summary>Names of the figures that learners report.</summary>
public enum LearningFigure
{
    /// <summary>Mean loss that the step minimises.</summary>
    Loss,

    /// <summary>Loss of the policy alone.</summary>
    PolicyLoss,

    /// <summary>Loss of the value network, or the temporal-difference loss.</summary>
    ValueLoss,

    /// <summary>Mean entropy of the policy, nats.</summary>
    Entropy,

    /// <summary>Mean Kullback-Leibler divergence from the policy that acted, nats.</summary>
    KullbackLeibler,

    /// <summary>Share of rows whose probability ratio was clipped, 0 to 1.</summary>
    ClipFraction,

    /// <summary>Explained variance of the value network: 1 − Var[return − value] / Var[return], at most 1.</summary>
    ExplainedVariance,

    /// <summary>Mean predicted value or Q-value.</summary>
    MeanValue,

    /// <summary>Mean Kullback-Leibler divergence from the reference policy of a leash, nats.</summary>
    ReferenceKullbackLeibler,

    /// <summary>Temperature α of soft actor-critic: the weight of the policy's entropy against the return.</summary>
    Temperature,

    /// <summary>Elo rating of the newest policy in self-play. The league reports it, not the learner.</summary>
    Elo,
}

/// <summary>Figures of one step, by name. A figure that a learner does not report is NaN.</summary>
/// <remarks>The same names serve the meter, TensorBoard, JSON and the viewer. Does not allocate.</remarks>
public readonly record struct LearningFigures
{
    /// <summary>Number of figures.</summary>
    public const int Count = (int)LearningFigure.Elo + 1;

    /// <summary>Creates figures that are all NaN.</summary>
    public LearningFigures()
    {
    }

    /// <inheritdoc cref="LearningFigure.Loss"/>
    public float Loss { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.PolicyLoss"/>
    public float PolicyLoss { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.ValueLoss"/>
    public float ValueLoss { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.Entropy"/>
    public float Entropy { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.KullbackLeibler"/>
    public float KullbackLeibler { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.ClipFraction"/>
    public float ClipFraction { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.ExplainedVariance"/>
    public float ExplainedVariance { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.MeanValue"/>
    public float MeanValue { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.ReferenceKullbackLeibler"/>
    public float ReferenceKullbackLeibler { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.Temperature"/>
    public float Temperature { get; init; } = float.NaN;

    /// <inheritdoc cref="LearningFigure.Elo"/>
    public float Elo { get; init; } = float.NaN;

    /// <summary>Value of a figure.</summary>
    public float this[LearningFigure figure] => figure switch
    {
        LearningFigure.Loss => Loss,
        LearningFigure.PolicyLoss => PolicyLoss,
        LearningFigure.ValueLoss => ValueLoss,
        LearningFigure.Entropy => Entropy,
        LearningFigure.KullbackLeibler => KullbackLeibler,
        LearningFigure.ClipFraction => ClipFraction,
        LearningFigure.ExplainedVariance => ExplainedVariance,
        LearningFigure.MeanValue => MeanValue,
        LearningFigure.ReferenceKullbackLeibler => ReferenceKullbackLeibler,
        LearningFigure.Temperature => Temperature,
        LearningFigure.Elo => Elo,
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, $"figure: expected one of LearningFigure, received {(int)figure}."),
    };

    /// <summary>Returns these figures, with the earlier value of each figure that is NaN here.</summary>
    internal LearningFigures OrEarlier(in LearningFigures earlier) => new()
    {
        Loss = Or(Loss, earlier.Loss),
        PolicyLoss = Or(PolicyLoss, earlier.PolicyLoss),
        ValueLoss = Or(ValueLoss, earlier.ValueLoss),
        Entropy = Or(Entropy, earlier.Entropy),
        KullbackLeibler = Or(KullbackLeibler, earlier.KullbackLeibler),
        ClipFraction = Or(ClipFraction, earlier.ClipFraction),
        ExplainedVariance = Or(ExplainedVariance, earlier.ExplainedVariance),
        MeanValue = Or(MeanValue, earlier.MeanValue),
        ReferenceKullbackLeibler = Or(ReferenceKullbackLeibler, earlier.ReferenceKullbackLeibler),
        Temperature = Or(Temperature, earlier.Temperature),
        Elo = Or(Elo, earlier.Elo),
    };

    private static float Or(float value, float earlier) => float.IsNaN(value) ? earlier : value;

    /// <summary>Returns the name of a figure in JSON and in the meter, in snake case: <c>policy_loss</c>.</summary>
    public static string NameOf(LearningFigure figure) => figure switch
    {
        LearningFigure.Loss => "loss",
        LearningFigure.PolicyLoss => "policy_loss",
        LearningFigure.ValueLoss => "value_loss",
        LearningFigure.Entropy => "entropy",
        LearningFigure.KullbackLeibler => "kl",
        LearningFigure.ClipFraction => "clip_fraction",
        LearningFigure.ExplainedVariance => "explained_variance",
        LearningFigure.MeanValue => "mean_value",
        LearningFigure.ReferenceKullbackLeibler => "reference_kl",
        LearningFigure.Temperature => "temperature",
        LearningFigure.Elo => "elo",
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, $"figure: expected one of LearningFigure, received {(int)figure}."),
    };
}

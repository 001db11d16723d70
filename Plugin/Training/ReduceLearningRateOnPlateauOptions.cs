using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="ReduceLearningRateOnPlateau"/>, with the defaults of Keras 3.</summary>
public sealed record ReduceLearningRateOnPlateauOptions
{
    /// <summary>Name of the figure to watch (see <see cref="EpochLogs"/>). Default: <c>val_loss</c>.</summary>
    public string Monitor { get; set; } = "val_loss";

    /// <summary>Direction of improvement. Default: <see cref="MonitorMode.Auto"/>, which derives it from the figure's name.</summary>
    public MonitorMode Mode { get; set; }

    /// <summary>Factor of each reduction, 0 to below 1. Smaller values reduce the learning rate faster. Default: 0.1.</summary>
    public double Factor { get; set; } = 0.1;

    /// <summary>Epochs without improvement until the learning rate is reduced, at least 0. Larger values keep a high rate for longer. Default: 10.</summary>
    public int Patience { get; set; } = 10;

    /// <summary>δ: an improvement must be larger than this, in units of the figure, at least 0. Larger values ignore noise and reduce earlier. Default: 0.0001.</summary>
    public double MinDelta { get; set; } = 1e-4;

    /// <summary>Epochs after a reduction that don't count towards <see cref="Patience"/>, at least 0. Larger values space the reductions out. Default: 0.</summary>
    public int Cooldown { get; set; }

    /// <summary>Lower limit of the learning rate, at least 0. Default: 0.</summary>
    public double MinLearningRate { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    public void Validate()
    {
        Require.NotNull(Monitor);
        Require.InRange((double)Mode, (double)MonitorMode.Auto, (double)MonitorMode.Maximum, nameof(Mode));
        Require.InRange(Factor, 0, 1 - 1e-9);
        Require.NotNegative(Patience);
        Require.InRange(MinDelta, 0, double.MaxValue);
        Require.NotNegative(Cooldown);
        Require.InRange(MinLearningRate, 0, float.MaxValue);
    }
}

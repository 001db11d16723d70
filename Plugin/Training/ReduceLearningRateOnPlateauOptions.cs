using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="ReduceLearningRateOnPlateau"/>, with the defaults of Keras 3.</summary>
public sealed record ReduceLearningRateOnPlateauOptions
{
    /// <summary>The figure to watch (see <see cref="EpochLogs"/>); default <c>val_loss</c>.</summary>
    public string Monitor { get; set; } = "val_loss";

    /// <summary>What counts as better; default by the name.</summary>
    public MonitorMode Mode { get; set; }

    /// <summary>What the learning rate is multiplied by, 0 to below 1; default 0.1.</summary>
    public double Factor { get; set; } = 0.1;

    /// <summary>Epochs without improvement after which it is reduced, at least 0; default 10.</summary>
    public int Patience { get; set; } = 10;

    /// <summary>δ: by how much a value must be better to count, at least 0; default 0.0001.</summary>
    public double MinDelta { get; set; } = 1e-4;

    /// <summary>Epochs after a reduction in which none is counted, at least 0; default 0.</summary>
    public int Cooldown { get; set; }

    /// <summary>The learning rate is not reduced below this, at least 0; default 0.</summary>
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

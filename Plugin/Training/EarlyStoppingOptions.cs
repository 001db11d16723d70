using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="EarlyStopping"/>, with the defaults of Keras 3.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>Name of the figure to watch (see <see cref="EpochLogs"/>). Default: <c>val_loss</c>.</summary>
    public string Monitor { get; set; } = "val_loss";

    /// <summary>Direction of improvement. Default: <see cref="MonitorMode.Auto"/>, which derives it from the figure's name.</summary>
    public MonitorMode Mode { get; set; }

    /// <summary>δ: an improvement must be larger than this, in units of the figure, at least 0. Larger values ignore noise and stop earlier. Default: 0.</summary>
    public double MinDelta { get; set; }

    /// <summary>Epochs without improvement until training ends, at least 0. Larger values survive longer plateaus and train longer. Default: 0, which stops at the first such epoch.</summary>
    public int Patience { get; set; }

    /// <summary>Whether every end of training restores the parameters of the best epoch, with or without an early stop. Default: false.</summary>
    public bool RestoreBestWeights { get; set; }

    /// <summary>Number of first epochs that are ignored, at least 0. Larger values skip a noisy start. Default: 0.</summary>
    public int StartFromEpoch { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    public void Validate()
    {
        Require.NotNull(Monitor);
        Require.InRange((double)Mode, (double)MonitorMode.Auto, (double)MonitorMode.Maximum, nameof(Mode));
        Require.InRange(MinDelta, 0, double.MaxValue);
        Require.NotNegative(Patience);
        Require.NotNegative(StartFromEpoch);
    }
}

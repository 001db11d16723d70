using NeuroAgents.Diagnostics;

namespace NeuroAgents.Training;

/// <summary>Options of <see cref="EarlyStopping"/>, with the defaults of Keras 3.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>The figure to watch (see <see cref="EpochLogs"/>); default <c>val_loss</c>.</summary>
    public string Monitor { get; set; } = "val_loss";

    /// <summary>What counts as better; default by the name.</summary>
    public MonitorMode Mode { get; set; }

    /// <summary>δ: by how much a value must be better to count, at least 0; default 0.</summary>
    public double MinDelta { get; set; }

    /// <summary>Epochs without improvement after which training ends, at least 0; default 0, which ends it at the first one.</summary>
    public int Patience { get; set; }

    /// <summary>Whether the parameters of the best epoch are put back at the end of training, however it ends; default false.</summary>
    public bool RestoreBestWeights { get; set; }

    /// <summary>Epochs at the start that are not watched, at least 0; default 0.</summary>
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

using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The share of chases that each side wins, 0 to 1. A mean evader life of 20 s counts as a draw.</summary>
/// <remarks>
/// With the mean life L = evader-seconds / catches, pursuers win 20 s / (20 s + L) and evaders L / (20 s + L). In one world both shares add up to 1. A score of
/// the scenario is the mean of both shares, each measured in its own world against the other side's script. The scripts score exactly 0.5.
/// </remarks>
internal sealed class PursuitScore
{
    /// <summary>Mean life of evaders that counts as a draw, s.</summary>
    internal const double DrawnLife = 20;
    private double _seconds;
    private long _catches;

    /// <summary>The pursuers' share.</summary>
    internal double Pursuers => Share(_catches * DrawnLife);

    /// <summary>The evaders' share.</summary>
    internal double Evaders => Share(_seconds);

    /// <summary>Adds a frame.</summary>
    /// <param name="seconds">Sum of all evaders' time alive in the frame, s.</param>
    /// <param name="catches">Number of caught evaders.</param>
    internal void Count(double seconds, int catches)
    {
        _seconds += seconds;
        _catches += catches;
    }

    private double Share(double part)
    {
        double whole = _catches * DrawnLife + _seconds;
        return whole == 0 ? 0 : part / whole;
    }

    internal void Save(TensorArchive archive)
    {
        SavedNumbers.AddSum(archive, "scenario/seconds", _seconds);
        SavedNumbers.AddCount(archive, "scenario/catches", _catches);
    }

    internal void Load(TensorArchive archive)
    {
        _seconds = SavedNumbers.Sum(archive, "scenario/seconds");
        _catches = SavedNumbers.Count(archive, "scenario/catches");
    }
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session whose agents play episodes: the returns of the newest finished ones.</summary>
/// <remarks>A return is the plain sum of an episode's rewards. It is what publications report and, unlike a score, may be below 0. Read it between two frames. Does not allocate.</remarks>
public interface IEpisodeReturns
{
    /// <summary>Number of episodes that have finished.</summary>
    long Count { get; }

    /// <summary>Mean return of the newest 100 finished episodes; NaN before the first.</summary>
    double MeanReturn { get; }

    /// <summary>Mean number of steps of the newest 100 finished episodes; NaN before the first.</summary>
    double MeanLength { get; }
}

using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>Looks at a live run between its frames, on the run's thread; it changes nothing.</summary>
public interface ILiveObserver
{
    /// <summary>A run is about to begin: the first, or one after a restart.</summary>
    /// <param name="run">The run; not to be kept beyond the next call of this.</param>
    /// <param name="options">What runs.</param>
    void Begin(SimulationRun run, RunOptions options);

    /// <summary>A frame is done.</summary>
    /// <param name="run">The run.</param>
    /// <param name="figures">What it measured.</param>
    /// <param name="isResting">Whether no other frame follows by itself: the run is paused or at its end.</param>
    void Advance(SimulationRun run, in LiveFigures figures, bool isResting);

    /// <summary>Somebody asked to look again, or a pause came after a frame that others were to follow: the run rests between two frames.</summary>
    /// <param name="run">The run.</param>
    void Refresh(SimulationRun run);

    /// <summary>A command was applied, or refused.</summary>
    /// <param name="run">The run.</param>
    /// <param name="text">What it did; or what it was to do, and why not.</param>
    void Changed(SimulationRun run, string text);
}

using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>An observer of a live run. It is called between frames on the run's thread and must not change the run.</summary>
public interface ILiveObserver
{
    /// <summary>Receives a run before its first frame, at the start and after each restart.</summary>
    /// <param name="run">The run. It must not be used after the next call of this method.</param>
    /// <param name="options">Options of the run.</param>
    void Begin(SimulationRun run, RunOptions options);

    /// <summary>Receives the figures of a finished frame.</summary>
    /// <param name="run">The run.</param>
    /// <param name="figures">The frame's measurements.</param>
    /// <param name="isIdle">Whether the run is idle after this frame: paused or at its end.</param>
    void Advance(SimulationRun run, in LiveFigures figures, bool isIdle);

    /// <summary>Receives the run again after <see cref="LiveRunner.Refresh"/>, or after a pause that came too late for the newest <see cref="Advance"/> to report it.</summary>
    /// <param name="run">The run.</param>
    void Refresh(SimulationRun run);

    /// <summary>Receives the outcome of a command that was applied or refused.</summary>
    /// <param name="run">The run.</param>
    /// <param name="text">The outcome in words. For a refused command, the command and the reason.</param>
    void Changed(SimulationRun run, string text);
}

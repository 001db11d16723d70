using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Live;

/// <summary>What the brains score at the end of a run, without learning and in worlds of their own: the figure of a headless run of the same options.</summary>
/// <param name="runner">Who plays; its thread measures.</param>
internal sealed class TrainedScore(LiveRunner runner) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private double _value = double.NaN;
    private bool _isAsked;

    /// <summary>NaN until it is known.</summary>
    internal double Value => Volatile.Read(ref _value);

    /// <summary>Has it measured, once: the run does not go on meanwhile.</summary>
    /// <returns>Whether it is known.</returns>
    internal bool Ask()
    {
        if (!_isAsked)
        {
            _isAsked = true;
            runner.Post(new LiveCommand("", Measure) { IsChange = false });
        }

        return !double.IsNaN(Value);
    }

    public void Dispose() => _cancellation.Cancel();

    private void Measure(SimulationRun run)
    {
        run.Plugin.FinishLearning();
        Brain[] brains = [.. run.Session.Kinds.Select(kind => kind.Brain)];
        try
        {
            Volatile.Write(ref _value, Evaluation.Score(run.Options, Driver.Brain, brains, Evaluation.FramesFor(run.Options), _cancellation.Token));
        }
        catch (OperationCanceledException)
        {
            // The window was closed.
        }
    }
}

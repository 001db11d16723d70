using System.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>A writer that copies the state and activity of a run's brains into snapshots, on the run's thread. Does not allocate once the buffers have grown.</summary>
internal sealed class NetworkWriter
{
    /// <summary>Time between two updates of unit states and maps while the run is going, s.</summary>
    private const double Interval = 0.2;
    private LastStep[] _steps = [];
    private NetworkReader[] _networks = [];
    private long _evaluated;

    internal void Begin(SimulationRun run, IReadOnlyList<BrainFacts> facts)
    {
        IReadOnlyList<AgentKind> kinds = run.Session.Kinds;
        _steps = [.. kinds.Select((kind, i) => new LastStep(kind.Brain, facts[i].HasGradients))];
        Matrix? places = PlaceObservations(run, BrainSnapshot.MapSide);
        _networks = [.. kinds.Select((kind, i) => new NetworkReader(kind.Brain, facts[i].Layers, places))];
    }

    /// <summary>Returns the observations at a square grid of points over the world, rows from the bottom; null if a position alone gives no observation.</summary>
    /// <param name="run">The run.</param>
    /// <param name="side">Number of points per direction.</param>
    internal static Matrix? PlaceObservations(SimulationRun run, int side)
    {
        if (run.Session.Feature<IPlaceObservation>() is not { } places)
        {
            return null;
        }

        Matrix observations = new(side * side, run.Session.Brain.Observations.Width);
        float metres = run.Session.Side;
        for (int i = 0; i < side * side; i++)
        {
            places.Observe((i % side + 0.5f) * metres / side, (i / side + 0.5f) * metres / side, observations.Row(i));
        }

        return observations;
    }

    /// <summary>Records every brain's newest update. Called after every frame.</summary>
    internal void Record()
    {
        foreach (LastStep step in _steps)
        {
            step.Record();
        }
    }

    /// <summary>Ignores the next difference in parameters, because a command changed the run between two frames.</summary>
    internal void Skip()
    {
        foreach (LastStep step in _steps)
        {
            step.Skip();
        }
    }

    /// <summary>Writes parameters, updates and gradients and, if requested, activations, unit states and maps.</summary>
    /// <param name="snapshot">The snapshot, with the selected agent already written.</param>
    /// <param name="run">The run.</param>
    /// <param name="isAsked">Whether a panel shows the network.</param>
    /// <param name="isStill">Whether the run may stay unchanged for long; unit states and maps are then updated regardless of the interval.</param>
    internal void Write(WorldSnapshot snapshot, SimulationRun run, bool isAsked, bool isStill)
    {
        bool isDue = isAsked && (isStill || Stopwatch.GetElapsedTime(_evaluated).TotalSeconds >= Interval);
        _evaluated = isDue ? Stopwatch.GetTimestamp() : _evaluated;
        for (int kind = 0; kind < _networks.Length; kind++)
        {
            BrainSnapshot into = snapshot.Kinds[kind].Brain;
            into.Parameters.CopyFrom(run.Session.Kinds[kind].Brain.Published.Values);
            _steps[kind].Write(into);
            if (isDue)
            {
                _networks[kind].Evaluate();
            }

            _networks[kind].Write(into);
        }

        if (isAsked && snapshot.Selected.Handle is { } handle && handle.Brain < _networks.Length)
        {
            _networks[handle.Brain].Run(snapshot.Selected.Observation.Items, snapshot.Selected.Inputs, snapshot.Selected.Activations);
        }
    }
}

using System.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Copies what the brains of a run are and do into snapshots, on the run's thread. Does not allocate once the buffers have grown.</summary>
internal sealed class NetworkWriter
{
    /// <summary>Time between two looks at units and maps while the run goes on, s.</summary>
    private const double Interval = 0.2;
    private LastStep[] _steps = [];
    private NetworkReader[] _networks = [];
    private long _looked;

    internal void Begin(SimulationRun run, IReadOnlyList<BrainFacts> facts)
    {
        IReadOnlyList<AgentKind> kinds = run.Session.Kinds;
        _steps = [.. kinds.Select((kind, i) => new LastStep(kind.Brain, facts[i].HasGradients))];
        Matrix? places = PlaceObservations(run, BrainSnapshot.MapSide);
        _networks = [.. kinds.Select((kind, i) => new NetworkReader(kind.Brain, facts[i].Layers, places))];
    }

    /// <summary>The observations at a square of places over the world, rows from the bottom; null where a place alone gives none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="side">Places in each direction.</param>
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

    /// <summary>After every frame.</summary>
    internal void See()
    {
        foreach (LastStep step in _steps)
        {
            step.See();
        }
    }

    /// <summary>Somebody changed the run between two frames.</summary>
    internal void Skip()
    {
        foreach (LastStep step in _steps)
        {
            step.Skip();
        }
    }

    /// <summary>Writes parameters, updates and gradients, and, where asked for, activations, states of units and maps.</summary>
    /// <param name="snapshot">With the selected agent written.</param>
    /// <param name="run">The run.</param>
    /// <param name="isAsked">Whether somebody looks into the network.</param>
    /// <param name="isStill">Whether the run may stay as it is for long: then units and maps are looked at anew, however soon.</param>
    internal void Write(WorldSnapshot snapshot, SimulationRun run, bool isAsked, bool isStill)
    {
        bool isDue = isAsked && (isStill || Stopwatch.GetElapsedTime(_looked).TotalSeconds >= Interval);
        _looked = isDue ? Stopwatch.GetTimestamp() : _looked;
        for (int kind = 0; kind < _networks.Length; kind++)
        {
            BrainSnapshot into = snapshot.Kinds[kind].Brain;
            into.Parameters.CopyFrom(run.Session.Kinds[kind].Brain.Published.Values);
            _steps[kind].Write(into);
            if (isDue)
            {
                _networks[kind].Look();
            }

            _networks[kind].Write(into);
        }

        if (isAsked && snapshot.Selected.Handle is { } handle && handle.Brain < _networks.Length)
        {
            _networks[handle.Brain].Run(snapshot.Selected.Observation.Items, snapshot.Selected.Inputs, snapshot.Selected.Activations);
        }
    }
}

using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>A recorder of the selected agent's history, frame by frame, on the simulation's thread. Does not allocate after the first frames.</summary>
internal sealed class AgentWatch
{
    private readonly AgentHistory _history = new();
    private readonly List<SensorRay> _rays = [];
    private AgentHandle? _handle;
    private AgentHandle? _driven;
    private int _energy;

    internal void Forget() => (_handle, _driven) = (null, null);

    /// <summary>Records the selected agent's action in a completed frame.</summary>
    internal void Record(SimulationRun run, AgentHandle? selected)
    {
        _driven = run.Session.Feature<HumanDriver>()?.Handle;
        if (selected is not { } handle || KindOf(run, handle) is not { } kind)
        {
            _handle = null;
            return;
        }

        if (_handle != handle)
        {
            _handle = handle;
            _history.Clear(kind.Brain.Actions.Width);
            _energy = ColumnOf(kind.Brain, "energy");
        }

        if (!kind.Brain.IsAlive(handle) || !kind.Roster.TryFindRow(handle, out int row) || row >= kind.Brain.Decisions.Count)
        {
            return;
        }

        Position place = run.World.Get<Position>(kind.Roster.Entities[row]);
        ReadOnlySpan<float> action = kind.Brain.Decisions.Action(row), label = row < kind.Labels.Count ? kind.Labels.Row(row) : [];
        float energy = _energy < 0 ? float.NaN : kind.Brain.Decisions.Observation(row)[_energy];
        _history.Add(place.X, place.Y, ActionDifference.Loss(kind.Brain.Actions, action, label), energy, action, label);
    }

    /// <summary>Writes the selected agent's history and the things it sensed.</summary>
    internal void Write(SelectedAgent selected, SimulationRun run)
    {
        if (selected.Handle is not { } handle || KindOf(run, handle) is not { } kind)
        {
            return;
        }

        selected.WasDriven = handle == _driven;
        if (handle == _handle)
        {
            selected.History.CopyFrom(_history);
        }

        if (kind.Roster.TryFindRow(handle, out int row) && row < kind.Brain.Decisions.Count)
        {
            ISensors? sensors = run.Session.Feature<ISensors>();
            _rays.Clear();
            sensors?.Trace(handle.Brain, row, _rays);
            foreach (SensorRay ray in _rays)
            {
                selected.Rays.Add(ray);
            }

            Heading facing = kind.Roster.Headings[row];
            (selected.SensingRange, selected.Sectors, selected.Facing) = (sensors?.Range ?? 0, sensors?.Sectors ?? 0, (facing.X, facing.Y));
        }
    }

    private static AgentKind? KindOf(SimulationRun run, AgentHandle handle) => handle.Brain < run.Session.Kinds.Count ? run.Session.Kinds[handle.Brain] : null;

    private static int ColumnOf(Brain brain, string name)
    {
        for (int i = 0; i < brain.Observations.Width; i++)
        {
            if (brain.Observations.Columns[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}

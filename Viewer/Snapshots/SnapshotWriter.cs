using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>A writer that copies the drawn data from a run between two frames. Does not allocate once the buffers have grown.</summary>
internal sealed class SnapshotWriter
{
    private static readonly QueryDescription s_food = new QueryDescription().WithAll<Food, Position>();
    private static readonly QueryDescription s_hazards = new QueryDescription().WithAll<Hazard, Position>();
    private const float FoodRadius = 0.25f;
    private readonly MeasureReader _measures = new();
    private readonly AgentWatch _watch = new();
    private readonly List<(AgentHandle Handle, Entity Entity)> _newborn = [];
    private DecisionSurface? _surface;

    internal void Begin(SimulationRun run)
    {
        _measures.Forget();
        _watch.Forget();
        _surface = NetworkWriter.PlaceObservations(run, WorldSnapshot.SurfaceSide) is { } places ? new DecisionSurface(run.Session.Brain, places) : null;
    }

    /// <summary>Records new agents and the selected agent's action in every frame, so that ages and histories don't depend on which frames are drawn.</summary>
    internal void Record(SimulationRun run, AgentHandle? selected)
    {
        _measures.Record(run.Session, run.Frame.Number - 1);
        _watch.Record(run, selected);
    }

    internal void Write(WorldSnapshot snapshot, SimulationRun run, Measure measure, AgentHandle? selected)
    {
        snapshot.Frame = run.Frame.Number;
        snapshot.Side = run.Session.Side;
        snapshot.Measure = measure;
        IReadOnlyList<AgentKind> kinds = run.Session.Kinds;
        if (snapshot.Kinds.Count != kinds.Count)
        {
            snapshot.Kinds = [.. kinds.Select(_ => new KindSnapshot())];
        }

        snapshot.Selected.Clear(selected);
        for (int kind = 0; kind < kinds.Count; kind++)
        {
            WriteKind(snapshot, run, measure, kind);
        }

        snapshot.Driven = run.Session.Feature<HumanDriver>()?.Handle is { } driven && kinds[driven.Brain].Brain.IsAlive(driven) ? driven : null;
        snapshot.Selected.IsDriven = selected is not null && snapshot.Driven == selected;
        _watch.Write(snapshot.Selected, run);
        WriteFood(snapshot.Food, run.World);
        WriteHazards(snapshot.Hazards, run.World);
        snapshot.Surface.CopyFrom(_surface is null ? [] : _surface.Evaluate());
    }

    private void WriteKind(WorldSnapshot snapshot, SimulationRun run, Measure measure, int number)
    {
        IReadOnlyList<AgentKind> kinds = run.Session.Kinds;
        AgentKind kind = kinds[number];
        AgentRoster roster = kind.Roster;
        KindSnapshot into = snapshot.Kinds[number];
        into.Count = kind.Brain.AgentCount;
        into.Agents.Clear();
        into.Handles.Clear();
        for (int row = 0; row < roster.Count; row++)
        {
            AgentHandle handle = roster.Handles[row];
            bool isSelected = snapshot.Selected.Handle == handle;
            if (isSelected)
            {
                WriteSelected(snapshot.Selected, kind, row);
            }

            if (!kind.Brain.IsAlive(handle))
            {
                continue;
            }

            if (isSelected)
            {
                (snapshot.Selected.IsAlive, snapshot.Selected.Index) = (true, into.Agents.Count);
            }

            Entity entity = roster.Entities[row];
            Position position = run.World.Get<Position>(entity);
            Heading heading = run.World.Get<Heading>(entity);
            into.Handles.Add(handle);
            into.Agents.Add(new AgentShape(
                position.X, position.Y, roster.X[row], roster.Y[row], heading.X, heading.Y, _measures.Read(measure, kinds, number, row, snapshot.Frame)));
        }

        if (into.Agents.Count < into.Count)
        {
            WriteNewborn(snapshot, run.World, kind, measure, number);
        }
    }

    /// <summary>Writes the agents born in the newest frame, at their birthplace. They have not sensed anything yet.</summary>
    private void WriteNewborn(WorldSnapshot snapshot, World world, AgentKind kind, Measure measure, int number)
    {
        KindSnapshot into = snapshot.Kinds[number];
        _newborn.Clear();
        kind.Roster.AddNewborn(_newborn);
        foreach ((AgentHandle handle, Entity entity) in _newborn)
        {
            if (snapshot.Selected.Handle == handle)
            {
                (snapshot.Selected.IsAlive, snapshot.Selected.Index) = (true, into.Agents.Count);
            }

            Position place = world.Get<Position>(entity);
            Heading heading = world.Get<Heading>(entity);
            into.Handles.Add(handle);
            into.Agents.Add(new AgentShape(place.X, place.Y, place.X, place.Y, heading.X, heading.Y, MeasureReader.ReadNewborn(measure, number)));
        }
    }

    private static void WriteSelected(SelectedAgent selected, AgentKind kind, int row)
    {
        Decisions decisions = kind.Brain.Decisions;
        if (row < decisions.Count)
        {
            selected.Observation.CopyFrom(decisions.Inputs(row));
            selected.Action.CopyFrom(decisions.Action(row));
        }

        if (row < kind.Labels.Count)
        {
            selected.Label.CopyFrom(kind.Labels.Row(row));
        }
    }

    private static void WriteFood(GrowingArray<DiscShape> discs, World world)
    {
        discs.Clear();
        foreach (ref Chunk chunk in world.Query(in s_food))
        {
            ReadOnlySpan<Food> food = chunk.GetSpan<Food>()[..chunk.Count];
            ReadOnlySpan<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
            for (int i = 0; i < food.Length; i++)
            {
                if (food[i].Regrowth <= 0)
                {
                    discs.Add(new DiscShape(positions[i].X, positions[i].Y, FoodRadius));
                }
            }
        }
    }

    private static void WriteHazards(GrowingArray<DiscShape> discs, World world)
    {
        discs.Clear();
        foreach (ref Chunk chunk in world.Query(in s_hazards))
        {
            ReadOnlySpan<Hazard> hazards = chunk.GetSpan<Hazard>()[..chunk.Count];
            ReadOnlySpan<Position> positions = chunk.GetSpan<Position>()[..chunk.Count];
            for (int i = 0; i < hazards.Length; i++)
            {
                discs.Add(new DiscShape(positions[i].X, positions[i].Y, hazards[i].Radius));
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>A run as long as a game's evening: agents die and are born, all is saved again and again, brains are exchanged. Memory has to stay as it was and no full collection may come.</summary>
/// <param name="options">What to run: frames for ten saves at least.</param>
/// <param name="interval">Frames from one save and exchange to the next.</param>
/// <param name="folder">Where files go.</param>
public sealed class Soak(RunOptions options, int interval, string folder)
{
    /// <summary>The share by which the working set may differ from that after the first tenth.</summary>
    public const double LargestDrift = 0.05;

    private readonly RunOptions _options = options.Copy();
    private readonly List<double> _workingSet = new(options.Frames / interval + 1);
    private readonly int[] _collectionsBefore = new int[3];
    private int _saves;
    private int _swaps;

    /// <summary>Runs all frames.</summary>
    /// <param name="tell">Takes a line per tenth of the frames, and what the disk refused.</param>
    /// <param name="cancellation">Ends it after the current frame.</param>
    /// <exception cref="IOException">Nothing could be saved or loaded.</exception>
    public SoakReport Run(Action<string> tell, CancellationToken cancellation = default)
    {
        using SimulationRun run = new(_options, Driver.Brain, isLabelled: true);
        run.Plugin.Awake();
        SaveOptions save = new() { Run = Path.Combine(folder, "run"), Brain = Path.Combine(folder, "brain"), Interval = interval };
        RunSaver saver = new(_options, save, _ => { });
        int tenth = Math.Max(interval, _options.Frames / 10);
        long begin = Stopwatch.GetTimestamp();
        for (int frame = 1; frame <= _options.Frames && !cancellation.IsCancellationRequested; frame++)
        {
            run.Frame.Run();
            if (frame % interval == 0)
            {
                Disturb(run, saver, save);
                Measure(frame, tenth);
            }

            if (frame % tenth == 0)
            {
                tell(string.Create(
                    CultureInfo.InvariantCulture,
                    $"frame {frame:N0}: {Environment.WorkingSet / 1048576.0:F1} MiB, {GC.CollectionCount(2)} full collections, {Births(run):N0} born, score {run.Session.Score:F2}"));
            }
        }

        return Report(run, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>Saves everything, and now and then goes on with the brains of the save before.</summary>
    private void Disturb(SimulationRun run, RunSaver saver, SaveOptions save)
    {
        saver.Save(run);
        if (saver.Failure is { } failure)
        {
            throw new IOException(failure);
        }

        if (++_saves % 2 == 0)
        {
            foreach (AgentKind kind in run.Session.Kinds)
            {
                kind.Brain.Load(SaveOptions.BrainFile(save.Brain!, kind.Brain.Name, run.Session.Kinds.Count) + ".1");
            }

            _swaps++;
        }
    }

    private void Measure(int frame, int tenth)
    {
        if (frame < tenth)
        {
            return;
        }

        for (int generation = 0; generation < _collectionsBefore.Length && _workingSet.Count == 0; generation++)
        {
            _collectionsBefore[generation] = GC.CollectionCount(generation);
        }

        _workingSet.Add(Environment.WorkingSet / 1048576.0);
    }

    /// <summary>Every slot of an agent counts how often it was given out.</summary>
    private static long Births(SimulationRun run)
    {
        long births = 0;
        foreach (AgentKind kind in run.Session.Kinds)
        {
            foreach (AgentHandle handle in kind.Roster.Handles)
            {
                births += handle.Generation - 1;
            }
        }

        return births;
    }

    private SoakReport Report(SimulationRun run, double seconds)
    {
        int[] collections = [.. _collectionsBefore.Select((before, generation) => _workingSet.Count == 0 ? 0 : GC.CollectionCount(generation) - before)];
        double drift = _workingSet.Count == 0 ? 0 : _workingSet.Max(size => Math.Abs(size / _workingSet[0] - 1));
        return new SoakReport
        {
            Scenario = _options.Scenario,
            Agents = _options.Agents,
            Frames = run.Frame.Number,
            Seed = _options.Seed,
            Births = Births(run),
            Saves = _saves,
            Swaps = _swaps,
            LearnSteps = run.Session.Kinds.Sum(kind => kind.Brain.Statistics.LearnSteps),
            WorkingSetMb = [.. _workingSet.Select(size => Math.Round(size, 1))],
            WorkingSetDrift = drift,
            Collections = collections,
            Seconds = seconds,
            Faults = [.. Faults(drift, collections[2])],
        };
    }

    private IEnumerable<string> Faults(double drift, int fullCollections)
    {
        if (drift > LargestDrift)
        {
            yield return FormattableString.Invariant(
                $"working set: expected within {LargestDrift:P0} of {_workingSet[0]:F1} MiB, found {_workingSet.Min():F1} to {_workingSet.Max():F1} MiB");
        }

        if (fullCollections > 0)
        {
            yield return $"full garbage collections: expected none, found {fullCollections}";
        }
    }
}

/// <summary>What a <see cref="Soak"/> found.</summary>
public sealed record SoakReport : ScenarioReport
{
    /// <summary>Agents that were born in the course of it, each in the place of one that died.</summary>
    public required long Births { get; init; }

    /// <summary>Times that the run and its brains were saved.</summary>
    public required int Saves { get; init; }

    /// <summary>Times that all brains were exchanged for older ones from their files.</summary>
    public required int Swaps { get; init; }

    /// <summary>Minibatches learned.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Memory that the process holds, MiB: after each save, once the first tenth of the frames was done.</summary>
    public required IReadOnlyList<double> WorkingSetMb { get; init; }

    /// <summary>The largest difference of <see cref="WorkingSetMb"/> from its first, as a share of that.</summary>
    public required double WorkingSetDrift { get; init; }

    /// <summary>Garbage collections by generation, once the first tenth of the frames was done.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Time that it took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>What it broke of its promises, a line each; empty if nothing.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

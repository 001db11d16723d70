using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>
/// An endurance test: agents die and are born, the run and its brains are saved at each interval, and brains are swapped for older ones.
/// It fails if, after the first tenth of the frames, memory use changes by more than <see cref="MaxDrift"/> or a full garbage collection happens.
/// </summary>
/// <param name="options">Options of the run, with frames for at least ten saves.</param>
/// <param name="interval">Number of frames between two saves.</param>
/// <param name="folder">Folder of the saved files.</param>
public sealed class Soak(RunOptions options, int interval, string folder)
{
    /// <summary>Largest accepted relative difference of the working set from its size after the first tenth of the frames.</summary>
    public const double MaxDrift = 0.05;

    private readonly RunOptions _options = options.Copy();
    private readonly List<double> _workingSet = new(options.Frames / interval + 1);
    private readonly int[] _collectionsBefore = new int[3];
    private int _saves;
    private int _swaps;

    /// <summary>Runs all frames.</summary>
    /// <param name="tell">Receives a line of text after each tenth of the frames.</param>
    /// <param name="cancellation">Ends the run after the current frame.</param>
    /// <exception cref="IOException">A file could not be saved or loaded.</exception>
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
                SaveAndSwap(run, saver, save);
                Measure(frame, tenth);
            }

            if (frame % tenth == 0)
            {
                tell(string.Create(
                    CultureInfo.InvariantCulture,
                    $"frame {frame:N0}: working set {Environment.WorkingSet / 1048576.0:F1} MiB, full collections {GC.CollectionCount(2)}, births {Births(run):N0}, score {run.Session.Score:F2}"));
            }
        }

        return Report(run, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    /// <summary>Saves everything. Every second call then loads the brains of the previous save.</summary>
    private void SaveAndSwap(SimulationRun run, RunSaver saver, SaveOptions save)
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

    /// <summary>Counts the births: the generation of a slot is the number of agents that have had the slot.</summary>
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
        if (drift > MaxDrift)
        {
            yield return FormattableString.Invariant(
                $"working set: expected within {MaxDrift:P0} of {_workingSet[0]:F1} MiB, received {_workingSet.Min():F1} to {_workingSet.Max():F1} MiB");
        }

        if (fullCollections > 0)
        {
            yield return $"full garbage collections: expected none, received {fullCollections}";
        }
    }
}

/// <summary>The result of a <see cref="Soak"/>.</summary>
public sealed record SoakReport : ScenarioReport
{
    /// <summary>Number of agents born during the run, each in the place of one that died.</summary>
    public required long Births { get; init; }

    /// <summary>Number of times that the run and its brains were saved.</summary>
    public required int Saves { get; init; }

    /// <summary>Number of times that all brains were swapped for older ones from their files.</summary>
    public required int Swaps { get; init; }

    /// <summary>Number of minibatches that the brains learned from.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Working set of the process after each save, MiB, from the end of the first tenth on.</summary>
    public required IReadOnlyList<double> WorkingSetMb { get; init; }

    /// <summary>Largest relative difference between an entry of <see cref="WorkingSetMb"/> and its first one.</summary>
    public required double WorkingSetDrift { get; init; }

    /// <summary>Number of garbage collections by generation, from the end of the first tenth on.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Duration of the run, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>Failures of the test, one line each; empty if it passed.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

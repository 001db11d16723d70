using System.Diagnostics.Metrics;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>The plugin's measurements for listeners of the meter <see cref="Name"/>, such as dotnet-counters and OpenTelemetry.</summary>
/// <remarks>
/// Names follow OpenTelemetry. Measurements of a single brain carry the tag <c>brain</c>. Without a listener no time is measured. Measuring does not allocate.
/// Observing allocates on the listener's thread, and its values may come from any moment of a frame. The runtime holds every meter until it is disposed,
/// so the instruments reference their plugin weakly. A plugin that was dropped can be collected, and its meter ends with it.
/// </remarks>
internal sealed class PluginMeter : IDisposable
{
    internal const string Name = "NeuroAgents";
    private const string Tag = "brain";
    private readonly NeuroPlugin _plugin;
    private readonly Meter _meter = new(Name);
    private readonly IFrameClock _clock;
    private readonly WeakReference<PluginMeter> _self;
    private readonly Histogram<double> _decide;
    private readonly Histogram<double> _learn;
    private volatile Brain[] _brains = [];

    internal PluginMeter(NeuroPlugin plugin, IFrameClock clock)
    {
        (_plugin, _clock, _self) = (plugin, clock, new WeakReference<PluginMeter>(this));
        _decide = _meter.CreateHistogram<double>("neuroagents.decide.duration", "ms", "Time of a batched decision.");
        _learn = _meter.CreateHistogram<double>("neuroagents.learn.duration", "ms", "Frame time that learning took.");
        WeakReference<PluginMeter> self = _self;
        _meter.CreateObservableCounter("neuroagents.learn.budget_overruns", () => Overruns(self), "{frame}", "Frames in which learning took longer than its budget.");
        Gauge("neuroagents.learn.loss", null, "Mean loss of the newest minibatch.", brain => brain.Statistics.LastLoss);
        for (LearningFigure each = LearningFigure.PolicyLoss; (int)each < LearningFigures.Count; each++)
        {
            LearningFigure figure = each;
            Gauge($"neuroagents.learn.{LearningFigures.NameOf(figure)}", null, $"{figure} of the newest minibatch, where the learner reports it.", brain => brain.Statistics.Figures[figure]);
        }

        Gauge("neuroagents.replay.size", "{row}", "Rows that minibatches are drawn from.", brain => brain.Statistics.ReplayRows);
        Gauge("neuroagents.replay.backlog", "{row}", "Rows that wait to be learned from.", brain => brain.Statistics.Backlog);
        Gauge("neuroagents.episodes.return", null, $"Mean return of the newest {EpisodeLog.Window} finished episodes, without scaling or discount.", brain => brain.Statistics.Episodes.NewestReturn);
        Gauge("neuroagents.episodes.length", "{decision}", $"Mean number of decisions of the newest {EpisodeLog.Window} finished episodes.", brain => brain.Statistics.Episodes.NewestLength);
        Counter("neuroagents.episodes.finished", "{episode}", "Finished episodes.", brain => brain.Statistics.Episodes.Count);
        Gauge("neuroagents.agents", "{agent}", "Living agents.", brain => brain.AgentCount);
        Counter("neuroagents.learn.steps", "{minibatch}", "Minibatches learned from.", brain => brain.Statistics.LearnSteps);
        Counter("neuroagents.learn.skipped_steps", "{minibatch}", "Minibatches that were not applied.", brain => brain.Statistics.SkippedSteps);
        Counter("neuroagents.learn.rollbacks", "{rollback}", "Rollbacks to the last good weights.", brain => brain.Statistics.Rollbacks);
        Counter("neuroagents.rows.refused", "{row}", "Observations, labels and actions that were refused.", brain => brain.Statistics.RefusedObservations + brain.Statistics.RefusedLabels + brain.Statistics.RefusedActions);
        Counter("neuroagents.rows.evicted", "{row}", "Rows removed from the replay because they spoiled step after step.", brain => brain.Statistics.EvictedRows);
    }

    /// <summary>Ends the meter of a plugin that was not destroyed.</summary>
    ~PluginMeter()
    {
        try
        {
            _meter?.Dispose();
        }
        catch (Exception)
        {
            // An exception of a listener on this thread would end the process.
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _meter.Dispose();
    }

    internal void Add(Brain brain) => _brains = [.. _brains, brain];

    /// <summary>Returns the start time of a decision for <see cref="RecordDecision"/>, or NaN without a listener.</summary>
    internal double Start() => _decide.Enabled ? _clock.Milliseconds : double.NaN;

    internal void RecordDecision(string brain, double start)
    {
        if (!double.IsNaN(start))
        {
            _decide.Record(_clock.Milliseconds - start, new KeyValuePair<string, object?>(Tag, brain));
        }
    }

    internal void RecordLearning(double milliseconds) => _learn.Record(milliseconds);

    private void Gauge(string name, string? unit, string description, Func<Brain, double> value)
    {
        WeakReference<PluginMeter> self = _self;
        _meter.CreateObservableGauge(name, () => Observe(self, value), unit, description);
    }

    private void Counter(string name, string unit, string description, Func<Brain, long> value)
    {
        WeakReference<PluginMeter> self = _self;
        _meter.CreateObservableCounter(name, () => Observe(self, value), unit, description);
    }

    private static IEnumerable<Measurement<T>> Observe<T>(WeakReference<PluginMeter> self, Func<Brain, T> value)
        where T : struct
        => self.TryGetTarget(out PluginMeter? meter)
            ? meter._brains.Select(brain => new Measurement<T>(value(brain), new KeyValuePair<string, object?>(Tag, brain.Name)))
            : [];

    private static IEnumerable<Measurement<long>> Overruns(WeakReference<PluginMeter> self)
        => self.TryGetTarget(out PluginMeter? meter) ? [new Measurement<long>(meter._plugin.BudgetOverruns)] : [];
}

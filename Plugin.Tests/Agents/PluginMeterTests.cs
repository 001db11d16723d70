using System.Diagnostics.Metrics;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class PluginMeterTests
{
    private const string Name = "metered";

    [Fact]
    public void AListenerReceivesTheBrainsCounts()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain(Name, Game.Options());
        using Listener listener = new();
        AgentHandle[] agents = [.. Enumerable.Range(0, 40).Select(_ => brain.Spawn())];
        for (int frame = 0; frame < 10; frame++)
        {
            Decisions decisions = brain.BeginDecisions(agents);
            for (int row = 0; row < decisions.Count; row++)
            {
                decisions.Observation(row).Clear();
            }

            brain.Decide();
            brain.TeachAll(new float[80]);
            plugin.LateUpdate();
        }

        brain.Teach([float.NaN, 0, 0], [0, 0]);
        listener.Observe();

        Assert.Equal(10, listener.Last("neuroagents.learn.steps"));
        Assert.Equal(brain.Statistics.LastLoss, listener.Last("neuroagents.learn.loss"));
        Assert.Equal(256, listener.Last("neuroagents.replay.size"));
        Assert.Equal(1, listener.Last("neuroagents.rows.refused"));
        Assert.Equal(0, listener.Last("neuroagents.learn.rollbacks"));
        Assert.Equal(40, listener.Last("neuroagents.agents"));
        Assert.Equal(10, listener.Values("neuroagents.decide.duration").Count);
        Assert.True(listener.Values("neuroagents.learn.duration").Count >= 10);
    }

    [Fact]
    public void AListenerReceivesReturnsAndLengthsOfEpisodes()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain(Name, Game.Options());
        using Listener listener = new();
        AgentHandle[] agents = [brain.Spawn(), brain.Spawn()];
        listener.Observe();
        Assert.Equal((double.NaN, 0), (listener.Last("neuroagents.episodes.return"), listener.Last("neuroagents.episodes.finished")));
        for (int frame = 0; frame < 3; frame++)
        {
            Decisions decisions = brain.BeginDecisions(agents);
            decisions.Observation(0).Clear();
            decisions.Observation(1).Clear();
            brain.Decide();
            brain.RewardAll([1, 2.5f]);
            plugin.LateUpdate();
        }

        brain.EndEpisode(agents[0], EpisodeEnd.Terminated);
        brain.EndEpisode(agents[1], EpisodeEnd.Terminated);
        listener.Observe();
        Assert.Equal(5.25, listener.Last("neuroagents.episodes.return"));
        Assert.Equal((3, 2), (listener.Last("neuroagents.episodes.length"), listener.Last("neuroagents.episodes.finished")));
    }

    /// <summary>A listener to all plugins of the process. It keeps measurements of this thread, and those of brains with its name.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, List<double>> _values = [];
        private readonly int _thread = Environment.CurrentManagedThreadId;

        internal Listener()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "NeuroAgents")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        internal void Observe() => _listener.RecordObservableInstruments();

        internal List<double> Values(string instrument) => _values[instrument];

        internal double Last(string instrument) => _values[instrument][^1];

        private void Take(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == _thread && (tags.IsEmpty || Equals(tags[0].Value, Name)))
            {
                _values.TryAdd(instrument, []);
                _values[instrument].Add(value);
            }
        }
    }
}

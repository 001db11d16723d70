using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;

namespace NeuroAgents.Overlay.Panels;

/// <summary>An observer of one brain that updates its panels' data every frame. Does not allocate once buffers have grown.</summary>
internal sealed class BrainWatch
{
    /// <summary>Time between two evaluations of all units, s.</summary>
    private const double Interval = 0.2;
    private readonly Brain _brain;
    private readonly BrainData _data;
    private readonly LastStep _step;
    private readonly NetworkReader _network;
    private long _evaluated;
    private long _steps;

    internal BrainWatch(Brain brain, LearnMode mode)
    {
        BrainFacts facts = BrainFacts.Of(brain, mode);
        (_brain, _data, _steps) = (brain, new BrainData(facts), brain.Statistics.LearnSteps);
        (_step, _network) = (new LastStep(brain, facts.HasGradients), new NetworkReader(brain, facts.Layers, plane: null));
        _data.Losses.Begin(1, isResumed: _steps > 0);
        Copy();
        _data.Mark = WeightMark.Of(_data);
    }

    /// <summary>Data for the panels.</summary>
    internal PanelData Data => _data;

    /// <summary>Records the brain's state after a frame.</summary>
    /// <param name="row">Row of the decisions whose neurons are shown.</param>
    /// <param name="isNetworkShown">Whether units and activations are needed.</param>
    internal void Record(int row, bool isNetworkShown)
    {
        _data.Next();
        float loss = _brain.Statistics.LearnSteps > _steps ? _brain.Statistics.LastLoss : float.NaN;
        _steps = _brain.Statistics.LearnSteps;
        _data.Losses.Brains[0].Add(_data.Frame, loss, float.NaN);
        _data.Losses.Add(loss, float.NaN);
        _step.Record();
        Copy();
        if (isNetworkShown)
        {
            UpdateNetwork(row);
        }
    }

    private void Copy()
    {
        _data.Now.Parameters.CopyFrom(_brain.Published.Values);
        _step.Write(_data.Now);
    }

    private void UpdateNetwork(int row)
    {
        Decisions decisions = _brain.Decisions;
        if (decisions.Count > 0 && Stopwatch.GetElapsedTime(_evaluated).TotalSeconds >= Interval)
        {
            _evaluated = Stopwatch.GetTimestamp();
            _network.Evaluate();
            _network.Write(_data.Now);
        }

        AgentSnapshot agent = _data.Agent;
        agent.Clear(null);
        if (row >= 0 && row < decisions.Count)
        {
            agent.Observation.CopyFrom(decisions.Inputs(row));
            agent.Action.CopyFrom(decisions.Action(row));
            _network.Run(agent.Observation.Items, agent.Inputs, agent.Activations);
        }
    }

    /// <summary>Panel data of one brain.</summary>
    private sealed class BrainData(BrainFacts facts) : PanelData
    {
        private long _frame;

        internal override IReadOnlyList<BrainFacts> Brains { get; } = [facts];

        internal override long Frame => _frame;

        internal override AgentSnapshot Agent { get; } = new();

        internal override LossHistory Losses { get; } = new();

        internal BrainSnapshot Now { get; } = new();

        internal override BrainSnapshot Values(int brain) => Now;

        internal void Next() => _frame++;
    }
}

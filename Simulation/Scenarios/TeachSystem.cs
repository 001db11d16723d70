using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The system that asks an expert what to do at each agent's newest observation, and passes the expert's actions to the brain as labels.</summary>
internal sealed class TeachSystem : ISystem, IParallelWork
{
    internal static readonly Setting ShuffleLabels = Setting.Flag("shuffle-labels", "give each agent a random agent's label, as a control in which nothing can be learned", false);
    private const int RowsPerPart = 64;
    private readonly AgentRoster _roster;
    private readonly Brain _brain;
    private readonly ActionTable _labels;
    private readonly IExpert _expert;
    private readonly ScenarioSetup _setup;
    private readonly HumanDriver? _human;
    private readonly SteeringActions? _steering;
    private readonly bool _needsActions;
    private readonly bool _labelsAreShuffled;
    private readonly RandomSource _random;
    private int[] _permutation = [];

    /// <param name="kind">The agents to teach.</param>
    /// <param name="expert">The expert that teaches.</param>
    /// <param name="setup">The inputs of the scenario.</param>
    /// <param name="number">Number of the kind.</param>
    /// <param name="human">The controls of a person who may drive one of the agents; that agent learns the person's actions instead of the expert's. Null for none.</param>
    /// <param name="steering">The brain's kind of actions, if the expert steers bodies; null if the brain's actions are those that the expert writes.</param>
    internal TeachSystem(AgentKind kind, IExpert expert, ScenarioSetup setup, int number = 0, HumanDriver? human = null, SteeringActions? steering = null)
    {
        (_human, _steering) = (human, steering);
        (_brain, _roster, _labels) = kind;
        _expert = expert;
        _setup = setup;
        _needsActions = setup.IsLabelled || setup.DriverOf(number) != Driver.Brain;
        _labelsAreShuffled = setup.Settings.Flag(ShuffleLabels);
        _random = new RandomSource(setup.Seed, ScenarioStreams.Labels);
    }

    public void Run(long frame)
    {
        if (!_needsActions)
        {
            return;
        }

        _labels.Resize(_roster.Count);
        _expert.Prepare();
        _setup.Plugin.Workers.Run(this, _roster.Count, RowsPerPart);
        bool isDriven = TryFindDriven(out int driven);
        if (isDriven)
        {
            _human!.Action.CopyTo(_labels.Row(driven));
            _steering?.Encode(_labels.Row(driven));
        }

        if (_setup.IsLabelled)
        {
            TeachLabels(frame);
            if (isDriven)
            {
                // A later label replaces an earlier one, so the driven agent gets the person's action even when labels are shuffled.
                _brain.Teach(_roster.Handles[driven], _labels.Row(driven));
            }
        }
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Decisions decisions = _brain.Decisions;
        for (int row = start; row < start + count; row++)
        {
            _expert.Act(row, decisions.Observation(row), _labels.Row(row));
            _steering?.Encode(_labels.Row(row));
        }
    }

    private bool TryFindDriven(out int row)
    {
        row = 0;
        return _human is not null && _human.TryFind(_roster, out row);
    }

    private void TeachLabels(long frame)
    {
        if (!_labelsAreShuffled)
        {
            _brain.TeachAll(_labels.Values);
            return;
        }

        Shuffle(frame);
        ReadOnlySpan<AgentHandle> handles = _roster.Handles;
        for (int row = 0; row < handles.Length; row++)
        {
            _brain.Teach(handles[row], _labels.Row(_permutation[row]));
        }
    }

    /// <summary>Draws a random permutation of the rows (Fisher and Yates).</summary>
    private void Shuffle(long frame)
    {
        if (_permutation.Length < _roster.Count)
        {
            _permutation = new int[_roster.Count * 2];
        }

        for (int row = 0; row < _roster.Count; row++)
        {
            int other = _random.Below(row + 1, (ulong)row, (ulong)frame);
            _permutation[row] = _permutation[other];
            _permutation[other] = row;
        }
    }
}

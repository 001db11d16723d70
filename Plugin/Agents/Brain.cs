using NeuroAgents.Diagnostics;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>One network that decides for many agents at once and learns while they act. Created by <see cref="NeuroPlugin.AddBrain"/>.</summary>
/// <remarks>
/// <para>A step: <see cref="BeginDecisions"/>, write each row's observation, <see cref="Decide"/>, read each row's action, then <c>Teach</c>.
/// What was taught is learned in <see cref="NeuroPlugin.LateUpdate"/>, and the new weights decide from the next step on.</para>
/// <para>These calls do not allocate once the agents' number stops growing. One thread at a time, except for filling rows.
/// Rows are matched by handle and learned from in the order of handles: the order of handles in a decision changes nothing.</para>
/// <para>How it learns can be changed between frames: <see cref="LearningRate"/>, <see cref="BatchSize"/>, <see cref="Dropout"/>, <see cref="IsLearning"/>. Beside the game,
/// steps that are under way are waited for and keep what was set when they were queued: in lockstep the same changes at the same frames give the same bits. A saved
/// game keeps the changed values. A brain that loads the file of a single brain keeps its own values.</para>
/// </remarks>
#pragma warning disable CA1001 // an archive that it keeps goes with it
public sealed partial class Brain
#pragma warning restore CA1001
{
    private readonly int _number;
    private readonly BrainOptions _options;
    private readonly RowOrder _order = new();
    private AgentTable _agents;
    private readonly Sequential _policy;
    private readonly ObservationNormalizer _normalizer;
    private readonly RunningMoments? _moments;
    private readonly BatchDecision _batch;
    private readonly Workers _workers;
    private readonly PluginMeter? _meter;
    private readonly DecisionRows _rows;
    private readonly TaughtRows _taught;
    private readonly CallGate _calls;
    private readonly FrameEvents _events;
    private readonly RefusalLog _refusals;

    internal Brain(int number, string name, BrainOptions options, RandomSource random, Workers workers, CallGate calls, FrameEvents events,
        int replayReserve = 0, PluginMeter? meter = null)
    {
        options.Validate();
        (_calls, _events) = (calls, events);
        _number = number;
        _options = options = options.Copy();
        _agents = new AgentTable(number, options.DecisionPeriod);
        Name = name;
        Observations = options.Observations;
        Actions = options.Actions!;
        _workers = workers;
        _meter = meter;
        BrainNetworks networks = BrainNetworks.Create(options);
        _policy = networks.Policy;
        Parameters = new ParameterBuffer(networks.Layout);
        Parameters.Initialize(random.Stream(RandomStreams.Initialization));
        _normalizer = Observations.CreateNormalizer();
        ParameterSnapshot published = new(Parameters);
        _batch = new BatchDecision(_policy, published, _normalizer, Actions.Head, workers.Count);
        _refusals = new RefusalLog(Observations, Actions, _normalizer);
        _moments = options.Normalization == Normalization.Running ? new RunningMoments(_normalizer) : null;
        _moments?.Apply();

        // Beside the game steps normalise as it was when their job was queued.
        ObservationNormalizer ofSteps = replayReserve == 0 ? _normalizer : _normalizer.Copy();
        ILearner? learner = options.Learner?.Create(new LearnerContext(_policy, Parameters, ofSteps, Actions.Head, random, workers, replayReserve));
        _learning = new BrainLearning(this, learner, _batch, published, replayReserve, _normalizer, ofSteps, calls, events);
        _rows = new DecisionRows(Observations.Width, Actions.Width, Actions.Head.MaskWidth);
        _rows.EnsureCapacity(options.AgentCapacity);
        _taught = new TaughtRows(_rows, _order, _normalizer, Actions.Head, workers);

        // Twice: while labels of the dead wait to be recorded, all successors may need slots of their own.
        _agents.EnsureCapacity(2 * options.AgentCapacity);
    }

    /// <summary>The name given at <see cref="NeuroPlugin.AddBrain"/>.</summary>
    public string Name { get; }

    /// <summary>What agents sense.</summary>
    public ObservationSpec Observations { get; }

    /// <summary>What agents can do.</summary>
    public ActionSpec Actions { get; }

    /// <summary>The network from normalised observations to outputs.</summary>
    public Sequential Policy => _policy;

    /// <summary>The weights as training sees them: read them between frames, for overlays and tests; where learning goes on beside the game, after <see cref="NeuroPlugin.FinishLearning"/>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Mean and variance of the observations; null unless <see cref="BrainOptions.Normalization"/> is running.</summary>
    public RunningMoments? Moments => _moments;

    /// <summary>How observations become the network's inputs now; where normalization is running, it changes at the end of <see cref="NeuroPlugin.LateUpdate"/> alone.</summary>
    public ObservationNormalizer Normalizer => _normalizer;

    /// <summary>Whether mean and variance stay as they are, whatever is observed; those of a brain without a learner always do. Saved with the brain: one that loads a frozen brain is frozen.</summary>
    public bool IsNormalizationFrozen { get; set; }

    /// <summary>Number of living agents.</summary>
    public int AgentCount => _agents.AliveCount;

    /// <summary>Observations refused because a value was NaN or more than 1,000 times its range: their action is zero (or the first allowed choice), and they are never learned from.</summary>
    public long RefusedObservations => _refusals[RefusalKind.Observation] + _refusals[RefusalKind.Mask];

    /// <summary>Labels refused because a value was NaN, outside the action's range or a masked choice.</summary>
    public long RefusedLabels => _refusals[RefusalKind.Label];

    /// <summary>Number of actions refused because a network output was NaN. The agent got the neutral action: zero, or the first allowed choices. The weights are NaN or far too large.</summary>
    public long RefusedActions => _refusals[RefusalKind.Action];

    /// <summary>Takes on an agent.</summary>
    public AgentHandle Spawn() => _agents.Spawn();

    /// <summary>Lets an agent go. What it was taught before stays.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    public void Despawn(AgentHandle handle)
    {
        // A label waits for those of the other agents, so that it is recorded in its place among them.
        int row = _agents.FindRow(handle, _rows.Number);
        _agents.Despawn(handle, keepsRow: row >= 0 && _rows.Labelled[row]);
    }

    /// <summary>Whether a handle names a living agent of this brain.</summary>
    public bool IsAlive(AgentHandle handle) => _agents.IsAlive(handle);

    /// <summary>The rows of the current decision.</summary>
    public Decisions Decisions => new(_rows);

    /// <summary>Selects the agents that are due to decide in this step: newborn agents, agents whose last decision is <see cref="BrainOptions.DecisionPeriod"/> steps old, and agents that are due early.</summary>
    /// <remarks>
    /// <para>A step is a <see cref="NeuroPlugin.FixedUpdate"/>, or a <see cref="NeuroPlugin.LateUpdate"/> if no fixed step came since the last one. In each step, pass all agents that should act,
    /// in one call or one call per group, and pass the result to <see cref="BeginDecisions"/>. The other agents continue with their last action.</para>
    /// <para>An agent that is passed in every step never waits longer than the period, and is due at most once in a step. About agents / period are due in each step. After births and deaths some agents
    /// decide early, once, so that within a period the counts of all steps again differ by at most one. Does not allocate.</para>
    /// </remarks>
    /// <param name="handles">Living agents.</param>
    /// <param name="due">A span at least as long as the handles; receives the agents that are due, in the order of the handles.</param>
    /// <returns>Number of agents that are due.</returns>
    /// <exception cref="ArgumentException">A handle is stale, or <paramref name="due"/> is too short.</exception>
    public int SelectDue(ReadOnlySpan<AgentHandle> handles, Span<AgentHandle> due)
    {
        if (due.Length < handles.Length)
        {
            throw new ArgumentException($"due: expected room for {handles.Length} handles, received {due.Length}.", nameof(due));
        }

        int count = 0;
        foreach (AgentHandle handle in handles)
        {
            if (_agents.IsDue(handle))
            {
                due[count++] = handle;
            }
        }

        return count;
    }

    /// <summary>Opens a row for each agent that decides now.</summary>
    /// <param name="handles">Living agents, each once, in any order.</param>
    /// <exception cref="ArgumentException">A handle is stale or stands twice.</exception>
    public Decisions BeginDecisions(ReadOnlySpan<AgentHandle> handles)
    {
        RecordTaught();
        _rows.Begin(handles.Length);
        try
        {
            for (int row = 0; row < handles.Length; row++)
            {
                _agents.Place(handles[row], row, _rows.Number);
                _rows.Slots[row] = handles[row].Slot;
            }
        }
        catch (ArgumentException)
        {
            // Those already placed are in no decision either.
            _rows.Begin(0);
            _rows.MarkDecided();
            throw;
        }

        _rows.Open(handles.Length);

        // With a period of 1 all agents decide again in the next step, so the planning order has no effect.
        ReadOnlySpan<int> order = _options.DecisionPeriod > 1 ? _order.Sort(_agents, _rows) : [];
        for (int i = 0; i < handles.Length; i++)
        {
            _agents.PlanNext(_rows.Slots[order.IsEmpty ? i : order[i]]);
        }

        return Decisions;
    }

    /// <summary>Decides for every row of the current decision in one batch.</summary>
    /// <exception cref="InvalidOperationException">The current decision is made already, or there is none.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public void Decide()
    {
        _calls.RequireAlive();
        _rows.RequireOpen();
        double start = _meter?.Start() ?? double.NaN;
        _batch.Run(_workers, _rows);
        _rows.MarkDecided();
        CountRefused();
        if (_moments is not null && Learner is not null && !IsNormalizationFrozen)
        {
            _moments.Add(_rows.Observations, _rows.Count, _rows.Refused, _workers);
        }

        _meter?.RecordDecision(Name, start);
    }

    /// <summary>The action that the current decision has for an agent.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision, or the brain has not decided yet.</exception>
    public ReadOnlySpan<float> Action(AgentHandle handle) => _rows.Action(_agents.RowOf(handle, _rows.Number), _rows.Number);

    /// <summary>Says what the agent should have done in the current decision. The last word for an agent counts.</summary>
    /// <param name="handle">An agent of the current decision.</param>
    /// <param name="action">The teacher's action, one value per action, each within the action's range; else it is refused and counted.</param>
    /// <exception cref="ArgumentException">The handle is stale or the action has another width.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision.</exception>
    public void Teach(AgentHandle handle, ReadOnlySpan<float> action)
    {
        _calls.RequireAlive();
        Require.Length(action.Length, Actions.Width, nameof(action));
        int row = _agents.RowOf(handle, _rows.Number);
        if (!Actions.Head.IsAction(action, _rows.Mask(row)))
        {
            _refusals.AddLabel(action, _rows.Mask(row));
            return;
        }

        _rows.Label(row, action);
    }

    /// <summary>Says what every agent of the current decision should have done. The last word for an agent counts.</summary>
    /// <param name="actions">The teacher's actions row by row, rows times actions values; rows outside the actions' range are refused and counted.</param>
    /// <remarks>Call it before any agent of the decision is let go.</remarks>
    /// <exception cref="ArgumentException">The number of values is another one.</exception>
    public void TeachAll(ReadOnlySpan<float> actions)
    {
        _calls.RequireAlive();
        int width = Actions.Width;
        Require.Length(actions.Length, _rows.Count * width, nameof(actions));
        bool areAllActions = Actions.Head.AreActions(actions);
        for (int row = 0; row < _rows.Count; row++)
        {
            ReadOnlySpan<float> action = actions.Slice(row * width, width);
            if (areAllActions || Actions.Head.IsAction(action, _rows.Mask(row)))
            {
                _rows.Label(row, action);
            }
            else
            {
                _refusals.AddLabel(action, _rows.Mask(row));
            }
        }
    }

    /// <summary>Says what to do at an observation, whoever made it: the player drives, or a recording is played.</summary>
    /// <param name="observation">One value per column of the spec.</param>
    /// <param name="action">One value per action, each within the action's range; else it is refused and counted.</param>
    /// <exception cref="ArgumentException">A width is another one.</exception>
    public void Teach(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        _calls.RequireAlive();
        Require.Length(observation.Length, Observations.Width, nameof(observation));
        Require.Length(action.Length, Actions.Width, nameof(action));
        if (!_normalizer.IsObservation(observation))
        {
            _refusals.AddObservation(observation);
        }
        else if (!Actions.Head.IsAction(action))
        {
            _refusals.AddLabel(action, default);
        }
        else
        {
            _learning.Record(new ExperienceRow { Observation = observation, Label = action });
        }
    }

    /// <summary>Takes over weights of the same layout, such as those of another brain of equal options; the next decision uses them. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The layouts differ.</exception>
    public void Copy(ParameterBuffer source)
    {
        Require.NotNull(source);
        source.Layout.RequireSame(Parameters.Layout, nameof(source));
        _learning.Settle();
        source.Values.CopyTo(Parameters.Values);
        _learning.Restart(isContinued: false);
    }

    /// <summary>Takes over the weights and the moments of a brain of equal options; the next decision uses them. Allocates.</summary>
    /// <exception cref="ArgumentException">The layouts or ways to normalise differ.</exception>
    public void Copy(Brain source)
    {
        Require.NotNull(source);
        if (source._options.Normalization != _options.Normalization || source.Observations.Width != Observations.Width)
        {
            throw new ArgumentException("source: expected a brain that normalises the same observations the same way, received another.", nameof(source));
        }

        Copy(source.Parameters);
        _moments?.Set(source._moments!);
    }

    /// <summary>Writes one parameter by hand, such as a weight that a person drags; the next decision uses it, and learning goes on from it with the optimizer's state as it was.</summary>
    /// <remarks>Between frames. Where learning goes on beside the game, it is waited for and published first. Does not allocate.</remarks>
    /// <param name="segment">The tensor: one of the segments of the <see cref="Parameters"/>' layout.</param>
    /// <param name="row">Of a weight the input, from 0; 0 of a bias.</param>
    /// <param name="column">The unit, from 0.</param>
    /// <param name="value">The new value, finite.</param>
    /// <exception cref="ArgumentException">The segment is not this brain's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place is outside the tensor, or the value is not finite.</exception>
    public void SetParameter(ParameterSegment segment, int row, int column, float value)
    {
        Require.NotNull(segment);
        if (!Parameters.Layout.Segments.Contains(segment))
        {
            throw new ArgumentException($"segment: expected one of brain {Excerpt.Of(Name)}, received another brain's {Excerpt.Of(segment.Name)}.", nameof(segment));
        }

        Require.InRange(row, 0, segment.Rows - 1);
        Require.InRange(column, 0, segment.Columns - 1);
        Require.InRange(value, float.MinValue, float.MaxValue);
        _learning.Settle();
        Parameters.Tensor(segment)[row, column] = value;
        _learning.Restart(isContinued: true);
    }

    /// <summary>A frame's boundary: decisions and steps normalise by what was observed until now.</summary>
    internal void ApplyMoments() => _moments?.Apply();

    /// <summary>The agents. A loaded saved game replaces the whole table; if loading fails, the old table is restored.</summary>
    internal AgentTable Agents => _agents;

    /// <summary>A brain of the same options with nothing of this one's state.</summary>
    internal Brain CreateTwin(int agentCapacity, FrameEvents events)
        => new(0, Name, _options with { AgentCapacity = agentCapacity }, default, _workers, new CallGate(), events);

    /// <summary>Hands the current decision's labels to the learner.</summary>
    internal void RecordTaught()
    {
        if (!_rows.AnyLabelled)
        {
            return;
        }

        _taught.Collect(_agents, _refusals);
        try
        {
            if (_taught.Count > 0)
            {
                _learning.Record(_taught);
            }
        }
        finally
        {
            // Also after a learner's exception: rows that were handed to the learner once are not handed over again.
            _rows.ClearLabels();
            _agents.FreeWaiting();
        }
    }

    private void CountRefused()
    {
        for (int row = 0; row < _rows.Count; row++)
        {
            if (_rows.Undecided[row] > 0)
            {
                _refusals.AddAction(_rows.Undecided[row] - 1);
            }
            else if (_rows.Refused[row])
            {
                ReadOnlySpan<float> observation = _rows.Observations.Row(row);
                if (_normalizer.IsObservation(observation))
                {
                    _refusals.AddMask(_rows.Mask(row));
                }
                else
                {
                    _refusals.AddObservation(observation);
                }
            }
        }
    }
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Inference;
using NeuroAgents.Learners;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>One network that decides for many agents at once and learns while they act. Created by <see cref="NeuroPlugin.AddBrain"/>.</summary>
/// <remarks>
/// <para>A step: <see cref="BeginDecisions"/>, write each row's observation, <see cref="Decide"/>, read each row's action, then <c>Teach</c>.
/// What was taught is learned in <see cref="NeuroPlugin.LateUpdate"/>, and the new weights decide from the next step on.</para>
/// <para>These calls do not allocate once the agents' number stops growing. One thread at a time, except for filling rows.
/// Rows are matched by handle and learned from in the order of handles: the order of handles in a decision changes nothing.</para>
/// </remarks>
public sealed class Brain
{
    private readonly BrainOptions options;
    private readonly AgentTable agents = new();
    private readonly Sequential policy;
    private readonly ILearner? learner;
    private readonly ObservationNormalizer normalizer;
    private readonly BatchDecision batch;
    private readonly Workers workers;
    private ParameterSnapshot published;
    private ParameterSnapshot spare;

    // Rows of the current decision, index by row.
    private Matrix observations;
    private Matrix actions;
    private Matrix labels;
    private bool[] refused;
    private bool[] labelled;
    private int rowCount;
    private long decision;
    private bool anyLabelled;

    internal Brain(string name, BrainOptions options, RandomSource random, Workers workers)
    {
        options.Validate();
        this.options = options with { };
        Name = name;
        Observations = options.Observations;
        Actions = options.Actions!;
        this.workers = workers;
        policy = Sequential.Perceptrons(Observations.Width, options.Hidden, Actions.OutputWidth, options.Activation);
        Parameters = new ParameterBuffer(new ParameterLayout(
            [new(LearnerContext.PolicyName, policy), .. options.Learner?.Networks(policy) ?? []]));
        Parameters.Initialize(random.Stream(RandomStreams.Initialization));
        published = new ParameterSnapshot(Parameters);
        spare = new ParameterSnapshot(Parameters);
        normalizer = Observations.CreateNormalizer();
        learner = options.Learner?.Create(new LearnerContext(policy, Parameters, normalizer, Actions.Head, random));
        batch = new BatchDecision(policy, published, normalizer, Actions.Head, workers.Count);
        observations = new Matrix(options.AgentCapacity, Observations.Width);
        actions = new Matrix(options.AgentCapacity, Actions.Width);
        labels = new Matrix(options.AgentCapacity, Actions.Width);
        refused = new bool[options.AgentCapacity];
        labelled = new bool[options.AgentCapacity];
        agents.EnsureCapacity(options.AgentCapacity);
    }

    /// <summary>The name given at <see cref="NeuroPlugin.AddBrain"/>.</summary>
    public string Name { get; }

    /// <summary>What agents sense.</summary>
    public ObservationSpec Observations { get; }

    /// <summary>What agents can do.</summary>
    public ActionSpec Actions { get; }

    /// <summary>The network from normalised observations to outputs.</summary>
    public Sequential Policy => policy;

    /// <summary>The weights as training sees them: read them between frames, for overlays and tests.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>The way of learning, or null.</summary>
    public ILearner? Learner => learner;

    /// <summary>Number of living agents.</summary>
    public int AgentCount => agents.AliveCount;

    /// <summary>Number of minibatches learned from.</summary>
    public long LearnSteps { get; private set; }

    /// <summary>Number of rows learned from.</summary>
    public long SamplesLearned { get; private set; }

    /// <summary>Mean loss of the newest minibatch before its step; NaN before the first.</summary>
    public float LastLoss { get; private set; } = float.NaN;

    /// <summary>Observations refused because a value was NaN or infinite: their action is zero, and they are never learned from.</summary>
    public long RefusedObservations { get; private set; }

    /// <summary>Labels refused because a value was NaN or infinite.</summary>
    public long RefusedLabels { get; private set; }

    /// <summary>Takes on an agent.</summary>
    public AgentHandle Spawn() => agents.Spawn();

    /// <summary>Lets an agent go. What it was taught before stays.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    public void Despawn(AgentHandle handle)
    {
        RecordTaught();
        agents.Despawn(handle);
    }

    /// <summary>Whether a handle names a living agent.</summary>
    public bool IsAlive(AgentHandle handle) => agents.IsAlive(handle);

    /// <summary>Opens a row for each agent that decides now.</summary>
    /// <param name="handles">Living agents, each once, in any order.</param>
    /// <exception cref="ArgumentException">A handle is stale or stands twice.</exception>
    public Decisions BeginDecisions(ReadOnlySpan<AgentHandle> handles)
    {
        RecordTaught();
        EnsureRows(handles.Length);
        decision++;
        rowCount = 0;
        for (int row = 0; row < handles.Length; row++)
        {
            agents.Place(handles[row], row, decision);
        }

        rowCount = handles.Length;
        return new Decisions(this, rowCount);
    }

    /// <summary>Decides for every row of the current decision in one batch.</summary>
    public void Decide()
    {
        batch.Run(workers, rowCount, observations, actions, refused);
        for (int row = 0; row < rowCount; row++)
        {
            RefusedObservations += refused[row] ? 1 : 0;
        }
    }

    /// <summary>The action that the current decision has for an agent.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision.</exception>
    public ReadOnlySpan<float> Action(AgentHandle handle) => actions.Row(agents.RowOf(handle, decision));

    /// <summary>Says what the agent should have done in the current decision. The last word for an agent counts.</summary>
    /// <param name="handle">An agent of the current decision.</param>
    /// <param name="action">The teacher's action, one value per action.</param>
    /// <exception cref="ArgumentException">The handle is stale or the action has another width.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision.</exception>
    public void Teach(AgentHandle handle, ReadOnlySpan<float> action)
    {
        Require.Length(action.Length, Actions.Width, nameof(action));
        int row = agents.RowOf(handle, decision);
        if (!ObservationNormalizer.IsFinite(action))
        {
            RefusedLabels++;
            return;
        }

        action.CopyTo(labels.Row(row));
        labelled[row] = true;
        anyLabelled = true;
    }

    /// <summary>Says what to do at an observation, whoever made it: the player drives, or a recording is played.</summary>
    /// <param name="observation">One value per column of the spec.</param>
    /// <param name="action">One value per action.</param>
    /// <exception cref="ArgumentException">A width is another one.</exception>
    public void Teach(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        Require.Length(observation.Length, Observations.Width, nameof(observation));
        Require.Length(action.Length, Actions.Width, nameof(action));
        if (!ObservationNormalizer.IsFinite(observation))
        {
            RefusedObservations++;
        }
        else if (!ObservationNormalizer.IsFinite(action))
        {
            RefusedLabels++;
        }
        else
        {
            learner?.Record(new Experience { Observation = observation, Label = action });
        }
    }

    /// <summary>Learns from up to <paramref name="steps"/> minibatches and publishes the new weights.</summary>
    internal void Learn(int steps)
    {
        RecordTaught();
        int done = 0;
        for (; done < steps && learner is { IsReady: true }; done++)
        {
            LearningStep step = learner.Step();
            LearnSteps++;
            SamplesLearned += step.Samples;
            LastLoss = step.Loss;
        }

        if (done > 0)
        {
            Publish();
        }
    }

    /// <summary>A brain of the same options with nothing of this one's state.</summary>
    internal Brain CreateTwin(int agentCapacity) => new(Name, options with { AgentCapacity = agentCapacity }, default, workers);

    internal void Publish()
    {
        spare.CopyFrom(Parameters);
        (published, spare) = (spare, published);
        batch.Read(published);
    }

    internal Span<float> ObservationRow(int row, int rows) => (uint)row < (uint)rows ? observations.Row(row) : throw NoRow(row, rows);

    internal ReadOnlySpan<float> ActionRow(int row, int rows) => (uint)row < (uint)rows ? actions.Row(row) : throw NoRow(row, rows);

    private static ArgumentOutOfRangeException NoRow(int row, int rows) => new(nameof(row), row, $"row: expected 0 to {rows - 1}, received {row}.");

    /// <summary>Hands the current decision's labels to the learner, in the order of slots: the order in which they were taught must not matter.</summary>
    private void RecordTaught()
    {
        if (!anyLabelled)
        {
            return;
        }

        for (int slot = 0; slot < agents.SlotCount; slot++)
        {
            int row = agents.RowOfSlot(slot, decision);
            if (row >= 0 && labelled[row] && ObservationNormalizer.IsFinite(observations.Row(row)))
            {
                learner?.Record(new Experience { Observation = observations.Row(row), Label = labels.Row(row) });
            }
        }

        labelled.AsSpan(0, rowCount).Clear();
        anyLabelled = false;
    }

    private void EnsureRows(int rows)
    {
        if (rows > refused.Length)
        {
            int capacity = Math.Max(rows, refused.Length * 2);
            observations = new Matrix(capacity, Observations.Width);
            actions = new Matrix(capacity, Actions.Width);
            labels = new Matrix(capacity, Actions.Width);
            refused = new bool[capacity];
            labelled = new bool[capacity];
        }
    }
}

using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>A network that decides for many agents at once and learns while they act. Created by <see cref="NeuroPlugin.AddBrain"/>.</summary>
/// <remarks>
/// <para>A step: <see cref="BeginDecisions"/>, write each row's observation, <see cref="Decide"/>, read each row's action, then <c>Teach</c>.
/// By default, <see cref="NeuroPlugin.LateUpdate"/> learns from the labels, and the new parameters decide from the next step on.</para>
/// <para>These calls do not allocate while no more agents live than <see cref="BrainOptions.AgentCapacity"/>. One thread at a time, except for filling rows.
/// Rows are matched by handle and learned from in the order of handles, so the order of handles in a decision never changes results.</para>
/// <example><code>
/// Decisions decisions = brain.BeginDecisions(agents);
/// for (int i = 0; i &lt; decisions.Count; i++) { Sense(agents[i], decisions.Observation(i)); }
///
/// brain.Decide();
/// for (int i = 0; i &lt; decisions.Count; i++)
/// {
///     Act(agents[i], decisions.Action(i));
///     brain.Teach(agents[i], Teacher(agents[i]));
/// }
/// </code></example>
/// </remarks>
public sealed class Brain
{
    // While labels of dead agents wait to be recorded, all new agents may need slots of their own.
    private const int SlotsPerAgent = 2;
    private readonly RowOrder _order = new();
    private readonly Workers _workers;
    private readonly PluginMeter? _meter;
    private readonly LabelIntake _labels;
    private readonly CallGate _calls;
    private long _appliedVersion;

    internal Brain(int number, string name, BrainOptions options, RandomSource random, BrainServices services, int replayReserve = 0)
    {
        options.Validate();
        Options = options = options.Copy();
        (Name, Observations, Actions) = (name, options.Observations, options.Actions!);
        (_workers, _meter, _calls, Host) = (services.Workers, services.Meter, services.Calls, services.Host);
        Networks = BrainNetworks.Create(options);
        Policy = Networks.Policy;
        Parameters = new ParameterBuffer(Networks.Layout);
        Parameters.Initialize(random.Stream(RandomStreams.Initialization));
        Normalizer = Observations.CreateNormalizer();
        Moments = options.Normalization == Normalization.Running ? new RunningMoments(Normalizer) : null;
        Moments?.Apply();

        // Background steps normalise as it was when their job was queued.
        ObservationNormalizer stepNormalizer = replayReserve == 0 ? Normalizer : Normalizer.Copy();
        LearnerContext context = new(Parameters, stepNormalizer, Networks.Head, random, _workers, replayReserve, services.LearningDevice) { AgentSlots = SlotsPerAgent * options.AgentCapacity };
        ILearner? learner = BrainNetworks.CreateLearner(options, context);
        Hosted = new HostedLearner(
            learner, learner is null ? null : options.Learner!.CreateState(learner, context), Parameters, replayReserve, Normalizer, stepNormalizer, services.Events.Failures);
        Gradients = learner is { Updaters.Count: > 0 } ? context.Gradients : null;
        Refusals = new RefusalLog(Observations, Actions.Names, Networks.Head, Normalizer);
        Statistics = new BrainStatistics(this);
        Hyperparameters = new BrainHyperparameters(Host, Hosted, options);
        Weights = new BrainWeights(this, number);
        Reporter = new GuardReporter(this, services.Events);
        Checkpoint = new BrainCheckpoint(this);
        // Only a reinforcement learner explores: imitation learns from labels, and a frozen brain shows what it has learned unless it is asked to sample.
        bool explores = Hosted.Wants(ExperienceColumn.Reward);
        ISamplingHead? sampling = explores ? Networks.Head as ISamplingHead : options.IsFrozen ? Networks.Head as IStochasticHead : null;
        Runner = new DecisionRunner(
            Policy, Hosted.Publisher, Normalizer, Networks.Head, sampling, random.Stream(RandomStreams.Exploration), services.DecisionDevice, options.AgentCapacity)
        {
            IsSampling = explores && sampling is not null, ExploringShare = options.ExploringShare,
        };
        Rows = new DecisionRows(Observations.Width, Actions, sampling is not null) { EarlierWidth = Observations.Width - Observations.SensedWidth };
        Rows.EnsureCapacity(options.AgentCapacity);
        _order.EnsureCapacity(options.AgentCapacity);
        _labels = new LabelIntake(Rows, _order, Normalizer, Networks.Head, Refusals, _workers, Host, Hosted);
        _labels.EnsureCapacity(Hosted.Wants(ExperienceColumn.Label) ? options.AgentCapacity : 0);
        Transitions = new TransitionIntake(Rows, Networks.Head.MaskWidth, Refusals, Host, Hosted);
        Transitions.EnsureCapacity(Transitions.IsTracking ? options.AgentCapacity : 0);

        Stack = Observations.StackDepth > 1 ? new ObservationStack(Observations.SensedWidth, Observations.StackDepth) : null;
        Stack?.EnsureCapacity(options.AgentCapacity);
        Agents = new AgentTable(number, options.DecisionPeriod);
        Agents.EnsureCapacity(SlotsPerAgent * options.AgentCapacity);
    }

    /// <summary>Name given at <see cref="NeuroPlugin.AddBrain"/>.</summary>
    public string Name { get; }

    /// <summary>Observations of an agent.</summary>
    public ObservationSpec Observations { get; }

    /// <summary>Actions of an agent.</summary>
    public ActionSpec Actions { get; }

    /// <summary>The network from normalised observations to outputs.</summary>
    public Sequential Policy { get; }

    /// <summary>Parameters that learning steps write, for overlays and tests. Read them between frames; in the background, only after <see cref="NeuroPlugin.FinishLearning"/>.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Gradients that the optimizer received in the last step, in the layout of <see cref="Parameters"/>; null if the learner uses none. Read them like <see cref="Parameters"/>.</summary>
    public ParameterBuffer? Gradients { get; }

    /// <summary>Whether a budget interrupted a step that is not finished yet, so <see cref="Gradients"/> are incomplete.</summary>
    public bool IsMidStep => Hosted.IsMidStep;

    /// <summary>Parameters that decisions use now. They change only when learning is published or parameters are replaced. Later publications reuse the memory of older ones. A ghost that plays in a <see cref="Agents.League"/> decides with parameters of its own.</summary>
    public ParameterSnapshot Published => Hosted.Publisher.Published;

    /// <summary>Mean and variance of the observations; null unless <see cref="BrainOptions.Normalization"/> is running.</summary>
    public RunningMoments? Moments { get; }

    /// <summary>Map from observations to network inputs. Running normalisation is updated in <see cref="NeuroPlugin.LateUpdate"/>.</summary>
    public ObservationNormalizer Normalizer { get; }

    /// <summary>Whether mean and variance are kept unchanged. Without a learner they never change. The flag is saved, and loading a brain that was saved with it sets it again.</summary>
    public bool IsNormalizationFrozen { get; set; }

    /// <summary>The learner, or null.</summary>
    public ILearner? Learner => Hosted.Learner;

    /// <summary>Hyper-parameters that can be changed between frames.</summary>
    public BrainHyperparameters Hyperparameters { get; }

    /// <summary>Calls that replace parameters: copy all, set one, draw new ones.</summary>
    public BrainWeights Weights { get; }

    /// <summary>Counts and figures of learning and of refusals.</summary>
    public BrainStatistics Statistics { get; }

    /// <summary>The choice of actions: sampled by the agents of <see cref="BrainOptions.ExploringShare"/>, as learning from rewards needs it, or the likeliest. Default: sampled if the learner asks for rewards and its head samples. A frozen brain starts with the likeliest. Not saved.</summary>
    /// <exception cref="InvalidOperationException">Set to sampling although the brain can't sample.</exception>
    public ActingMode Acting
    {
        get => Runner.IsSampling ? ActingMode.Sample : ActingMode.Greedy;
        set => Runner.Set(value);
    }

    /// <summary>Whether the brain makes learning steps. While it is false, experience is still recorded and can be learned from later. Default: true; false without a learner. Not saved. Does not allocate.</summary>
    /// <exception cref="InvalidOperationException">Set without a learner.</exception>
    public bool IsLearning
    {
        get => Learner is not null && Hosted.IsOn;
        set
        {
            Host.Wait();
            Hosted.IsOn = Learner is not null ? value : throw new InvalidOperationException("IsLearning: expected a brain that learns, received one without a learner.");
        }
    }

    /// <summary>The recording that receives the rows of the agents, from their next decisions on; null to record nothing. Set it between frames. Recording does not allocate and never changes results. Not saved. Default: null.</summary>
    /// <exception cref="ArchiveFormatException">The recording is of other observations or actions.</exception>
    public Demonstrations? Recording
    {
        get => _labels.Recording ?? Transitions.Recording;
        set
        {
            value?.RequireSpecs(Observations, Actions);
            HandOver();
            if (value is { HasTransitions: true })
            {
                Transitions.EnsureCapacity(Options.AgentCapacity);
            }

            _labels.Recording = value is { HasTransitions: false } ? value : null;
            Transitions.Recording = value is { HasTransitions: true } ? value : null;
        }
    }

    /// <summary>Number of living agents.</summary>
    public int AgentCount => Agents.AliveCount;

    /// <summary>Raised at the end of <see cref="NeuroPlugin.LateUpdate"/> or <see cref="NeuroPlugin.FinishLearning"/>, on the calling thread, if rows were refused or evicted, steps were skipped, or parameters were rolled back.</summary>
    /// <remarks>The frame of every brain is complete by then, so a handler may make every call except <see cref="NeuroPlugin.LateUpdate"/>. The remarks of that method describe how exceptions of handlers are thrown.</remarks>
    public event Action<GuardEvent>? Guarded
    {
        add => Reporter.Handlers += value;
        remove => Reporter.Handlers -= value;
    }

    /// <summary>Adds an agent. Does not allocate while no more agents live than <see cref="BrainOptions.AgentCapacity"/>.</summary>
    public AgentHandle Spawn() => Agents.Spawn();

    /// <summary>Removes an agent without an end of its episode, as when a level is unloaded. The agent's labels are still learned from. Its last action is not, because the result of that action is unknown. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    public void Despawn(AgentHandle handle)
    {
        // A label waits for those of the other agents, so that it is recorded in its place among them.
        int row = Agents.FindRow(handle, Rows.Number);
        Agents.Despawn(handle, keepsRow: row >= 0 && Rows.Labelled[row]);
        Transitions.Remove(handle.Id);
        Stack?.Forget(handle.Id);
    }

    /// <summary>Removes an agent, as when it dies, and ends its episode if the agent has decided in it. Does not allocate.</summary>
    /// <param name="handle">A living agent.</param>
    /// <param name="end">Reason of the end, as for <see cref="EndEpisode(AgentHandle, EpisodeEnd)"/>.</param>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> is not a reason.</exception>
    public void Despawn(AgentHandle handle, EpisodeEnd end)
    {
        _calls.RequireAlive();
        Transitions.EndIfBegun(Agents, handle, end);
        Despawn(handle);
    }

    /// <summary>Whether a handle names a living agent of this brain.</summary>
    public bool IsAlive(AgentHandle handle) => Agents.IsAlive(handle);

    /// <summary>Returns the living agent with an ID, such as a saved one. Does not allocate.</summary>
    /// <param name="id">The agent's <see cref="AgentHandle.Id"/>.</param>
    /// <exception cref="ArgumentException">No living agent has this ID.</exception>
    public AgentHandle FindAgent(ulong id) => TryFindAgent(id, out AgentHandle handle)
        ? handle
        : throw new ArgumentException($"id: expected the ID of a living agent, received slot {id & uint.MaxValue}, generation {id >> 32}.", nameof(id));

    /// <summary>Finds the living agent with an ID, if there is one. Does not allocate.</summary>
    /// <param name="id">The agent's <see cref="AgentHandle.Id"/>.</param>
    /// <param name="handle">The agent; the default value if no living agent has this ID.</param>
    /// <returns>Whether a living agent has this ID.</returns>
    public bool TryFindAgent(ulong id, out AgentHandle handle) => Agents.TryFind(id, out handle);

    /// <summary>Selects the agents that are due to decide in this step: newborn agents, agents whose last decision is <see cref="BrainOptions.DecisionPeriod"/> steps old, and agents that are due early.</summary>
    /// <remarks>
    /// <para>A step is a <see cref="NeuroPlugin.FixedUpdate"/>, or a <see cref="NeuroPlugin.LateUpdate"/> if no fixed step came since the previous <c>LateUpdate</c>. In each step, pass all agents that should act,
    /// in one call or one call per group, and pass the result to <see cref="BeginDecisions"/>. The other agents continue with their last action.</para>
    /// <para>An agent that is passed in every step never waits longer than the period, and is due at most once in a step. With n agents, about n / period are due in each step. After births and deaths some agents
    /// decide early, once, so that within a period the counts of all steps again differ by at most one. Does not allocate.</para>
    /// </remarks>
    /// <param name="handles">Living agents.</param>
    /// <param name="due">A span at least as long as the handles; receives the agents that are due, in the order of the handles.</param>
    /// <returns>Number of agents that are due.</returns>
    /// <exception cref="ArgumentException">A handle is stale, or <paramref name="due"/> is too short.</exception>
    public int SelectDue(ReadOnlySpan<AgentHandle> handles, Span<AgentHandle> due) => Agents.SelectDue(handles, due);

    /// <summary>Opens a row for each agent that decides now.</summary>
    /// <param name="handles">Living agents, each once, in any order.</param>
    /// <exception cref="ArgumentException">A handle is stale or appears twice.</exception>
    public Decisions BeginDecisions(ReadOnlySpan<AgentHandle> handles)
    {
        HandOver();
        Rows.Begin(handles, Agents);
        Agents.PlanNext(Rows, _order);
        return Decisions;
    }

    /// <summary>The rows of the current decision.</summary>
    public Decisions Decisions => new(Rows);

    /// <summary>Decides for every row of the current decision in one batch.</summary>
    /// <exception cref="InvalidOperationException">The current decision is already made, or none was begun.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public void Decide()
    {
        _calls.RequireAlive();
        Rows.RequireOpen();
        double start = _meter?.Start() ?? double.NaN;
        Stack?.Complete(Rows);
        (Ghost?.Runner ?? Runner).Run(Rows);
        Rows.MarkDecided();
        Stack?.Remember(Rows, Agents);
        Refusals.AddRefused(Rows);
        if (Transitions.IsTracking)
        {
            Transitions.OnDecided(Agents, _order.Sort(Agents, Rows), isOwn: Ghost is null);
        }

        if (Moments is not null && Learner is not null && !IsNormalizationFrozen && Ghost is null)
        {
            Moments.Add(Rows.Observations, Rows.Count, Rows.Refused, _workers);
        }

        _meter?.RecordDecision(Name, start);
    }

    /// <summary>Returns an agent's action in the current decision.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision, or the brain has not decided yet.</exception>
    public ReadOnlySpan<float> Action(AgentHandle handle) => Rows.Action(Agents.RowOf(handle, Rows.Number), Rows.Number);

    /// <summary>Returns an agent's choice in a branch in the current decision, as an index from 0.</summary>
    /// <param name="handle">An agent of the current decision.</param>
    /// <param name="branch">The branch, from 0 in the order of <see cref="ActionSpec.Branches"/>.</param>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such branch.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision, or the brain has not decided yet.</exception>
    public int Choice(AgentHandle handle, int branch) => Rows.Choice(Agents.RowOf(handle, Rows.Number), branch, Rows.Number);

    /// <summary>Labels an agent of the current decision with the action that a teacher would have taken. The last label of an agent counts.</summary>
    /// <param name="handle">An agent of the current decision.</param>
    /// <param name="action">The teacher's action, one value per action. A label with a value out of its action's range is refused and counted.</param>
    /// <exception cref="ArgumentException">The handle is stale or the action has another width.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision.</exception>
    public void Teach(AgentHandle handle, ReadOnlySpan<float> action)
    {
        _calls.RequireAlive();
        Require.Length(action.Length, Actions.Width, nameof(action));
        _labels.Teach(Agents.RowOf(handle, Rows.Number), action);
    }

    /// <summary>Labels an agent of the current decision with continuous values and choices. The last label of an agent counts. Does not allocate.</summary>
    /// <param name="handle">An agent of the current decision.</param>
    /// <param name="continuous">The teacher's continuous values, each from −1 to 1; empty if all actions are discrete.</param>
    /// <param name="choices">The teacher's choice in each branch. A label with a masked or unknown choice is refused and counted.</param>
    /// <exception cref="ArgumentException">The handle is stale, or a number of values differs from the spec's.</exception>
    /// <exception cref="InvalidOperationException">The agent is not in the current decision.</exception>
    public void Teach(AgentHandle handle, ReadOnlySpan<float> continuous, ReadOnlySpan<int> choices)
    {
        Span<float> action = stackalloc float[Actions.Width];
        Actions.WriteAction(continuous, choices, action);
        Teach(handle, action);
    }

    /// <summary>Labels every agent of the current decision. Call it before any of them is removed. The last label of an agent counts.</summary>
    /// <param name="actions">The teacher's actions row by row: rows × actions values. A row with a value out of its action's range is refused and counted.</param>
    /// <exception cref="ArgumentException">The number of values differs from rows × actions.</exception>
    public void TeachAll(ReadOnlySpan<float> actions)
    {
        _calls.RequireAlive();
        Require.Length(actions.Length, Rows.Count * Actions.Width, nameof(actions));
        _labels.TeachAll(actions);
    }

    /// <summary>Teaches an action for an observation outside the current decision, such as a player's or a recorded one.</summary>
    /// <param name="observation">One value per column of the spec. An observation that a decision would refuse is refused and counted here too.</param>
    /// <param name="action">One value per action. A label with a value out of its action's range is refused and counted.</param>
    /// <exception cref="ArgumentException">A width differs from the spec's.</exception>
    public void Teach(ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        _calls.RequireAlive();
        Require.Length(observation.Length, Observations.Width, nameof(observation));
        Require.Length(action.Length, Actions.Width, nameof(action));
        _labels.Teach(observation, action);
    }

    /// <summary>Hands the rows of a recording to the learner, as if they had just been played: as labelled rows to imitation, as transitions to a learner of any policy's transitions such as DQN. Allocates. Call it between frames, before the game runs or while it does.</summary>
    /// <remarks>The rows go into the learner's replay, trajectory by trajectory. A replay that is smaller than the recording keeps the last rows, and later experience replaces them like any older rows. They are saved with the game, as the rest of the replay is. In the background, the call waits for running steps.</remarks>
    /// <param name="demonstrations">A recording of a brain with the same names of observations and actions, in the same order. Ranges may differ.</param>
    /// <exception cref="ArchiveFormatException">Names differ, rows lack rewards that the learner needs, or a value is far outside this brain's ranges. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The brain has no learner of labels or of any policy's transitions.</exception>
    public void Teach(Demonstrations demonstrations)
    {
        _calls.RequireAlive();
        Require.NotNull(demonstrations);
        if (Learner is not { IsOffPolicy: true } && (!Hosted.Wants(ExperienceColumn.Label) || Hosted.Wants(ExperienceColumn.Reward)))
        {
            throw new InvalidOperationException($"Teach: expected a learner of recordings, such as imitation or DQN, received {Learner?.GetType().Name ?? "none"}.");
        }

        demonstrations.RequireFitFor(Observations, Actions, Normalizer);
        if (Hosted.Wants(ExperienceColumn.Reward) && !demonstrations.HasTransitions)
        {
            throw new ArchiveFormatException(demonstrations.Origin, "source", "actions or hands, which have rewards", "labels");
        }

        Host.Wait();
        HandOver();
        Host.Record(Hosted, new DemonstrationBatch(demonstrations));
    }

    /// <summary>Adds a reward to an agent's last decision, in whichever frame that was. Rewards until the agent's next decision add up. Does not allocate.</summary>
    /// <remarks>A brain whose learner does not use rewards only adds them up to returns, see <see cref="BrainStatistics.Episodes"/>.</remarks>
    /// <param name="handle">A living agent that has decided in its episode.</param>
    /// <param name="reward">The reward; higher is better. Magnitudes of about 0.01 to 10 are learned best. A reward that is not finite is refused and counted.</param>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">The agent has not decided since its birth or since its last episode ended.</exception>
    public void Reward(AgentHandle handle, float reward)
    {
        _calls.RequireAlive();
        Transitions.Reward(Agents, handle, reward);
    }

    /// <summary>Whether an agent has decided in its episode, so that it can be rewarded. False from its birth, or from the end of an episode, to its next decision. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    public bool HasDecided(AgentHandle handle) => Transitions.HasBegun(Agents, handle);

    /// <summary>Rewards every agent of the current decision. Call it after <see cref="Decide"/> and before any of them is removed. Does not allocate.</summary>
    /// <param name="rewards">One reward per row.</param>
    /// <exception cref="ArgumentException">The number of rewards is not the number of rows.</exception>
    /// <exception cref="InvalidOperationException">The brain has not decided yet, or an agent's episode has ended since the decision.</exception>
    public void RewardAll(ReadOnlySpan<float> rewards)
    {
        _calls.RequireAlive();
        Require.Length(rewards.Length, Rows.Count, nameof(rewards));
        Transitions.RewardAll(rewards);
    }

    /// <summary>Returns the number of decisions of an agent's running episode, for a time limit. 0 before the first decision, and from an episode's end to the next decision. Does not allocate.</summary>
    /// <remarks>A brain whose learner does not use rewards counts from an agent's first reward or first end of an episode.</remarks>
    /// <param name="handle">A living agent.</param>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    public long EpisodeLength(AgentHandle handle)
    {
        Agents.RequireAlive(handle);
        return Transitions.EpisodeLength(handle.Id);
    }

    /// <summary>Ends an agent's episode. The agent lives on and starts its next episode with its next decision. Does not allocate.</summary>
    /// <remarks>A truncated episode loses its last transition unless the final observation is passed, which another overload takes. Pass it where you can.</remarks>
    /// <param name="handle">A living agent that has decided in its episode.</param>
    /// <param name="end">Reason of the end. A time limit that is reported as <see cref="EpisodeEnd.Terminated"/> teaches the learner that no reward could have followed.</param>
    /// <exception cref="ArgumentException">The handle is stale.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> is not a reason.</exception>
    /// <exception cref="InvalidOperationException">The agent has not decided since its birth or since its last episode ended.</exception>
    public void EndEpisode(AgentHandle handle, EpisodeEnd end)
    {
        _calls.RequireAlive();
        Transitions.End(Agents, handle, end, default);
        Stack?.Forget(handle.Id);
    }

    /// <summary>Ends an agent's episode by truncation, with the observation that the agent would have decided from next.</summary>
    /// <param name="handle">A living agent that has decided in its episode.</param>
    /// <param name="end"><see cref="EpisodeEnd.Truncated"/>.</param>
    /// <param name="finalObservation">One value per column that the game senses, in the column's unit, observed before the world is reset.</param>
    /// <exception cref="ArgumentException">The handle is stale, <paramref name="end"/> is <see cref="EpisodeEnd.Terminated"/>, or the width is not <see cref="ObservationSpec.SensedWidth"/>.</exception>
    /// <exception cref="InvalidOperationException">The agent has not decided since its birth or since its last episode ended.</exception>
    public void EndEpisode(AgentHandle handle, EpisodeEnd end, ReadOnlySpan<float> finalObservation)
    {
        _calls.RequireAlive();
        Require.Length(finalObservation.Length, Observations.SensedWidth, nameof(finalObservation));
        Transitions.End(Agents, handle, end, Stack is null ? finalObservation : Stack.Complete(handle.Id, finalObservation));
        Stack?.Forget(handle.Id);
    }

    /// <summary>Reports that an agent carried out another action than the brain's, such as a player's. A learner that can learn only from its policy's own actions drops the transition. Does not allocate.</summary>
    /// <param name="handle">A living agent that has decided in its episode.</param>
    /// <param name="action">The action that was carried out, one value per action.</param>
    /// <exception cref="ArgumentException">The handle is stale, or the action has another width or is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The agent has not decided since its birth or since its last episode ended.</exception>
    public void Acted(AgentHandle handle, ReadOnlySpan<float> action)
    {
        _calls.RequireAlive();
        Require.Length(action.Length, Actions.Width, nameof(action));
        Transitions.Acted(Agents, handle, Networks.Head.IsAction(action) ? action : throw new ArgumentException("action: expected values within their ranges, received a value outside its range.", nameof(action)));
    }

    /// <summary>Writes the brain to a safetensors file: specs, options, parameters, counts, and the learner's state without its experience. Allocates. Call it between frames.</summary>
    /// <remarks>In the background, the call waits for running steps and writes their result. It does not change the frame in which they are published.</remarks>
    /// <param name="path">The file. It is replaced atomically, even if the machine crashes.</param>
    /// <param name="generations">Number of files kept, the new one included, 1 to 9: the old ones as <c>FILE.1</c>, <c>FILE.2</c> and so on.</param>
    /// <exception cref="IOException">The file cannot be written; the old ones are kept. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    /// <exception cref="InvalidOperationException">A number is NaN or infinite, which can happen without a guard, or a name is longer than a file can hold. The old files are kept.</exception>
    public void Save(string path, int generations = TensorArchive.DefaultGenerations)
    {
        using TensorArchive archive = Checkpoint.ToArchive(withAgents: false);
        archive.Save(path, generations);
    }

    /// <summary>Creates the archive that <see cref="Save"/> writes, with the same exceptions. Allocates. Call it between frames.</summary>
    public TensorArchive ToArchive() => Checkpoint.ToArchive(withAgents: false);

    /// <summary>Loads the newest whole generation of a file that <see cref="Save"/> wrote. Allocates. Call it between frames.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The names that matched, were added or were dropped, as <see cref="Load(SavedBrain)"/> returns them. <see cref="BrainLoadReport.SkippedFiles"/> has the reasons why newer files were not read.</returns>
    /// <exception cref="ArchiveFormatException">The files are damaged, have a value out of its range, or have other hidden layers or another kind of actions than this brain. Nothing was changed.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> if permissions are missing.</exception>
    public BrainLoadReport Load(string path)
    {
        SavedBrain saved = SavedBrain.Load(path, Options.Learner?.Kind);
        using TensorArchive archive = saved.Archive;
        return Load(saved);
    }

    /// <summary>Loads a saved brain; the next decision uses its parameters. Allocates. Call it between frames.</summary>
    /// <remarks>
    /// Observations and actions are matched by name, so a game that has changed them can load its old brains. Known ones keep their parameters and the optimizer's
    /// moments, new ones start at zero and have no effect until they are learned, and removed ones are dropped. This brain's agents, labels, experience and hyper-parameters stay.
    /// </remarks>
    /// <returns>The names of observations and actions that matched, were added or were dropped.</returns>
    /// <exception cref="ArchiveFormatException">Hidden layers, activation or kind of actions differ, the brains share no observation or no action, or the learner's state is damaged. Nothing was changed.</exception>
    public BrainLoadReport Load(SavedBrain saved)
    {
        Require.NotNull(saved);
        return Checkpoint.Load(saved);
    }

    internal BrainOptions Options { get; }

    internal BrainNetworks Networks { get; }

    internal LearningHost Host { get; }

    internal HostedLearner Hosted { get; }

    internal DecisionRunner Runner { get; }

    internal DecisionRows Rows { get; }

    internal RefusalLog Refusals { get; }

    internal BrainCheckpoint Checkpoint { get; }

    internal GuardReporter Reporter { get; }

    /// <summary>The league that the brain plays in; null for none.</summary>
    internal League? League { get; set; }

    /// <summary>The frozen policy that decides in place of the brain's own; null for none.</summary>
    internal Ghost? Ghost { get; set; }

    /// <summary>The agents. A loaded saved game replaces the whole table; if loading fails, the old table is restored.</summary>
    internal AgentTable Agents { get; set; }

    /// <summary>Whether moments are applied only when a new policy is published, so that a rollout's network inputs stay those of its decisions.</summary>
    internal bool HoldsMoments => Hosted.Wants(ExperienceColumn.LogProbability);

    /// <summary>Applies the current moments to decisions if a new policy was published since the last application. Does nothing unless <see cref="HoldsMoments"/>.</summary>
    internal void ApplyHeldMoments()
    {
        if (HoldsMoments && _appliedVersion != Hosted.Publisher.PolicyVersion)
        {
            Moments?.Apply();
            _appliedVersion = Hosted.Publisher.PolicyVersion;
        }
    }

    /// <summary>Adds the moments that decisions use, which may be older than <see cref="Moments"/>, to a saved game.</summary>
    internal void SaveHeldMoments(TensorArchive archive)
    {
        if (HoldsMoments)
        {
            Moments?.SaveApplied(archive);
        }
    }

    /// <summary>Makes decisions use the moments of a saved game until the next policy is published.</summary>
    internal void LoadHeldMoments(TensorArchive archive)
    {
        if (HoldsMoments)
        {
            Moments?.LoadApplied(archive);
            _appliedVersion = Hosted.Publisher.PolicyVersion;
        }
    }

    /// <summary>Open and closed transitions of the agents. Replaced together with <see cref="Agents"/>.</summary>
    internal TransitionIntake Transitions { get; set; }

    /// <summary>Earlier observations of the agents; null unless the spec stacks them. Replaced as <see cref="Agents"/> is.</summary>
    internal ObservationStack? Stack { get; set; }

    internal void HandOver()
    {
        _labels.HandOver(Agents);
        Transitions.HandOver();
    }

    /// <summary>Creates a brain for the warm-up: the same options except for capacities, fresh state and its own host.</summary>
    internal Brain CreateTwin(int agentCapacity, FrameEvents events, IFrameClock clock)
    {
        CallGate calls = new();
        Brain twin = new(0, Name, Options with { AgentCapacity = agentCapacity, Learner = Options.Learner?.ForWarmup(agentCapacity) }, default, new BrainServices(_workers, calls, events, new InlineHost(calls, clock)));
        twin.Host.Add(twin.Hosted);
        return twin;
    }
}

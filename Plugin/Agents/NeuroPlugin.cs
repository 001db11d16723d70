using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The learning brains of one game or simulation, with the life cycle of a game loop.</summary>
/// <remarks>
/// <para>Call <see cref="Awake"/> once, <see cref="FixedUpdate"/> at each fixed step (0 to n times a frame), <see cref="LateUpdate"/> once a frame to learn,
/// and <see cref="OnDestroy"/> at the end. If a plugin is dropped without a call of <see cref="OnDestroy"/>, garbage collection ends its threads. After <see cref="Awake"/>, and once the number of agents stops growing, a frame does not allocate.</para>
/// <para>The meter <c>NeuroAgents</c> (System.Diagnostics.Metrics) reports losses, steps, times, refused rows and rollbacks.</para>
/// <para>Call from one thread. Several plugins are independent of each other: nothing is static.</para>
/// </remarks>
/// <example><code>
/// using NeuroPlugin plugin = new(new PluginOptions { Seed = 7 });
/// Brain guards = plugin.AddBrain("guards", new BrainOptions
/// {
///     Observations = new ObservationSpec().Add("player.x", -10, 10).Add("player.y", -10, 10),
///     Actions = ActionSpec.Continuous("walk.x", "walk.y"),
/// });
/// plugin.Awake();                 // once, after all brains were added
/// plugin.FixedUpdate(1f / 60);    // at each fixed step, before the brains decide
/// plugin.LateUpdate();            // once a frame: learns, and publishes new weights
/// </code></example>
public sealed class NeuroPlugin : IDisposable
{
    private readonly PluginOptions _options;
    private readonly Workers _workers;
    private readonly List<Brain> _brains = [];
    private readonly List<League> _leagues = [];
    private readonly IFrameClock _clock;
    private readonly LearningHost _host;
    private readonly PluginCheckpoint _checkpoint;
    private readonly PluginMeter _meter;
    private readonly CallGate _calls = new();
    private readonly FrameEvents _events;
    private bool _hasStepped;

    private const int MinReserveRows = 1024;
    private const int MaxReserveRows = 1 << 22;
    internal const long MaxReserveBytes = 256 << 20;

    /// <summary>Key of <see cref="Exception.Data"/> under which the first exception of a frame carries an array of the other exceptions of handlers, listeners and learners.</summary>
    public const string FurtherExceptions = "NeuroAgents.FurtherExceptions";

    /// <summary>Creates a plugin and starts its workers.</summary>
    /// <param name="options">The options, which are copied; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">A budget is set and learning is not inline.</exception>
    public NeuroPlugin(PluginOptions? options = null)
        : this(options, new FrameClock())
    {
    }

    internal NeuroPlugin(PluginOptions? options, IFrameClock clock)
    {
        _options = (options ?? new PluginOptions()) with { };
        _options.Validate();
        _clock = clock;
        _events = new FrameEvents(_calls);

        // The meter comes first: a listener that throws on new instruments then leaves no running threads.
        _meter = new PluginMeter(this, clock);
        _workers = new Workers(_options.Workers);
        _host = _options.LearnMode switch
        {
            LearnMode.Background => new BackgroundHost(_calls, isLockstep: false, delay: 1),
            LearnMode.Lockstep => new BackgroundHost(_calls, isLockstep: true, _options.PublishDelay),
            _ => new InlineHost(_calls, clock),
        };
        _calls.LearningThread = (_host as BackgroundHost)?.Thread;
        _checkpoint = new PluginCheckpoint(this, _host);
    }

    /// <summary>The brains in the order in which they were added.</summary>
    public IReadOnlyList<Brain> Brains => _brains;

    /// <summary>The leagues in the order in which they were added.</summary>
    public IReadOnlyList<League> Leagues => _leagues;

    /// <summary>The workers, for the game's own work between the brains' calls.</summary>
    public Workers Workers => _workers;

    /// <summary>The background learning thread; null if there is none.</summary>
    internal Thread? LearningThread => _calls.LearningThread;

    /// <summary>Number of fixed steps so far.</summary>
    public long Step { get; private set; }

    /// <summary>Game time, s: the sum of all fixed steps.</summary>
    public double Time { get; private set; }

    /// <summary>Number of fixed steps, time, and whether a fixed step came since the last <see cref="LateUpdate"/>.</summary>
    internal (long Step, double Time, bool HasStepped) Moment
    {
        get => (Step, Time, _hasStepped);
        set => (Step, Time, _hasStepped) = value;
    }

    /// <summary>The learning mode of all brains.</summary>
    public LearnMode LearnMode => _options.LearnMode;

    /// <summary>Minibatches that each brain learns from per <see cref="LateUpdate"/>, 0 to 1,000; 0 stops learning. Not used with a budget.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0 or above 1,000.</exception>
    public int LearnSteps
    {
        get => _options.LearnSteps;
        set
        {
            Require.InRange(value, 0, 1000, nameof(LearnSteps));
            _options.LearnSteps = value;
        }
    }

    /// <summary>Time that all brains together may learn for in a <see cref="LateUpdate"/>, above 0 to 1 s; null to use <see cref="LearnSteps"/> instead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less, or above 1 s.</exception>
    /// <exception cref="InvalidOperationException">Set to a time while learning is not inline.</exception>
    public TimeSpan? LearnBudget
    {
        get => _options.LearnBudget;
        set
        {
            PluginOptions.RequireBudget(value);
            if (value is not null && _options.LearnMode != LearnMode.Inline)
            {
                throw new InvalidOperationException($"LearnBudget: expected no budget with LearnMode {_options.LearnMode}, which takes no frame time, received one.");
            }

            _options.LearnBudget = value;
        }
    }

    /// <summary>Cost and results of learning in the newest <see cref="LateUpdate"/>.</summary>
    public FrameLearning LastLearning { get; private set; }

    /// <summary>Number of frames in which learning took longer than the budget. Wall-clock time is measured, so pauses by the operating system count too.</summary>
    public long BudgetOverruns { get; private set; }

    /// <summary>Creates a brain. Allocates all memory that it will need for the reserved number of agents.</summary>
    /// <param name="name">A name that no other brain of this plugin has.</param>
    /// <param name="brainOptions">Observations, actions, network and learner of the brain. They are copied.</param>
    /// <exception cref="ArgumentException">The name is taken or empty, or an option is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public Brain AddBrain(string name, BrainOptions brainOptions)
    {
        _calls.RequireAlive();
        _calls.RequireOutsideLearning();
        Require.NotNull(brainOptions);
        if (string.IsNullOrWhiteSpace(name) || !Serialization.Excerpt.HasUtf8Form(name) || _brains.Exists(brain => brain.Name == name))
        {
            throw new ArgumentException($"name: expected a name that no other brain has, that is not blank and has no lone surrogates, received {(name is null ? "null" : Excerpt.Of(name))}.", nameof(name));
        }

        // A brain's index selects its random numbers, so the same calls give the same bits.
        int reserve = _options.LearnMode == LearnMode.Inline ? 0 : ReplayReserve(brainOptions, _options.PublishDelay);
        _calls.IsLearning = true;
        try
        {
            BrainServices services = new(_workers, _calls, _events, _host, _meter, _options.LearningDevice, _options.DecisionDevice);
            Brain added = new(_brains.Count, name, brainOptions, new RandomSource(_options.Seed, (ulong)_brains.Count), services, reserve);
            _host.Add(added.Hosted);
            _brains.Add(added);
            _events.Reserve(_brains.Count);
            _meter.Add(added);
            return added;
        }
        finally
        {
            _calls.IsLearning = false;
        }
    }

    /// <summary>Creates a league, in which two brains learn by self-play. The second brain is played by a frozen policy from now on.</summary>
    /// <param name="first">A brain of this plugin that learns from rewards.</param>
    /// <param name="second">
    /// Another brain of this plugin. If it learns too, the brains learn in turns. Otherwise policies of <paramref name="first"/> play it: it then has the observations, actions, network and learner options of
    /// <paramref name="first"/> and is <see cref="BrainOptions.IsFrozen"/>.
    /// </param>
    /// <param name="options">Options of the league; null for the defaults. They are copied.</param>
    /// <exception cref="ArgumentException">A brain is not of this plugin, plays in a league already, or does not fit the other one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public League AddLeague(Brain first, Brain second, SelfPlayOptions? options = null)
    {
        _calls.RequireAlive();
        RequireFree(first, nameof(first));
        RequireFree(second, nameof(second));
        if (first == second)
        {
            throw new ArgumentException($"second: expected another brain than first, received {Excerpt.Of(second.Name)} again.", nameof(second));
        }

        RandomSource random = new(_options.Seed, (ulong)_brains.IndexOf(first));
        League added = new(first, second, options ?? new SelfPlayOptions(), random, _options.DecisionDevice ?? new CpuDevice(_workers));
        (first.League, second.League) = (added, added);
        _leagues.Add(added);
        return added;
    }

    private void RequireFree(Brain brain, string name)
    {
        Require.NotNull(brain, name);
        if (!_brains.Contains(brain) || brain.League is not null)
        {
            throw new ArgumentException($"{name}: expected a brain of this plugin that plays in no league, received {Excerpt.Of(brain.Name)}.", name);
        }
    }

    /// <summary>Runs every kernel of every brain on scratch copies until it is fully compiled, so that the first frames are as fast as later ones.</summary>
    /// <remarks>Takes some tenths of a second, or a few seconds with wide networks. Allocates. Never changes results.</remarks>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public void Awake()
    {
        _calls.RequireAlive();
        _calls.RequireOutsideLearning();
        foreach (Brain brain in _brains)
        {
            Warmup.Run(brain, _clock);
        }
    }

    /// <summary>Begins a fixed step of the game: advances <see cref="Step"/> and <see cref="Time"/>, and makes the agents that are planned for this step due.</summary>
    /// <param name="deltaTime">Length of the step, s, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deltaTime"/> is not a finite number above 0.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed.</exception>
    public void FixedUpdate(float deltaTime)
    {
        if (!(deltaTime > 0 && deltaTime <= float.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(deltaTime), deltaTime, FormattableString.Invariant($"deltaTime: expected a finite time above 0 s, received {deltaTime}."));
        }

        _calls.RequireAlive();
        Step++;
        Time += deltaTime;
        AdvanceDecisionStep();
        _hasStepped = true;
    }

    /// <summary>
    /// Learns and publishes new weights. Inline, each brain with enough experience learns from <see cref="LearnSteps"/> minibatches, or all brains together from as many as fit into
    /// <see cref="LearnBudget"/>. In the background, finished steps are published and new experience is handed over. Does not allocate.
    /// </summary>
    /// <remarks>
    /// <para>Steps draw from all recorded rows, new or old. A paused game that continues to call this method continues to learn from old rows. To stop that, leave the call out or set
    /// <see cref="Brain.IsLearning"/> to false.</para>
    /// <para>The call completes the frame of every brain, then calls the meter's listeners and the handlers of <see cref="Brain.Guarded"/>. After that it throws the first exception of a handler, a listener
    /// or a learner, once. Further exceptions are in its <see cref="Exception.Data"/> under <see cref="FurtherExceptions"/>. A learner that throws makes no more steps in that
    /// frame; the other brains are not affected.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The call comes from a handler or a learner.</exception>
    /// <exception cref="ObjectDisposedException">The plugin was destroyed; nothing was changed.</exception>
    public void LateUpdate()
    {
        _calls.RequireAlive();
        _calls.RequireOutsideLearning();
        _calls.RequireOutsideHandlers();
        double start = _clock.Milliseconds;
        if (!_hasStepped)
        {
            // A game without fixed steps decides once a frame.
            AdvanceDecisionStep();
        }

        _hasStepped = false;
        long steps = Steps();
        _calls.IsLearning = true;
        try
        {
            Learn(start);
        }
        finally
        {
            _calls.IsLearning = false;
        }

        double spent = _clock.Milliseconds - start;
        bool isOver = _options.LearnBudget is { } budget && spent > budget.TotalMilliseconds;
        BudgetOverruns += isOver ? 1 : 0;
        LastLearning = new FrameLearning(spent, Steps() - steps, Backlog(), isOver);
        CollectEvents();
        _events.Raise(_meter, spent);
    }

    /// <summary>Adds the state of a running game to an archive: brains, agents, experience and game time. Allocates.</summary>
    /// <remarks>
    /// Call it between <see cref="LateUpdate"/> and the next decision. Save each agent's <see cref="AgentHandle.Id"/> with the game's own data, and find the agent
    /// again with <see cref="Brain.FindAgent"/>. After a load in the same plugin, an older handle stays valid if its agent lives both before and after the load.
    /// Each brain is stored as a tensor of bytes that holds a complete brain file.
    /// </remarks>
    /// <param name="archive">The archive, which may also hold the game's own state. Names of the plugin's tensors start with <c>plugin/</c>.</param>
    /// <exception cref="ArgumentException">The archive already has tensors of these names.</exception>
    /// <exception cref="InvalidOperationException">The call comes from a learner, or a brain cannot be saved: see <see cref="Brain.Save"/>. The archive is then incomplete and should be discarded.</exception>
    public void Save(TensorArchive archive)
    {
        Require.NotNull(archive);
        _calls.RequireOutsideLearning();
        _checkpoint.Save(archive, isTrusted: false);
    }

    /// <summary>Restores a saved game. The same calls then give the same bits as in an uninterrupted run. Allocates.</summary>
    /// <remarks>In lockstep, learning that was not published at the save is published in the same frame as in an uninterrupted run. A plugin with another delay, or one that learns inline, publishes it at once. Background learning counts as a delay of one frame. For files of earlier versions, which have no delay, this plugin's delay is assumed.</remarks>
    /// <param name="archive">An archive that <see cref="Save"/> filled, of a plugin whose brains had the same names and options. The seed stays this plugin's own.</param>
    /// <exception cref="ArchiveFormatException">A part is missing, damaged or of other brains. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    public void Load(TensorArchive archive)
    {
        Require.NotNull(archive);
        _calls.RequireOutsideLearning();
        _checkpoint.Load(archive);
    }

    /// <summary>Checks that every value of a saved game is in its range. Needs no plugin. Allocates.</summary>
    /// <param name="archive">An archive that <see cref="Save"/> filled.</param>
    /// <exception cref="ArchiveFormatException">An entry is missing, damaged or out of its range. Only <see cref="Load"/> checks whether the game fits a plugin.</exception>
    public static void Check(TensorArchive archive)
    {
        Require.NotNull(archive);
        PluginCheckpoint.Check(archive);
    }

    /// <summary>Waits for background learning and publishes its results, for example before weights are compared or the plugin is destroyed. Inline, it only finishes a step that a budget interrupted.</summary>
    /// <remarks>Calls the handlers of <see cref="Brain.Guarded"/> at its end, as <see cref="LateUpdate"/> does. If a handler makes the call, the events are raised in the next frame.</remarks>
    /// <exception cref="InvalidOperationException">The call comes from a learner.</exception>
    public void FinishLearning()
    {
        _host.WaitAndPublish();
        foreach (Brain brain in _brains)
        {
            brain.ApplyHeldMoments();
        }

        if (!_calls.IsCallingHandlers)
        {
            CollectEvents();
            _events.Raise();
        }
    }

    /// <summary>Stops the workers after background learning has finished. The brains' weights can still be read and saved; calls that decide, teach or learn are refused. A second call has no effect.</summary>
    /// <remarks>Unpublished learning is published by <see cref="FinishLearning"/>, before or after this call.</remarks>
    /// <exception cref="InvalidOperationException">The call comes from a learner, or work runs on <see cref="Workers"/>. Nothing was stopped.</exception>
    public void OnDestroy()
    {
        if (_calls.IsDestroyed)
        {
            return;
        }

        _calls.RequireOutsideLearning();
        if (_workers.IsRunning)
        {
            throw new InvalidOperationException("OnDestroy: expected a call while no work runs on Workers, received one while work runs; make it after Run has returned.");
        }

        foreach (Brain brain in _brains)
        {
            // Rows are recorded while the workers still run.
            HandOver(brain);
        }

        _calls.IsDestroyed = true;
        _host.Dispose();
        foreach (Brain brain in _brains)
        {
            brain.Runner.Dispose();
            brain.Hosted.ReleaseDevice();
        }

        foreach (League league in _leagues)
        {
            league.ReleaseDevice();
        }

        _workers.Dispose();
        _meter.Dispose();
    }

    /// <summary>Calls <see cref="OnDestroy"/>.</summary>
    public void Dispose() => OnDestroy();

    /// <summary>Runs the end of a frame: applies moments, hands over labels, learns and publishes.</summary>
    private void Learn(double start)
    {
        foreach (Brain brain in _brains)
        {
            if (!brain.HoldsMoments)
            {
                brain.Moments?.Apply();
            }
        }

        foreach (Brain brain in _brains)
        {
            HandOver(brain);
        }

        _host.OnFrameBoundary(new FrameQuota(_options.LearnSteps, _options.LearnBudget?.TotalMilliseconds, start));
        foreach (Brain brain in _brains)
        {
            brain.ApplyHeldMoments();
        }

        foreach (League league in _leagues)
        {
            league.Advance();
        }
    }

    private void HandOver(Brain brain)
    {
        try
        {
            brain.HandOver();
        }
        catch (Exception error)
        {
            _events.Keep(error);
        }
    }

    private void CollectEvents()
    {
        foreach (Brain brain in _brains)
        {
            brain.Reporter.Collect();
        }
    }

    private void AdvanceDecisionStep()
    {
        foreach (Brain brain in _brains)
        {
            brain.Agents.AdvanceStep();
        }
    }

    /// <summary>Computes the number of extra replay rows for the frames in which a job runs or waits to be published.</summary>
    /// <remarks>The reserve is bounded because an untrusted brain can have long rows, and a delay multiplies them. In lockstep, a smaller reserve only makes the game wait for jobs earlier; it changes no result.</remarks>
    internal static int ReplayReserve(BrainOptions brainOptions, int publishDelay)
    {
        // Options are validated later, so a part may still be missing.
        long rowBytes = sizeof(float) * (1L + (brainOptions.Observations?.Width ?? 0) + (brainOptions.Actions is { } actions ? actions.Width + actions.Head.MaskWidth : 0));
        long rows = Math.Min((publishDelay + 2L) * brainOptions.AgentCapacity, MaxReserveBytes / rowBytes);
        return (int)Math.Clamp(rows, MinReserveRows, MaxReserveRows);
    }

    private long Steps()
    {
        long steps = 0;
        foreach (Brain brain in _brains)
        {
            steps += brain.Statistics.LearnSteps;
        }

        return steps;
    }

    private long Backlog()
    {
        long rows = 0;
        foreach (Brain brain in _brains)
        {
            try
            {
                rows += brain.Statistics.Backlog;
            }
            catch (Exception error)
            {
                _events.Keep(error);
            }
        }

        return rows;
    }
}

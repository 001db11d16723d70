using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Devices;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>Faults of learners, callbacks and devices, and the state that must survive them.</summary>
public sealed class PipelineFaultTests
{
    public enum Member
    {
        Record,
        Advance,
        Status,
        RevealUpTo,
        Columns,
        Rows,
    }

    public static TheoryData<LearnMode, Member, bool> Faults()
    {
        TheoryData<LearnMode, Member, bool> data = [];
        foreach (LearnMode mode in (LearnMode[])[LearnMode.Inline, LearnMode.Lockstep, LearnMode.Background])
        {
            foreach (Member member in Enum.GetValues<Member>())
            {
                data.Add(mode, member, false);
                if (mode == LearnMode.Inline)
                {
                    data.Add(mode, member, true);
                }
            }
        }

        return data;
    }

    /// <summary>One brain's learner throws for some frames. Another brain learns as before, and the faulty one continues afterwards.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void AnExceptionOfALearnerLeavesTheRestIntact(LearnMode mode, Member member, bool isBudgeted)
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 5, LearnMode = mode, LearnBudget = isBudgeted ? TimeSpan.FromMilliseconds(20) : null });
        FaultyOptions options = new();
        Brain faulty = plugin.AddBrain("faulty", Game.Options() with { Learner = options });
        Brain well = plugin.AddBrain("well", Game.Options());
        int thrown = 0;
        void Frames(int count)
        {
            for (int frame = 0; frame < count; frame++)
            {
                for (int row = 0; row < 4; row++)
                {
                    foreach (Brain brain in (Brain[])[faulty, well])
                    {
                        try
                        {
                            brain.Teach([frame % 7 / 7f, frame * 13 % 100, row], [0.5f, -0.5f]);
                        }
                        catch (Exception error) when (error is TimeZoneNotFoundException)
                        {
                            thrown++;
                        }
                    }
                }

                try
                {
                    plugin.LateUpdate();
                }
                catch (Exception error) when (error is TimeZoneNotFoundException)
                {
                    thrown++;
                }

                try
                {
                    plugin.FinishLearning();
                }
                catch (Exception error) when (error is TimeZoneNotFoundException)
                {
                    thrown++;
                }
            }
        }

        Frames(30);
        long wellBefore = well.Statistics.LearnSteps, before = faulty.Statistics.LearnSteps;
        Assert.True(wellBefore > 5 && before > 5);
        options.Fault = member;
        Frames(20);
        options.Fault = null;
        long wellAfter = well.Statistics.LearnSteps, after = faulty.Statistics.LearnSteps;
        Assert.True(thrown > 0 || member is Member.Columns || (member == Member.RevealUpTo && mode == LearnMode.Inline), "No exception was thrown.");
        Assert.True(wellAfter >= wellBefore + 15, $"The other brain: {wellAfter - wellBefore} steps in 20 frames.");
        int late = thrown;
        Frames(1);
        Frames(20);
        Assert.True(thrown <= late + 1, $"{thrown - late} exceptions after the fault.");
        Assert.True(faulty.Statistics.LearnSteps >= after + 15, $"{faulty.Statistics.LearnSteps - after} steps after the fault.");
        Assert.Equal(faulty.Statistics.LearnSteps, options.Inner!.Updaters[0].Optimizer.Steps);
        Assert.Equal(well.Statistics.LearnSteps, well.Learner!.Updaters[0].Optimizer.Steps);
        Assert.All(faulty.Parameters.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>Changes by a callback between steps take effect on any device.</summary>
    [Theory]
    [InlineData("begin")]
    [InlineData("epoch")]
    [InlineData("end")]
    [InlineData("epoch, then throws")]
    [InlineData("epoch, optimizer reset by Step")]
    [InlineData("batch, throws")]
    public void CallbacksOfAFitHaveTheSameEffectOnAnyDevice(string when)
    {
        Sequential network = new(3, [new Dense(20, Activation.Tanh), new Dropout(0.1f), new Dense(2)]);
        TrainingData data = new(Matrices.Normal(100, 3, 1), Matrices.Normal(100, 2, 2));
        Trainer[] trainers = [Create(network, null), Create(network, new MirrorDevice())];
        double[][] losses = new double[2][];
        for (int i = 0; i < 2; i++)
        {
            Trainer trainer = trainers[i];
            for (int fit = 0; fit < 2; fit++)
            {
                try
                {
                    losses[i] = [.. trainer.Fit(data, new FitOptions { Epochs = 4, BatchSize = 32 }, callbacks: [new Changing(when, data)])["loss"]];
                }
                catch (TimeZoneNotFoundException)
                {
                }
            }
        }

        Assert.Equal(losses[0], losses[1]);
        Assert.True(Matrices.SameBits(trainers[0].Parameters.Values, trainers[1].Parameters.Values));
        Assert.Equal(trainers[0].Evaluate(data), trainers[1].Evaluate(data));
    }

    /// <summary>After a failed call, a later call never overwrites parameters that the host wrote in between.</summary>
    [Fact]
    public void AFailedGradientKeepsNoStaleCopy()
    {
        Sequential network = Sequential.Perceptrons(3, [8], 2, Activation.Tanh);
        TrainingData data = new(Matrices.Normal(100, 3, 1), Matrices.Normal(100, 2, 2));
        Trainer[] trainers = [Create(network, null), Create(network, new MirrorDevice())];
        foreach (Trainer trainer in trainers)
        {
            trainer.Step(data, [1, 2]);
            Assert.ThrowsAny<Exception>(() => trainer.Gradient(data, [100]));
            trainer.Parameters.Values[0] = 0.5f;
            trainer.Step(data, [1, 2, 3, 4, 5, 6]);
        }

        Assert.True(Matrices.SameBits(trainers[0].Parameters.Values, trainers[1].Parameters.Values));
    }

    /// <summary>A device that refuses a larger minibatch leaves the learner as it was.</summary>
    [Fact]
    public void ARefusedBatchSizeLeavesTheUpdaterIntact()
    {
        LimitedDevice device = new();
        using Game game = new(plugin: options => options with { LearningDevice = device });
        game.Frames(0, 10);
        device.MaxRows = 8;
        Assert.Throws<NotSupportedException>(() => game.Brain.Hyperparameters.BatchSize = 16);
        Assert.Equal(0, device.UsedAfterDispose);
        long steps = game.Brain.Statistics.LearnSteps;
        game.Frames(10, 5);
        Assert.Equal(0, device.UsedAfterDispose);
        Assert.True(game.Brain.Statistics.LearnSteps > steps);
    }

    /// <summary>A frame reports every figure that one of its minibatches reported, even if a later minibatch did not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryFigureOfAFrameIsReported(int learnSteps)
    {
        ScriptedLearner learner = null!;
        int calls = 0;
        using Game game = new(
            change: options => options with
            {
                Learner = new ScriptedLearnerOptions
                {
                    Prepare = made =>
                    {
                        learner = made;
                        made.SlicesPerStep = 1;
                        made.Work = _ => made.Figures = calls++ % 2 == 0 ? new LearningFigures { Loss = 1, PolicyLoss = 2 } : new LearningFigures { Loss = 1, ValueLoss = 3 };
                    },
                },
            },
            plugin: options => options with { LearnSteps = learnSteps });
        FigureTotals totals = new();
        for (int frame = 0; frame < 10; frame++)
        {
            game.Frame(frame);
            totals.Add(game.Brain.Statistics.Figures);
        }

        Assert.Equal(3, totals.Newest(LearningFigure.ValueLoss));
        Assert.Equal(2, totals.Newest(LearningFigure.PolicyLoss));
    }

    /// <summary>Mixed actions under changing masks, with some forbidden labels, give the same decisions and refusals on any device.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void MaskedMixedActionsAreTheSameOnAnyDevice(LearnMode mode)
    {
        IDevice?[] devices = [null, new MirrorDevice()];
        Game[] games = [.. devices.Select(device => new Game(
            change: options => options with { Actions = ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword"), new ActionBranch("shout", "no", "yes")), Dropout = 0.2f },
            plugin: options => options with { LearnMode = mode, LearningDevice = device, DecisionDevice = device }))];
        List<float>[] actions = [[], []];
        for (int frame = 0; frame < 60; frame++)
        {
            for (int g = 0; g < 2; g++)
            {
                Game game = games[g];
                game.Plugin.FixedUpdate(0.02f);
                Decisions decisions = game.Brain.BeginDecisions([.. game.Agents]);
                for (int row = 0; row < game.Agents.Count; row++)
                {
                    game.Observe(game.Agents[row], frame, decisions.Observation(row));
                    if ((frame + row) % 4 != 0)
                    {
                        decisions.Mask(row).Allow(0, (frame + row) % 3, false);
                    }

                    if ((frame + row) % 5 == 0)
                    {
                        decisions.Mask(row).Allow(1, 1, false);
                    }
                }

                game.Brain.Decide();
                for (int row = 0; row < game.Agents.Count; row++)
                {
                    int weapon = decisions.Choice(row, 0), shout = decisions.Choice(row, 1);
                    Assert.False((frame + row) % 4 != 0 && weapon == (frame + row) % 3);
                    Assert.False((frame + row) % 5 == 0 && shout == 1);
                    actions[g].AddRange([decisions.Continuous(row)[0], weapon, shout]);
                    game.Brain.Teach(game.Agents[row], [0.5f, (frame * row) % 3, row % 2]);
                }

                game.Plugin.LateUpdate();
            }
        }

        Assert.Equal(actions[0], actions[1]);
        Assert.Equal(games[0].Brain.Statistics.RefusedLabels, games[1].Brain.Statistics.RefusedLabels);
        Assert.True(games[0].Brain.Statistics.RefusedLabels > 100 && games[0].Brain.Statistics.LearnSteps > 20);
        games[0].Plugin.FinishLearning();
        games[1].Plugin.FinishLearning();
        Assert.True(Matrices.SameBits(games[0].Brain.Parameters.Values, games[1].Brain.Parameters.Values));
        Assert.All(games, game => game.Dispose());
    }

    private static Game CreateGame(IDevice? device) => new(
        change: options => options with { Dropout = 0.1f },
        plugin: options => options with { LearnSteps = 0, LearningDevice = device, DecisionDevice = device });

    private static Trainer Create(Sequential network, IDevice? device)
        => new(network, new TrainerOptions { Device = device, Optimizer = new AdamOptions { LearningRate = 0.01, ClipNorm = 1 }, Seed = 3 });

    private sealed class Changing(string when, TrainingData data) : Callback
    {
        private int _batches;

        public override void OnTrainingBegin(TrainingRun run) => Change("begin", run);

        public override void OnBatchLoss(TrainingRun run, double loss)
        {
            if (when == "batch, throws" && ++_batches == 6)
            {
                throw new TimeZoneNotFoundException();
            }
        }

        public override void OnEpochEnd(TrainingRun run, EpochLogs logs)
        {
            Change("epoch", run);
            if (when == "epoch, then throws" && logs.Epoch == 2)
            {
                run.Trainer.Parameters.Values[0] = 0.25f;
                throw new TimeZoneNotFoundException();
            }

            if (when == "epoch, optimizer reset by Step")
            {
                run.Trainer.Step(data, [.. Enumerable.Range(0, 50)]);
                run.Trainer.Parameters.Values[1] += 1;
            }
        }

        public override void OnTrainingEnd(TrainingRun run) => Change("end", run);

        private void Change(string now, TrainingRun run)
        {
            if (now == when)
            {
                run.Trainer.Parameters.Values[0] = 0.25f;
            }
        }
    }

    private sealed class LimitedDevice : IDevice
    {
        internal int MaxRows { get; set; } = int.MaxValue;

        internal int UsedAfterDispose { get; set; }

        public string Name => "limited";

        public bool IsExact => true;

        public string? UnsupportedReason(PredictorTask task) => null;

        public string? UnsupportedReason(TrainerTask task) => null;

        public IDevicePredictor Create(PredictorTask task) => new CpuDevice().Create(task);

        public IDeviceTrainer Create(TrainerTask task)
            => task.Rows > MaxRows ? throw new NotSupportedException("Out of the device's memory.") : new Watched(this, new CpuDevice().Create(task));

        private sealed class Watched(LimitedDevice owner, IDeviceTrainer inner) : IDeviceTrainer
        {
            private bool _isDisposed;

            private IDeviceTrainer Inner
            {
                get
                {
                    owner.UsedAfterDispose += _isDisposed ? 1 : 0;
                    return inner;
                }
            }

            public TrainerTask Task => inner.Task;

            public long Step
            {
                get => Inner.Step;
                set => Inner.Step = value;
            }

            public bool IsBegun => Inner.IsBegun;

            public float Value => Inner.Value;

            public ReadOnlyMatrixView Outputs => Inner.Outputs;

            public ReadOnlyMatrixView InputGradients => Inner.InputGradients;

            public void Begin(int rows, IMinibatchSource source, ReadOnlySpan<float> weights = default) => Inner.Begin(rows, source, weights);

            public bool Advance(int slices) => Inner.Advance(slices);

            public void Abandon() => Inner.Abandon();

            public float RowLoss(int row) => Inner.RowLoss(row);

            public void BeginUpdate() => Inner.BeginUpdate();

            public StepPhase AdvanceUpdate(int maxValues) => Inner.AdvanceUpdate(maxValues);

            public void AbandonUpdate() => Inner.AbandonUpdate();

            public bool AreParametersFinite(int start, int end) => Inner.AreParametersFinite(start, end);

            public void Upload(HostMemory parts) => Inner.Upload(parts);

            public void Download(HostMemory parts) => Inner.Download(parts);

            public void Dispose() => _isDisposed = true;
        }
    }

    private sealed record FaultyOptions : LearnerOptions
    {
        internal volatile int FaultNumber = -1;

        internal Member? Fault
        {
            set => FaultNumber = value is { } member ? (int)member : -1;
        }

        internal ILearner? Inner { get; private set; }

        public override LearnerOptions Copy() => this;

        public override ILearner Create(LearnerContext context)
        {
            Inner = ((ImitationOptions)Game.Options().Learner!).Create(context);
            return new Faulty(this, Inner);
        }

        private sealed class Faulty(FaultyOptions options, ILearner inner) : ILearner
        {
            public IReadOnlyList<ExperienceColumn> Columns => At(Member.Columns).Columns;

            public IReadOnlyList<NetworkUpdater> Updaters => inner.Updaters;

            public ExperienceCount Rows => At(Member.Rows).Rows;

            public LearnerStatus Status => At(Member.Status).Status;

            public void Record(IExperienceBatch batch) => At(Member.Record).Record(batch);

            public void RevealUpTo(long recorded) => At(Member.RevealUpTo).RevealUpTo(recorded);

            public bool Advance(StepPart part, out LearningStep step) => At(Member.Advance).Advance(part, out step);

            public void OnParametersReplaced(bool isContinued) => inner.OnParametersReplaced(isContinued);

            private ILearner At(Member member) => options.FaultNumber == (int)member ? throw new TimeZoneNotFoundException($"{member} of the game's learner failed.") : inner;
        }
    }
}

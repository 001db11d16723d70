using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Devices;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>Promises of the pipeline to a learner of several networks: its parameters are published and its rows recorded only while its status allows it, each network has its own updater, and files find networks by name.</summary>
public sealed class PipelineTests
{
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ParametersDecideOnlyWhenTheLearnerLetsThem(LearnMode mode)
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode });
        Brain brain = AddScripted(plugin, learner => learner.IsPublishable = false, out ScriptedLearner script);
        float born = brain.Published.Values[0];
        for (int frame = 0; frame < 6; frame++)
        {
            brain.Teach([0.5f, 50, 0], [0, 0]);
            plugin.LateUpdate();
            plugin.FinishLearning();
        }

        Assert.Equal((6, born), (brain.Statistics.LearnSteps, brain.Published.Values[0]));
        script.IsPublishable = true;
        plugin.LateUpdate();
        plugin.FinishLearning();
        Assert.Equal(born + 7, brain.Published.Values[0], 1e-3);
    }

    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void RowsAreRecordedOnlyWhileIntakeIsOpen(LearnMode mode)
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode });
        Brain brain = AddScripted(plugin, _ => { }, out ScriptedLearner script);
        Teach(brain, plugin, 3);
        script.IsIntakeOpen = false;
        Teach(brain, plugin, 1);
        long recorded = script.Recorded;
        Teach(brain, plugin, 5);
        Assert.Equal((recorded, 0), (script.Recorded, brain.Statistics.MissedRows));
        script.IsIntakeOpen = true;
        Teach(brain, plugin, 1);
        Teach(brain, plugin, 2);
        Assert.True(script.Recorded > recorded);
    }

    [Fact]
    public void EachRowNamesItsAgent()
    {
        using NeuroPlugin plugin = new();
        Brain brain = AddScripted(plugin, _ => { }, out ScriptedLearner script);
        AgentHandle[] agents = [.. Enumerable.Range(0, 3).Select(_ => brain.Spawn())];
        Decisions decisions = brain.BeginDecisions([agents[2], agents[0], agents[1]]);
        for (int row = 0; row < 3; row++)
        {
            decisions.Observation(row).Fill(0.5f);
        }

        brain.Decide();
        brain.Teach(agents[1], [0, 0]);
        brain.Teach(agents[2], [0, 0]);
        brain.Teach([0.5f, 50, 0], [0, 0]);
        plugin.LateUpdate();
        Assert.Equal([0, agents[1].Id, agents[2].Id], script.Agents);
    }

    /// <summary>The critic's AdamW decays half of its weights in each step; the policy's updater has a rate of 0 and no decay.</summary>
    [Fact]
    public void NoUpdaterMovesTheOtherNetwork()
    {
        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("a", Options(policyRate: 0));
        float[] policy = brain.Parameters.Network(NetworkNames.Policy).ToArray(), value = brain.Parameters.Network("value").ToArray();
        Teach(brain, plugin, 50);
        Assert.True(brain.Statistics.LearnSteps > 10);
        Assert.True(Matrices.SameBits(policy, brain.Parameters.Network(NetworkNames.Policy)));
        Assert.False(Matrices.SameBits(value, brain.Parameters.Network("value")));
        float[] losses = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            Teach(brain, plugin, 1);
            return brain.Statistics.Figures.ValueLoss;
        })];
        Assert.Single(losses, float.IsNaN);
        Assert.True(float.IsNaN(brain.Statistics.Figures.Entropy));
    }

    [Fact]
    public void ASavedGameWithTwoNetworksContinuesWithTheSameBits()
    {
        using NeuroPlugin straight = new(), resumed = new();
        Brain brain = straight.AddBrain("a", Options()), other = resumed.AddBrain("a", Options());
        Teach(brain, straight, 30);
        using TensorArchive archive = new();
        straight.Save(archive);
        resumed.Load(archive);
        Teach(brain, straight, 30);
        Teach(other, resumed, 30);
        Assert.True(Matrices.SameBits(brain.Parameters.Values, other.Parameters.Values));
    }

    /// <summary>A saved game has both the published parameters and those that the learner has not published yet.</summary>
    [Fact]
    public void UnpublishedParametersStayUnpublishedInASavedGame()
    {
        using NeuroPlugin straight = new(), resumed = new();
        Brain brain = straight.AddBrain("a", Options(isHeldBack: true)), other = resumed.AddBrain("a", Options(isHeldBack: true));
        Teach(brain, straight, 30);
        Assert.False(Matrices.SameBits(brain.Parameters.Values, brain.Published.Values));
        using TensorArchive archive = new();
        straight.Save(archive);
        resumed.Load(archive);
        Assert.True(Matrices.SameBits(brain.Parameters.Values, other.Parameters.Values));
        Assert.True(Matrices.SameBits(brain.Published.Values, other.Published.Values));
    }

    /// <summary>A learner that saves its brain while it records used to hand the same rows over again without end.</summary>
    [Fact]
    public void ALearnerThatCallsBackWhileItRecordsIsRefused()
    {
        using NeuroPlugin plugin = new();
        Brain brain = AddScripted(plugin, _ => { }, out ScriptedLearner script);
        Exception? refusal = null;
        script.Recording = () => refusal ??= Record.Exception(() => brain.ToArchive());
        AgentHandle agent = brain.Spawn();
        brain.BeginDecisions([agent]).Observation(0).Fill(0.5f);
        brain.Decide();
        brain.Teach(agent, [0, 0]);
        brain.BeginDecisions([agent]);
        Assert.Contains("received one from inside a learner", Assert.IsType<InvalidOperationException>(refusal).Message, StringComparison.Ordinal);
        Assert.Equal(1, script.Recorded);
    }

    /// <summary>If a game adds an observation, a critic that reads the observations keeps the weights and moments of the old ones.</summary>
    [Fact]
    public void ACriticFollowsAChangedSpec()
    {
        using NeuroPlugin plugin = new();
        Brain old = plugin.AddBrain("old", Options());
        Teach(old, plugin, 40);
        BrainOptions changed = Options() with { Observations = new ObservationSpec().Add("heading", -3, 3).Add("new", 0, 1).Add("wall.left", 0, 1).Add("energy", 0, 100) };
        Brain grown = plugin.AddBrain("grown", changed);
        Assert.True(grown.Load(SavedBrain.Read(old.ToArchive(), CriticOptions.OwnKind)).IsLearnerContinued);
        MatrixView from = First(old, "value"), to = First(grown, "value");
        for (int unit = 0; unit < from.Columns; unit++)
        {
            Assert.Equal((from[2, unit], 0, from[0, unit], from[1, unit]), (to[0, unit], to[1, unit], to[2, unit], to[3, unit]));
        }

        Assert.Equal(old.Learner!.Updaters[1].Optimizer.Steps, grown.Learner!.Updaters[1].Optimizer.Steps);
    }

    /// <summary>Evaluation copies a learning brain into one without a learner, which has the policy alone.</summary>
    [Fact]
    public void ACopyFindsNetworksByName()
    {
        using NeuroPlugin plugin = new();
        Brain learning = plugin.AddBrain("learning", Options()), playing = plugin.AddBrain("playing", Options() with { Learner = null });
        Teach(learning, plugin, 20);
        Assert.Throws<ArgumentException>(() => playing.Weights.CopyFrom(learning));
        Brain shaped = plugin.AddBrain("shaped", Options());
        shaped.Weights.CopyFrom(learning);
        Assert.True(Matrices.SameBits(learning.Parameters.Values, shaped.Parameters.Values));
        Brain imitating = plugin.AddBrain("imitating", Game.Options() with { Hidden = [8] }), small = plugin.AddBrain("small", Game.Options() with { Hidden = [8], Learner = null });
        small.Weights.CopyFrom(imitating);
        Assert.True(Matrices.SameBits(imitating.Parameters.Values, small.Parameters.Values));
    }

    [Fact]
    public void ALearnerWithoutAKindCannotBeSaved()
    {
        using NeuroPlugin plugin = new();
        Brain brain = AddScripted(plugin, _ => { }, out _);
        Assert.Equal(
            "learner: expected options that a file can name, received ScriptedLearnerOptions without a Kind; override LearnerOptions.Kind.",
            Assert.Throws<InvalidOperationException>(() => brain.ToArchive()).Message);
        Brain critic = plugin.AddBrain("critic", Options());
        Assert.Contains("critic", Assert.Throws<ArchiveFormatException>(() => SavedBrain.Read(critic.ToArchive())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownColumnIsRefused()
    {
        using NeuroPlugin plugin = new();
        BrainOptions options = Game.Options() with { Learner = new ColumnOptions() };
        Assert.Equal(
            "Learner: expected columns from Observation to NextMask, received 99. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => plugin.AddBrain("a", options)).Message);
        Assert.Empty(plugin.Brains);
    }

    private static MatrixView First(Brain brain, string network) => brain.Parameters.Tensor(brain.Parameters.Layout.Segments.First(each => each.Name.StartsWith(network + "/", StringComparison.Ordinal)));

    private static BrainOptions Options(double policyRate = 0.01, bool isHeldBack = false)
        => Game.Options() with { Hidden = [8], Learner = new CriticOptions { PolicyRate = policyRate, IsHeldBack = isHeldBack } };

    private static Brain AddScripted(NeuroPlugin plugin, Action<ScriptedLearner> prepare, out ScriptedLearner script)
    {
        Brain brain = plugin.AddBrain("a", Game.Options() with { AgentCapacity = 4, Hidden = [4], Learner = new ScriptedLearnerOptions { Prepare = prepare } });
        script = (ScriptedLearner)brain.Learner!;
        return brain;
    }

    private static void Teach(Brain brain, NeuroPlugin plugin, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            brain.Teach(brain.Observations.Width == 3 ? [frame % 7 / 7f, frame * 13 % 100, 1] : [1, 0, frame % 7 / 7f, 50], [0.5f, -0.5f]);
            plugin.LateUpdate();
            plugin.FinishLearning();
        }
    }

    private sealed record ColumnOptions : LearnerOptions
    {
        public override ILearner Create(LearnerContext context) => new Columned(context);

        private sealed class Columned(LearnerContext context) : ILearner
        {
            public IReadOnlyList<ExperienceColumn> Columns { get; } = [(ExperienceColumn)99];

            public IReadOnlyList<NetworkUpdater> Updaters { get; } = [];

            public ExperienceCount Rows => default;

            public LearnerStatus Status => new(context.ReplayReserve < 0);

            public void Record(IExperienceBatch batch)
            {
            }

            public void RevealUpTo(long recorded)
            {
            }

            public bool Advance(StepPart part, out LearningStep step) => throw new InvalidOperationException();
        }
    }

    /// <summary>A policy shaped by the learner, with a layer-normalised critic of the observations and a free vector.</summary>
    private sealed record CriticOptions : LearnerOptions
    {
        internal static LearnerKind OwnKind { get; } = new("critic", JsonSerializerOptions.Default.GetTypeInfo(typeof(CriticOptions)));

        public double PolicyRate { get; set; }

        public bool IsHeldBack { get; set; }

        [JsonIgnore]
        public override LearnerKind? Kind => OwnKind;

        public override Sequential CreatePolicy(PolicyShape shape)
            => new(shape.Inputs, [new Dense(shape.Hidden[0], Activation.Tanh, new Orthogonal(1.4f)), new LayerNormalization(), new Dense(shape.Outputs, null, new Orthogonal(0.01f))]);

        public override IReadOnlyList<LearnerNetwork> Networks(Sequential policy) =>
        [
            new("value", new Sequential(policy.Inputs, [new Dense(8, Activation.Tanh), new LayerNormalization(), new Dense(1)])),
            new("log_sigma", new Sequential(1, [new FreeVector(2)])) { Inputs = NetworkInputs.Own },
        ];

        public override ILearner Create(LearnerContext context) => new ActorCritic(this, context);
    }

    /// <summary>A learner that steps the policy and the critic in turn, in slices. The critic predicts the sum of the labels.</summary>
    private sealed class ActorCritic : ILearner, ILearnerState
    {
        private readonly ReplayBuffer _rows;
        private readonly bool _isHeldBack;
        private int _turn;

        internal ActorCritic(CriticOptions options, LearnerContext context)
        {
            _isHeldBack = options.IsHeldBack;
            _rows = new ReplayBuffer(16, [new("observation", context.Normalizer.Width), new("label", 2)], context.ReplayReserve);
            MeanSquaredError loss = new();
            Updaters =
            [
                new(context, NetworkNames.Policy, loss, new UpdaterOptions(new SgdOptions { LearningRate = options.PolicyRate }, 8)),
                new(context, "value", loss, new UpdaterOptions(new AdamWOptions { LearningRate = 0.1, WeightDecay = 5 }, 8)),
            ];
            Sources = [new Source(_rows, context, row => row.ToArray()), new Source(_rows, context, row => [row[0] + row[1]])];
        }

        private Source[] Sources { get; }

        public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Label];

        public IReadOnlyList<NetworkUpdater> Updaters { get; }

        public ExperienceCount Rows => new(_rows.Appended, _rows.Count);

        public LearnerStatus Status => new(_rows.Count >= 8) { NextWork = _turn == 0 ? WorkKind.Minibatch : WorkKind.Targets, IsPublishable = !_isHeldBack };

        public void Record(IExperienceBatch batch) => _rows.Append(batch);

        public void RevealUpTo(long recorded) => _rows.RevealUpTo(recorded);

        public void Save(TensorArchive archive) => archive.Add<int>("learner/turn", [1], [_turn]);

        public void SaveStart(TensorArchive archive) => archive.Add<int>("learner/turn", [1], [0]);

        public void Load(TensorArchive archive) => _turn = archive.Get<int>("learner/turn", [1])[0];

        public void SaveExperience(TensorArchive archive) => _rows.Save(archive, ILearnerState.ExperiencePrefix);

        public void LoadExperience(TensorArchive archive) => _rows.Load(archive, ILearnerState.ExperiencePrefix);

        public bool Advance(StepPart part, out LearningStep step)
        {
            NetworkUpdater updater = Updaters[_turn];
            if (!updater.IsMidStep)
            {
                Sources[_turn].Step = updater.Optimizer.Steps;
                updater.Begin(Sources[_turn]);
            }

            bool isFinished = updater.Advance(part, out step);
            if (isFinished && _turn == 1)
            {
                step = step with { Figures = step.Figures with { ValueLoss = step.Loss } };
            }

            _turn = isFinished ? 1 - _turn : _turn;
            return isFinished;
        }
    }

    private sealed class Source(ReplayBuffer rows, LearnerContext context, Func<Span<float>, float[]> target) : IMinibatchSource
    {
        internal long Step { get; set; }

        public void Fill(int first, MatrixView inputs, MatrixView targets, int worker)
        {
            for (int i = 0; i < inputs.Rows; i++)
            {
                int row = rows.Sample(context.Random, first + i, Step);
                context.Normalizer.TryNormalize(rows.Column("observation")[row], inputs.Row(i));
                target(rows.Column("label")[row]).CopyTo(targets.Row(i));
            }
        }
    }
}

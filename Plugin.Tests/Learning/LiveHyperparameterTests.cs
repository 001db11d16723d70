using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>Hyper-parameters of the learners of rewards that change while they learn.</summary>
public sealed class LiveHyperparameterTests
{
    public static TheoryData<string, LearnMode> Learners => new()
    {
        { "ppo", LearnMode.Inline }, { "ppo", LearnMode.Lockstep }, { "pqn", LearnMode.Inline }, { "pqn", LearnMode.Lockstep }, { "dqn", LearnMode.Inline }, { "dqn", LearnMode.Lockstep },
    };

    /// <summary>Changes come in the middle of updates. The same changes give the same bits, and a saved game keeps the values.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public void ChangesTakeEffectAndAreSaved(string learner, LearnMode mode)
    {
        float[] first = Play();
        Assert.Equal(first, Play());

        float[] Play()
        {
            using RewardedGame game = Game(), resumed = Game();
            BrainHyperparameters live = game.Brain.Hyperparameters;
            IReadOnlyList<NetworkUpdater> updaters = game.Brain.Learner!.Updaters;
            for (int round = 0; round < 20; round++)
            {
                game.Run(7);
                (live.BatchSize, live.LearningRate, live.Dropout) = (8 + 10 * (round % 5), 1e-3 * (1 + round % 3), round % 4 * 0.1f);
                Assert.All(updaters, updater => Assert.Equal((live.BatchSize, live.LearningRate), (updater.BatchSize, updater.LearningRate)));
                Assert.Equal((8 + 10 * (round % 5), round % 4 * 0.1f), (live.BatchSize, live.Dropout));
            }

            live.ResetOptimizer();
            live.Dropout = 0;
            long before = game.Brain.Statistics.LearnSteps;
            game.Run(100);
            Assert.True(game.Brain.Statistics.LearnSteps > before + 10);
            using TensorArchive archive = new();
            game.Plugin.Save(archive);
            resumed.Plugin.Load(archive);
            resumed.CopyWorldFrom(game);
            Assert.Equal((live.BatchSize, live.LearningRate), (resumed.Brain.Hyperparameters.BatchSize, resumed.Brain.Hyperparameters.LearningRate));
            game.Run(50);
            resumed.Run(50);
            game.Plugin.FinishLearning();
            resumed.Plugin.FinishLearning();
            Assert.Equal(game.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray());
            return game.Brain.Parameters.Values.ToArray();
        }

        RewardedGame Game() => new(Options(learner), options: new PluginOptions { LearnSteps = 3, Workers = 1, LearnMode = mode });
    }

    private static LearnerOptions Options(string learner) => learner switch
    {
        "ppo" => RewardedGame.Fast,
        "pqn" => new ParallelQOptions { RolloutRows = 64, BatchSize = 16 },
        _ => new DeepQOptions { BatchSize = 16, ReplayCapacity = 500, LearnAfter = 50, ReplayRatio = 4 },
    };
}

using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using NeuroAgents.Tests.Training;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Allocation;

[Collection(RunsAlone.Name)]
public sealed class TrainerAllocationTests
{
    private readonly TrainingData _data = TrainerTests.Rows(97);

    [Fact]
    public void StepGradientAndPredict()
    {
        Trainer trainer = TrainerTests.Small();
        int[] rows = [3, 1, 4, 1, 5];
        Matrix x = Matrices.Normal(200, 3, 1), y = new(200, 2);
        AllocationProbe.AssertNone(() =>
        {
            trainer.Step(_data, rows);
            trainer.Gradient(_data, rows);
            trainer.Predict(x.View, y.View);
        });
    }

    [Fact]
    public void Shuffling()
    {
        int[] order = new int[100];
        AllocationProbe.AssertNone(() => Permutation.Shuffle(order, new RandomSource(1, 2), 3));
    }

    /// <summary>Later epochs of a fit with callbacks, metrics and validation allocate nothing. The first ones compile code and reserve memory.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(FitOptions.AllRows)]
    public void EpochsAfterTheFirstOnes(int batch)
    {
        Bytes bytes = new();
        FitOptions options = new()
        {
            BatchSize = batch, Epochs = 300, ValidationSplit = 0.3, GradientTolerance = 1e-12, Metrics = ["accuracy", "mean_absolute_error", "r2_score"],
        };
        TrainerTests.Small().Fit(_data, options, callbacks:
        [
            new EarlyStopping(new EarlyStoppingOptions { Patience = 1000, RestoreBestWeights = true }), new TerminateOnNaN(),
            new ReduceLearningRateOnPlateau(), bytes,
        ]);
        Assert.Equal(0, bytes.AfterWarmUp);
    }

    private sealed class Bytes : Callback
    {
        private long _warm;

        internal long AfterWarmUp { get; private set; } = -1;

        public override void OnEpochEnd(TrainingRun run, EpochLogs logs)
        {
            if (logs.Epoch == 200)
            {
                _warm = GC.GetAllocatedBytesForCurrentThread();
            }

            AfterWarmUp = GC.GetAllocatedBytesForCurrentThread() - _warm;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Training;

namespace NeuroAgents.Learning.Imitation;

public sealed partial class ImitationLearner
{
    private const string WorkspaceKey = $"{ILearner.ExperiencePrefix}workspace";
    private float _dropout;

    /// <inheritdoc/>
    public double LearningRate
    {
        get => Optimizer.LearningRate;
        set => Optimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    /// <remarks>At most <see cref="ImitationOptions.ReplayCapacity"/>, and 65,536. Until so many rows are recorded no step is made.</remarks>
    public int BatchSize
    {
        get => _backpropagation.BatchCapacity;
        set
        {
            Require.InRange(value, 1, Math.Min(ImitationOptions.MostRows, _options.ReplayCapacity), nameof(BatchSize));
            Allocate(_backpropagation.Network, value);
        }
    }

    /// <inheritdoc/>
    public float Dropout
    {
        get => _dropout;
        set => Allocate(_backpropagation.Network.WithDropout(value), BatchSize);
    }

    /// <inheritdoc/>
    public void ResetOptimizer()
    {
        Optimizer fresh = _options.Optimizer.Create(_context.Parameters.Layout.Length);
        OptimizerSnapshot start = fresh.CreateSnapshot();
        fresh.CopyTo(start);
        Optimizer.CopyFrom(start);
        Optimizer.LearningRateScale = 1;
        Guard?.Reset(keepsLevel: true);
    }

    /// <summary>All that is as large as a minibatch, or made for the layers: what was begun in the old one is given up.</summary>
    [MemberNotNull(nameof(_backpropagation), nameof(_drawn), nameof(_spoilers))]
    private void Allocate(Sequential program, int batchSize)
    {
        Loss loss = _context.Head is DiscreteHead discrete ? new BranchCrossentropy(discrete.Sizes) : new MeanSquaredError();
        _backpropagation = new Backpropagation(
            program, loss, _context.Parameters, Gradients, LearnerContext.PolicyName, batchSize, _context.StepWorkers, _context.Random.Stream(RandomStreams.Layers))
        {
            Step = _backpropagation?.Step ?? 0,
        };
        _dropout = program.Layers.OfType<Dropout>().FirstOrDefault()?.Rate ?? 0;
        _drawn = new int[batchSize];
        _spoilers = new SpoilingRows(_replay, _drawn, _backpropagation, _options.Guard?.EvictAfter ?? int.MaxValue);
    }

    private void SaveWorkspace(TensorArchive archive)
        => archive.Add<long>(WorkspaceKey, [2], [BatchSize, BitConverter.DoubleToInt64Bits(Dropout)]);

    /// <exception cref="ArchiveFormatException">No learner can have such minibatches.</exception>
    private void LoadWorkspace(TensorArchive archive)
    {
        long[] values = archive.Get<long>(WorkspaceKey, [2]);
        (long rows, float dropout) = (values[0], (float)BitConverter.Int64BitsToDouble(values[1]));
        int most = Math.Min(ImitationOptions.MostRows, _options.ReplayCapacity);
        if (rows < 1 || rows > most || !(dropout >= 0 && dropout < 1))
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{WorkspaceKey}\"", $"1 to {most} rows, and a rate from 0 to below 1", FormattableString.Invariant($"{rows} and {dropout}"));
        }

        if (rows != BatchSize || dropout != Dropout)
        {
            Allocate(_backpropagation.Network.WithDropout(dropout), (int)rows);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>An updater that performs the training steps of one named network. It has the network's optimizer, its guard with rollback, and its gradients.</summary>
/// <remarks>
/// <para>A step: <see cref="Begin"/> with a source of rows, then <see cref="Advance"/> until it returns true. It may be cut into slices of about 50 µs; the bits are the same.</para>
/// <code>
/// source of rows ─► backpropagation ─► gradients ─► guard: apply? ─► optimizer ─► parameters of this network
///                                                      └─ fault ─► parameters stay, or the good ones are restored
/// </code>
/// <para>It never changes another updater's network, not even by weight decay. Does not allocate after construction, except where noted. One thread at a time.</para>
/// </remarks>
public sealed class NetworkUpdater : IHyperparameters
{
    private readonly LearnerContext _context;
    private readonly IObjective _objective;
    private readonly UpdaterOptions _options;
    private readonly UpdaterKeys _keys;
    private readonly GuardedOptimizer _steps;
    private IDeviceTrainer _trainer;
    private readonly double[] _lanes = new double[FixedLanes.Count];
    private float _dropout;

    /// <summary>Allocates minibatch, optimizer state and the guard's copies. A network has one updater for the life of its context. To start over, set the updater's hyper-parameters and reset its optimizer.</summary>
    /// <param name="context">The learner's context.</param>
    /// <param name="network">Name of the network in the layout of the parameters.</param>
    /// <param name="objective">Function of the outputs that the steps minimise, such as a <see cref="Loss"/>.</param>
    /// <param name="options">Batch size, optimizer and guard. Later changes of the objects passed have no effect.</param>
    /// <exception cref="ArgumentException">No network has that name, the network already has an updater, or an option is out of its range.</exception>
    public NetworkUpdater(LearnerContext context, string network, IObjective objective, UpdaterOptions options)
    {
        Require.NotNull(context);
        Require.NotNull(network);
        Require.NotNull(objective);
        Require.NotNull(options);
        Require.InRange(options.BatchSize, 1, options.MaxBatchSize);
        context.RequireNoUpdater(network);
        (_context, Network, _objective, _options, _keys) = (context, network, objective, options, new UpdaterKeys(network));
        _steps = new GuardedOptimizer(context.Parameters, context.Gradients, network, options.Optimizer, options.Guard, options.GuardsLossLevel);
        Allocate(context.Parameters.Layout.Program(network), options.BatchSize);
        context.AddUpdater(network);
    }

    /// <summary>Name of the network.</summary>
    public string Network { get; }

    /// <summary>The optimizer of this network alone.</summary>
    public Optimizer Optimizer => _steps.Optimizer;

    /// <summary>The guard. If it is null, every step whose gradient the optimizer accepts is applied.</summary>
    public StepGuard? Guard => _steps.Guard;

    /// <summary>Gradients of the last step as the optimizer received them, in the layout of the network. Valid between steps.</summary>
    public ReadOnlySpan<float> Gradients => _context.Gradients.Network(Network);

    /// <inheritdoc/>
    public double LearningRate
    {
        get => Optimizer.LearningRate;
        set => Optimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    public int BatchSize
    {
        get => _trainer.Task.Rows;
        set
        {
            Require.InRange(value, 1, _options.MaxBatchSize, nameof(BatchSize));
            Allocate(_trainer.Task.Network, value);
        }
    }

    /// <inheritdoc/>
    public float Dropout
    {
        get => _dropout;
        set => Allocate(_trainer.Task.Network.WithDropout(value), BatchSize);
    }

    /// <summary>Whether a step was begun and is not finished.</summary>
    public bool IsMidStep => _trainer.IsBegun || HasGradients;

    /// <summary>Whether the parameters are partly written or not verified yet, so that they must not be copied.</summary>
    internal bool IsUpdating => _steps.IsUpdating;

    /// <summary>Loss threshold of the guard in the newest step; infinite without a guard.</summary>
    public double LossThreshold { get; private set; } = double.PositiveInfinity;

    /// <summary>Begins a step over a whole minibatch.</summary>
    /// <param name="source">Source of each row's inputs and targets.</param>
    /// <exception cref="InvalidOperationException">A step is under way.</exception>
    public void Begin(IMinibatchSource source)
    {
        Require.NotNull(source);
        if (IsMidStep)
        {
            throw new InvalidOperationException($"NetworkUpdater.Begin: expected the previous step of network \"{Network}\" to be finished, received a call before its end.");
        }

        _trainer.Begin(BatchSize, source);
    }

    /// <summary>Runs the rest of the step, or its next slice.</summary>
    /// <param name="part">The rest, or a slice.</param>
    /// <param name="step">The finished step, with the loss as its figure; default if it is not finished.</param>
    /// <returns>Whether the step is finished.</returns>
    /// <exception cref="InvalidOperationException">No step was begun.</exception>
    public bool Advance(StepPart part, out LearningStep step)
    {
        if (!IsMidStep)
        {
            throw new InvalidOperationException($"NetworkUpdater.Advance: expected a step of network \"{Network}\" that was begun, received none.");
        }

        step = default;
        if (!HasGradients && (!AdvanceGradients(part) || part == StepPart.Slice))
        {
            return false;
        }

        if (_steps.IsBegun && !_steps.Advance(part))
        {
            return false;
        }

        HasGradients = false;

        step = new LearningStep(_trainer.Value, _steps.Fault == StepFault.None ? BatchSize : 0, _steps.Fault) { IsRolledBack = _steps.IsRolledBack, LossLimit = (float)LossThreshold };
        return true;
    }

    /// <summary>Whether the gradients of a step are complete and its update is not.</summary>
    internal bool HasGradients { get; private set; }

    /// <summary>Computes the rest of a step's gradients, or their next slice, and no part of its update.</summary>
    /// <returns>Whether the gradients are complete.</returns>
    internal bool AdvanceGradients(StepPart part)
    {
        while (_trainer.IsBegun)
        {
            if (_trainer.Advance(part == StepPart.Slice ? 1 : int.MaxValue))
            {
                LossThreshold = _options.GuardsLossLevel && Guard is not null ? Guard.LossThreshold : double.PositiveInfinity;
                // A loss that is not finite ends the update at once, but not the step: its fault is still to be reported.
                HasGradients = true;
                _steps.Begin(_trainer.Value);
            }

            if (part == StepPart.Slice)
            {
                break;
            }
        }

        return HasGradients;
    }

    /// <summary>Returns Σ g² of complete gradients; 0 if it is not finite.</summary>
    internal double SumOfSquares()
    {
        _trainer.Download(HostMemory.Gradients);
        Array.Clear(_lanes, 0, _lanes.Length);
        FixedLanes.AddSquares(Gradients, _lanes);
        double sum = FixedLanes.Total(_lanes);
        return sum <= double.MaxValue ? sum : 0;
    }

    /// <summary>Replay row of each row of the minibatch. The learner that draws the rows writes them here.</summary>
    internal int[] Drawn { get; private set; }

    /// <summary>Returns the loss of one row of the newest minibatch, as in a minibatch of this row alone. Overwrites the gradient of its outputs.</summary>
    public float RowLoss(int row)
    {
        Require.InRange(row, 0, BatchSize - 1);
        return _trainer.RowLoss(row);
    }

    /// <inheritdoc/>
    public void ResetOptimizer() => _steps.Reset();

    /// <inheritdoc/>
    public void RequireAllowed(double? learningRate = null, int? batchSize = null, float? dropout = null)
    {
        if (learningRate is { } rate)
        {
            Optimizer.RequireRate(rate);
        }

        if (batchSize is { } rows)
        {
            Require.InRange(rows, 1, _options.MaxBatchSize, nameof(BatchSize));
        }

        if (dropout is { } share)
        {
            _trainer.Task.Network.RequireDropout(share);
        }
    }

    /// <summary>Abandons a step in progress, because the parameters were replaced from outside. The new parameters count as good.</summary>
    /// <param name="isContinued">Whether the updater's state came with them; otherwise the running level of the losses is reset.</param>
    internal void OnParametersReplaced(bool isContinued)
    {
        Abandon();
        _steps.OnParametersReplaced(isContinued);
    }

    /// <summary>Abandons a step in progress.</summary>
    internal void Abandon()
    {
        Debug.Assert(!IsUpdating, "The host finishes a half-made step before it is abandoned.");
        _trainer.Abandon();
        _steps.Abandon();
        HasGradients = false;
    }

    /// <summary>Copies parameters and gradients to host memory, where publishing, saving and overlays read them.</summary>
    internal void Download() => _trainer.Download(HostMemory.Parameters | HostMemory.Gradients);

    /// <summary>Releases the device's memory. The updater makes no more steps.</summary>
    internal void ReleaseDevice() => _trainer.Dispose();

    internal void Save(TensorArchive archive)
    {
        archive.AddCount(_keys.LayerStep, _trainer.Step);
        _steps.Save(archive, _keys);
    }

    /// <summary>Adds the state before the first step, under the names of <see cref="Save"/>.</summary>
    internal void SaveStart(TensorArchive archive)
    {
        archive.AddCount(_keys.LayerStep, 0);
        _steps.SaveStart(archive, _keys);
    }

    /// <summary>Refuses a state that this updater can't load. Changes nothing.</summary>
    internal void RequireState(TensorArchive archive) => RequireState(archive, Network, Optimizer, _context.Parameters.Layout);

    /// <exception cref="ArchiveFormatException">The state is incomplete; nothing was changed.</exception>
    internal void Load(TensorArchive archive)
    {
        long step = archive.GetCount(_keys.LayerStep);
        _steps.Load(archive, _keys);
        _trainer.Step = step;
    }

    /// <summary>Adds the further state of a saved game: batch size, dropout, the guard's copies.</summary>
    internal void SaveRun(TensorArchive archive)
    {
        archive.Add<long>(_keys.Workspace, [2], [BatchSize, BitConverter.DoubleToInt64Bits(Dropout)]);
        _steps.SaveCopies(archive, _keys);
    }

    /// <exception cref="ArchiveFormatException">A part is missing, or a value is out of its range.</exception>
    internal void LoadRun(TensorArchive archive)
    {
        LoadWorkspace(archive);
        Optimizer.LoadRate(archive, _keys.Optimizer);
        _steps.LoadCopies(archive, _keys);
    }

    /// <summary>Refuses a state that an updater with this kind of optimizer can't have saved. Changes nothing.</summary>
    internal static void RequireState(TensorArchive archive, string network, Optimizer optimizer, ParameterLayout layout)
    {
        UpdaterKeys keys = new(network);
        archive.GetCount(keys.LayerStep);
        GuardedOptimizer.RequireState(archive, keys, optimizer, layout.LengthOf(network));
    }

    /// <summary>Makes a whole step with the current gradients, for tests.</summary>
    internal void StepByGradients(float loss)
    {
        BeginByGradients(loss);
        _steps.Advance(StepPart.Rest);
        HasGradients = false;
    }

    /// <summary>Begins a step with the current gradients, for tests.</summary>
    internal void BeginByGradients(float loss)
    {
        HasGradients = true;
        _steps.Begin(loss);
    }

    private void LoadWorkspace(TensorArchive archive)
    {
        long[] values = archive.Get<long>(_keys.Workspace, [2]);
        (long rows, float dropout) = (values[0], (float)BitConverter.Int64BitsToDouble(values[1]));
        if (rows < 1 || rows > _options.MaxBatchSize || !(dropout >= 0 && dropout < 1))
        {
            throw new ArchiveFormatException(
                archive.Origin, $"tensor \"{_keys.Workspace}\"", $"1 to {_options.MaxBatchSize} rows, and a rate from 0 to below 1", FormattableString.Invariant($"{rows} and {dropout}"));
        }

        Sequential program = _trainer.Task.Network;
        if (dropout != Dropout && !program.HasEvenDropout)
        {
            throw new ArchiveFormatException(
                archive.Origin, $"tensor \"{_keys.Workspace}\"", FormattableString.Invariant($"a rate of {Dropout}, the first of several"), FormattableString.Invariant($"{dropout}"));
        }

        if (rows != BatchSize || dropout != Dropout)
        {
            Allocate(dropout == Dropout ? program : program.WithDropout(dropout), (int)rows);
        }
    }

    /// <summary>Allocates everything that depends on the batch size or the program. Abandons a step in progress.</summary>
    [MemberNotNull(nameof(_trainer), nameof(Drawn))]
    private void Allocate(Sequential program, int batchSize)
    {
        if (IsUpdating)
        {
            throw new InvalidOperationException($"NetworkUpdater: expected a change between steps of network \"{Network}\", received one during a step that has begun to write parameters.");
        }

        _steps.Abandon();
        HasGradients = false;
        ulong index = (ulong)_context.Parameters.Layout.IndexOf(Network);
        RandomSource random = _context.Random.Stream(RandomStreams.Layers);
        _trainer?.Download(HostMemory.All);
        IDeviceTrainer trainer = _context.Device.Create(
            new TrainerTask(program, _context.Parameters, _context.Gradients, Network, _objective, Optimizer, batchSize) { Random = index == 0 ? random : random.Stream(index) });
        trainer.Step = _trainer?.Step ?? 0;

        // The old trainer is disposed last, because a device may refuse the new size.
        _trainer?.Dispose();
        _trainer = trainer;
        _steps.Trainer = _trainer;
        Drawn = Drawn?.Length == batchSize ? Drawn : new int[batchSize];
        _dropout = program.Layers.OfType<Dropout>().FirstOrDefault()?.Rate ?? 0;
    }
}

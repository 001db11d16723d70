using System.Runtime.CompilerServices;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Training;

/// <summary>A trainer of one network on given data. For each minibatch B it takes a step θ ← θ − η · ∇L(θ; B) with any optimizer, where L is the empirical loss.</summary>
/// <remarks>
/// <para>If B has all rows, this is gradient descent; with one row it is SGD (Robbins, Monro 1951), otherwise minibatch SGD. Names and defaults are those of Keras 3.</para>
/// <para>The same seed gives the same bits for any number of workers; minibatches too small to share run on the calling thread. <see cref="Step"/>,
/// <see cref="Gradient(TrainingData, ReadOnlySpan{int})"/> and <see cref="Predict(ReadOnlyMatrixView, MatrixView)"/> allocate only when a call has more rows than any before; <see cref="Fit"/> and
/// <see cref="Evaluate"/> allocate at their beginning, not in later epochs. One thread at a time.</para>
/// <example><code>
/// Trainer trainer = new(Sequential.Perceptrons(4, [16], 3, Activation.Relu), new TrainerOptions { Loss = new SparseCategoricalCrossentropy() });
/// TrainingHistory history = trainer.Fit(data, new FitOptions { Epochs = 200, ValidationSplit = 0.2, Metrics = ["accuracy"] },
///     callbacks: [new EarlyStopping(new EarlyStoppingOptions { Patience = 10, RestoreBestWeights = true })]);
/// </code></example>
/// </remarks>
public sealed class Trainer
{
    /// <summary>The network's name in the layout of <see cref="Parameters"/>.</summary>
    public const string NetworkName = "network";

    /// <summary>Number of multiply-adds from which the work is shared: fewer take less time than waking another thread.</summary>
    private const long WorthSharing = 1 << 18;
    private readonly Workers? _workers;
    private readonly RandomSource _random;
    private readonly IDevice? _device;
    private readonly ForwardWorkspace _forward;
    private IDeviceTrainer? _trainer;
    private EmpiricalLoss? _empiricalLoss;
    private bool _isHostStale;

    /// <summary>Allocates parameters, gradients and optimizer state, and draws the first parameters.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="options">Loss, optimizer and seed; null for the defaults of <see cref="TrainerOptions"/>.</param>
    /// <param name="workers">Worker threads that share the work; null for the calling thread alone. The trainer doesn't dispose them.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public Trainer(Sequential network, TrainerOptions? options = null, Workers? workers = null)
    {
        Require.NotNull(network);
        options ??= new TrainerOptions();
        options.Validate();
        (Network, Loss, _workers, _device, _random) = (network, options.Loss, workers, options.Device, new RandomSource(options.Seed, 0));
        ParameterLayout layout = new([new(NetworkName, network)]);
        Parameters = new ParameterBuffer(layout);
        Gradients = new ParameterBuffer(layout);
        Parameters.Initialize(_random.Stream(RandomStreams.Initialization));
        Optimizer = options.Optimizer.Create(layout.Length);
        HasSchedule = options.Optimizer.Schedule is not null;
        Optimizer.SetTensors([.. layout.Segments.Select(segment => segment.Offset)]);
        Evaluator = new Evaluator(network, Loss, Parameters, NetworkName, _device ?? new CpuDevice(workers), workers);
        _forward = new ForwardWorkspace(network);
    }

    /// <summary>The network that is trained.</summary>
    public Sequential Network { get; }

    /// <summary>ℓ, the loss of a row. Its mean over rows is L.</summary>
    public Loss Loss { get; }

    /// <summary>θ, the network's parameters. May be read, saved and overwritten between steps.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>∇L of the last step.</summary>
    public ParameterBuffer Gradients { get; }

    /// <summary>The optimizer, whose learning rate may be changed between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Number of epochs that all fits have begun. It determines the next epoch's order of rows.</summary>
    public long Epochs { get; private set; }

    internal Evaluator Evaluator { get; }

    /// <summary>Whether a fit is between a gradient and its step.</summary>
    internal bool HasPendingStep { get; set; }

    /// <summary>Whether a schedule sets the learning rate before each step.</summary>
    internal bool HasSchedule { get; }

    internal RandomSource ShuffleSource => _random.Stream(RandomStreams.Shuffling);

    /// <summary>Trains until all epochs are done, the loss or gradient has converged, or a callback stops the fit. A second call continues where the first ended. Allocates.</summary>
    /// <param name="data">The rows to learn from, at least one.</param>
    /// <param name="options">Minibatches, epochs, convergence; null for the defaults of <see cref="FitOptions"/>.</param>
    /// <param name="validation">Rows to evaluate after each epoch without learning from them; null for none, or for a share of <paramref name="data"/> by <see cref="FitOptions.ValidationSplit"/>.</param>
    /// <param name="callbacks">Callbacks, called in this order; null for none.</param>
    /// <param name="cancellation">Token that ends the fit before its next step.</param>
    /// <returns>The figures of every epoch.</returns>
    /// <exception cref="ArgumentException">Data or options don't fit the network, a target is out of the loss's range,
    /// or both <paramref name="validation"/> and <see cref="FitOptions.ValidationSplit"/> are given.</exception>
    /// <exception cref="ArithmeticException">The optimizer refuses a gradient that is NaN, infinite or too large (see <see cref="Optimizer"/>). The parameters are those before the refused step.
    /// If the loss is not finite either, <see cref="TerminateOnNaN"/> ends the fit without an exception.</exception>
    /// <exception cref="InvalidOperationException">The call came from <see cref="Callback.OnBatchLoss"/>.</exception>
    public TrainingHistory Fit(
        TrainingData data, FitOptions? options = null, TrainingData? validation = null, IReadOnlyList<Callback>? callbacks = null,
        CancellationToken cancellation = default)
    {
        RequireOutsideStep();
        options ??= new FitOptions();
        options.Validate();
        options = options.Copy();
        Check(data, nameof(data));
        if (validation is not null)
        {
            Check(validation, nameof(validation));
        }

        if (options.ValidationSplit > 0)
        {
            (data, validation) = validation is null
                ? data.Split(options.ValidationSplit)
                : throw new ArgumentException($"{nameof(validation)}: expected none together with ValidationSplit, received {validation.Rows} rows.", nameof(validation));
        }

        TrainingHistory history = new();
        TrainingRun run = new(this, data, options, validation, [history, .. callbacks ?? []], cancellation);
        Upload();
        try
        {
            run.Run();
        }
        finally
        {
            Download();
        }

        return history;
    }

    /// <summary>Takes one step on the given rows.</summary>
    /// <param name="data">The data that hold the rows.</param>
    /// <param name="rows">Indices of the rows, at least one.</param>
    /// <returns>The mean loss of the rows before the step.</returns>
    /// <exception cref="ArgumentException">The data don't fit the network, a target is out of the loss's range, or a row index is out of range.</exception>
    /// <exception cref="ArithmeticException">The optimizer refuses the gradient (see <see cref="Optimizer"/>). The parameters stay unchanged.</exception>
    /// <exception cref="InvalidOperationException">The call came from <see cref="Callback.OnBatchLoss"/>.</exception>
    public double Step(TrainingData data, ReadOnlySpan<int> rows)
    {
        RequireOutsideStep();
        Check(data, nameof(data));
        try
        {
            double loss = Gradient(data, rows, default, isUploadDue: true);
            Apply();
            return loss;
        }
        finally
        {
            Download();
        }
    }

    /// <summary>Writes ∇L of the given rows to <see cref="Gradients"/> and leaves the parameters unchanged.</summary>
    /// <inheritdoc cref="Step" path="/param"/>
    /// <inheritdoc cref="Step" path="/exception"/>
    /// <returns>The mean loss of the rows.</returns>
    public double Gradient(TrainingData data, ReadOnlySpan<int> rows)
    {
        RequireOutsideStep();
        Check(data, nameof(data));
        try
        {
            return Gradient(data, rows, default, isUploadDue: true);
        }
        finally
        {
            Download();
        }
    }

    /// <summary>Returns the mean loss over the data in inference mode and adds each row's prediction to the metrics, which are not reset first.
    /// Allocates when data have more rows than any before.</summary>
    /// <exception cref="ArgumentException">The data don't fit the network, or a target is out of the loss's range.</exception>
    public double Evaluate(TrainingData data, params Metric[] metrics)
    {
        Check(data, nameof(data));
        Require.NotNull(metrics);
        return Evaluator.Run(data, metrics);
    }

    /// <summary>Returns the network's outputs in inference mode, [rows, outputs]. Allocates the result.</summary>
    /// <param name="inputs">x: [rows, inputs].</param>
    /// <exception cref="ArgumentException">The inputs don't fit the network.</exception>
    public Matrix Predict(ReadOnlyMatrixView inputs)
    {
        Matrix outputs = new(inputs.Rows, Network.Outputs);
        Predict(inputs, outputs.View);
        return outputs;
    }

    /// <summary>Computes outputs = network(inputs) in inference mode on the calling thread.</summary>
    /// <param name="inputs">x: [rows, inputs], any stride.</param>
    /// <param name="outputs">[rows, outputs], any stride.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit the network.</exception>
    public void Predict(ReadOnlyMatrixView inputs, MatrixView outputs)
    {
        Require.Columns(inputs.Columns, Network.Inputs, nameof(inputs));
        Require.Shape(outputs.Rows, outputs.Columns, inputs.Rows, Network.Outputs, nameof(outputs));
        _forward.Run(Parameters.Network(NetworkName), inputs, outputs);
    }

    internal double Gradient(TrainingData data, ReadOnlySpan<int> rows, ReadOnlySpan<Metric> metrics, bool isUploadDue = false)
    {
        Reserve(rows.Length);
        if (isUploadDue)
        {
            Upload();
        }

        _isHostStale = true;
        return _empiricalLoss!.Run(data, rows, metrics);
    }

    internal void Apply()
    {
        _trainer!.BeginUpdate();
        StepPhase phase = StepPhase.Checking;
        while (phase is not (StepPhase.Done or StepPhase.Refused))
        {
            phase = _trainer.AdvanceUpdate(int.MaxValue);
        }

        if (phase == StepPhase.Refused)
        {
            _trainer.AbandonUpdate();
            Download();
            throw new ArithmeticException(Optimizer.Refusal(Gradients.Values));
        }
    }

    /// <summary>Copies parameters, gradients and optimizer state to the device, because host memory may have changed.</summary>
    internal void Upload() => _trainer?.Upload(HostMemory.All);

    /// <summary>Copies parameters, gradients and optimizer state to host memory if the device has newer values.</summary>
    internal void Download()
    {
        if (_isHostStale)
        {
            _trainer?.Download(HostMemory.All);
        }

        _isHostStale = false;
    }

    internal void CountEpoch() => Epochs++;

    /// <summary>Allocates a workspace for this many rows in a step, unless there is one.</summary>
    internal void Reserve(int rows)
    {
        if (_empiricalLoss is null || _empiricalLoss.Capacity < rows)
        {
            int capacity = Math.Min(Math.Max(rows, 1), EmpiricalLoss.ChunkRows);
            Workers? workers = (long)capacity * Network.ParameterLength < WorthSharing ? null : _workers;
            IDevice device = _device ?? new CpuDevice(workers);
            Download();
            IDeviceTrainer trainer = device.Create(new TrainerTask(Network, Parameters, Gradients, NetworkName, Loss, Optimizer, capacity) { Random = _random.Stream(RandomStreams.Layers) });
            trainer.Step = _trainer?.Step ?? 0;
            _trainer?.Dispose();
            _trainer = trainer;
            _empiricalLoss = new EmpiricalLoss(_trainer);
        }
    }

    private void RequireOutsideStep([CallerMemberName] string call = "")
    {
        if (HasPendingStep)
        {
            throw new InvalidOperationException($"{call}: expected a call outside of OnBatchLoss, received one between a gradient and its step; make it in OnEpochEnd.");
        }
    }

    private void Check(TrainingData data, string name)
    {
        if (data is null)
        {
            throw new ArgumentNullException(name);
        }

        Require.Positive(data.Rows, name);
        Require.Columns(data.InputColumns, Network.Inputs, name);
        Require.Columns(data.TargetColumns, Loss.TargetColumns(Network.Outputs), name);
        data.RequireTargets(Loss, Network.Outputs);
    }
}

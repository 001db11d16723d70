using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Devices;

/// <summary>A network on a device for training: gradients of minibatches, and steps of an optimizer over the network's parameters.</summary>
/// <remarks>
/// <para>A step has two halves, the gradient and the update. Between them the caller decides whether to update:</para>
/// <code>
/// Begin ─► Advance … ─► Value, gradients ─► BeginUpdate ─► AdvanceUpdate … ─► Accepted ─► AdvanceUpdate … ─► Done
///                                                                     └► Refused: nothing was changed
/// </code>
/// <para>Both halves can be cut into slices of bounded length for a frame's budget; a device that can't be cut does more at once. The cut changes no bit.</para>
/// <para>The caller reads and writes host memory between two steps. It calls <see cref="Upload"/> after a write and <see cref="Download"/> before a read; the processor has nothing to do then.
/// After construction no call allocates. One thread at a time.</para>
/// </remarks>
public interface IDeviceTrainer : IDisposable
{
    /// <summary>The task that the trainer was created for.</summary>
    TrainerTask Task { get; }

    /// <summary>Number of the next minibatch, from 0, on which the layers' random numbers depend. Each finished gradient increments it. Set it to repeat the same numbers.</summary>
    long Step { get; set; }

    /// <summary>Whether a gradient was begun and is not finished.</summary>
    bool IsBegun { get; }

    /// <summary>Objective L of the newest finished minibatch.</summary>
    float Value { get; }

    /// <summary>Outputs for the newest finished minibatch, computed before its step. They are the first rows; further rows have no meaning.</summary>
    ReadOnlyMatrixView Outputs { get; }

    /// <summary>dL/dinputs of the newest finished minibatch. They are the first rows; further rows have no meaning.</summary>
    /// <exception cref="InvalidOperationException">The task doesn't request them.</exception>
    ReadOnlyMatrixView InputGradients { get; }

    /// <summary>Begins the gradient of a minibatch, in place of an unfinished one.</summary>
    /// <param name="rows">Number of rows, 1 to the task's.</param>
    /// <param name="source">Source of each row's inputs and targets.</param>
    /// <param name="weights">A weight for each row; empty if all are 1.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    void Begin(int rows, IMinibatchSource source, ReadOnlySpan<float> weights = default);

    /// <summary>Computes the next slices of the gradient, each about 50 µs on one core. The gradient is abandoned if its source or objective throws.</summary>
    /// <param name="slices">Number of slices, at least 1: <see cref="int.MaxValue"/> for the rest of the current phase.</param>
    /// <returns>Whether the gradient is finished.</returns>
    bool Advance(int slices);

    /// <summary>Abandons the gradient in progress.</summary>
    void Abandon();

    /// <summary>Returns the loss of one row of the newest minibatch, as in a minibatch of this row alone. Overwrites the gradient of its outputs.</summary>
    float RowLoss(int row);

    /// <summary>Begins the optimizer's step with the current gradients.</summary>
    /// <exception cref="InvalidOperationException">The previous step has begun to change parameters.</exception>
    void BeginUpdate();

    /// <summary>Processes the next values of the step and returns its phase after that.</summary>
    /// <param name="maxValues">Maximum number of values to process, at least 16. A device that can't be cut processes the whole phase.</param>
    StepPhase AdvanceUpdate(int maxValues);

    /// <summary>Abandons the step. If it has begun to change parameters, the caller restores them and the optimizer's state.</summary>
    void AbandonUpdate();

    /// <summary>Whether a range of the network's parameters is free of NaN and infinities.</summary>
    bool AreParametersFinite(int start, int end);

    /// <summary>Copies values from host memory to the device.</summary>
    void Upload(HostMemory parts);

    /// <summary>Copies values from the device to host memory. Waits for the steps so far.</summary>
    void Download(HostMemory parts);
}

/// <summary>Values that exist in host memory and, on some devices, also in the device's own memory.</summary>
[Flags]
public enum HostMemory
{
    /// <summary>No values.</summary>
    None = 0,

    /// <summary>The network's range of <see cref="TrainerTask.Parameters"/>.</summary>
    Parameters = 1,

    /// <summary>The network's range of <see cref="TrainerTask.Gradients"/>.</summary>
    Gradients = 2,

    /// <summary>State of <see cref="TrainerTask.Optimizer"/>, such as moments. The optimizer's rates and its number of steps are in host memory alone.</summary>
    OptimizerState = 4,

    /// <summary>All values.</summary>
    All = Parameters | Gradients | OptimizerState,
}

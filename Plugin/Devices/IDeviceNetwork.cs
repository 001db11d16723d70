using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>A network on a device. Calls only enqueue work, and results are read when they are there, so that no call waits for the device.</summary>
/// <remarks>
/// <para>Work is done in the order of the calls: a forward pass reads the parameters of the steps before it. What a call reads is copied before it returns.
/// One forward pass and one download may be under way at a time. After construction no call allocates. One thread at a time.</para>
/// <example><code>
/// network.Upload(parameters.Network("policy"));
/// long ticket = network.BeginForward(observations);
/// // … a frame later
/// if (network.TryEndForward(ticket, actions)) { Act(actions); }
/// </code></example>
/// </remarks>
public interface IDeviceNetwork : IDisposable
{
    /// <summary>What the network was made for.</summary>
    NetworkTask Task { get; }

    /// <summary>Replaces the parameters.</summary>
    /// <param name="parameters">The network's slice of a parameter buffer, padding included.</param>
    /// <exception cref="ArgumentException">The slice has another length.</exception>
    void Upload(ReadOnlySpan<float> parameters);

    /// <summary>Enqueues a forward pass, as in inference.</summary>
    /// <param name="inputs">[rows, inputs], any stride, at most the task's rows.</param>
    /// <returns>A ticket for <see cref="TryEndForward"/>. The ticket before is void.</returns>
    /// <exception cref="ArgumentException">A shape is not what the task has.</exception>
    long BeginForward(ReadOnlyMatrixView inputs);

    /// <summary>Writes the outputs of the newest forward pass if they are there, once.</summary>
    /// <param name="ticket">The ticket of the pass.</param>
    /// <param name="outputs">[rows, outputs], any stride.</param>
    /// <returns>Whether the outputs were written; if not, try again later.</returns>
    /// <exception cref="ArgumentException">The ticket is not that of a pass under way, or the shape is not that of its outputs.</exception>
    bool TryEndForward(long ticket, MatrixView outputs);

    /// <summary>Enqueues a training step: the gradient of the objective over a minibatch, then the optimizer. A gradient that the optimizer refuses changes nothing.</summary>
    /// <param name="inputs">[rows, inputs], any stride, 1 to the task's rows.</param>
    /// <param name="targets">[rows, target columns], any stride.</param>
    /// <param name="weights">[rows]; empty if all are 1.</param>
    /// <returns>Number of the step, from 1.</returns>
    /// <exception cref="ArgumentException">A shape is not what the task has, or a target or weight is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The task has no objective or no optimizer.</exception>
    long Step(ReadOnlyMatrixView inputs, ReadOnlyMatrixView targets, ReadOnlySpan<float> weights = default);

    /// <summary>Reads the result of the newest finished step that was not read yet. Results of steps before it are lost.</summary>
    /// <returns>Whether there was one.</returns>
    bool TryReadStep(out DeviceStep step);

    /// <summary>Enqueues a copy of the parameters as they are after the calls so far.</summary>
    /// <returns>A ticket for <see cref="TryEndDownload"/>. The ticket before is void.</returns>
    long BeginDownload();

    /// <summary>Writes the parameters of the newest download if they are there, once.</summary>
    /// <param name="ticket">The ticket of the download.</param>
    /// <param name="parameters">The network's slice of a parameter buffer, padding included.</param>
    /// <returns>Whether the parameters were written; if not, try again later.</returns>
    /// <exception cref="ArgumentException">The ticket is not that of a download under way, or the slice has another length.</exception>
    bool TryEndDownload(long ticket, Span<float> parameters);
}

/// <summary>Result of a training step on a device.</summary>
/// <param name="Number">Number of the step, from 1.</param>
/// <param name="Value">L of the minibatch before the step.</param>
/// <param name="IsApplied">Whether the optimizer accepted the gradient.</param>
public readonly record struct DeviceStep(long Number, float Value, bool IsApplied);

using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Phases of an optimizer's step that is made in slices.</summary>
public enum StepPhase : byte
{
    /// <summary>No step has begun, or the last one was abandoned.</summary>
    Idle,

    /// <summary>The gradient is being checked. Nothing was changed.</summary>
    Checking,

    /// <summary>The optimizer accepts the gradient. Nothing was changed. This is the last phase in which the step can be abandoned.</summary>
    Accepted,

    /// <summary>Some parameters have moved and others have not. The step must be finished, or parameters and state restored.</summary>
    Updating,

    /// <summary>The step is complete.</summary>
    Done,

    /// <summary>The optimizer refuses the gradient. Nothing was changed.</summary>
    Refused,
}

/// <summary>An optimizer's step in slices of bounded length, with the bits of <see cref="Optimizer.TryStep"/>.</summary>
/// <remarks>
/// <code>
/// Begin → Checking … → Accepted → Updating … → Done
///                    ↘ Refused
/// </code>
/// Up to and including <see cref="StepPhase.Accepted"/> nothing has changed, and <see cref="Abandon"/> costs nothing. The next <see cref="Advance"/> starts to
/// change parameters. Parameters and gradients must be the same in each slice. Does not allocate. One thread at a time; the optimizer makes no other step meanwhile.
/// </remarks>
internal sealed class OptimizerStep(Optimizer optimizer)
{
    /// <summary>Number of values in a slice, which reads and writes at most 1 MiB under every rule.</summary>
    internal const int SliceValues = 32_768;

    private int _position;

    internal StepPhase Phase { get; private set; }

    /// <summary>Starts a step. A previous step that changed nothing is abandoned.</summary>
    /// <exception cref="InvalidOperationException">The previous step has begun to change parameters, or norms are clipped tensor by tensor and the tensors are unknown.</exception>
    internal void Begin()
    {
        Abandon();
        optimizer.BeginNorms();
        Phase = StepPhase.Checking;
    }

    /// <summary>Abandons a step that has changed nothing.</summary>
    /// <exception cref="InvalidOperationException">The step has begun to change parameters.</exception>
    internal void Abandon()
    {
        if (Phase == StepPhase.Updating)
        {
            throw new InvalidOperationException("OptimizerStep: expected a step that has changed nothing, received one in the middle of its update.");
        }

        (Phase, _position) = (StepPhase.Idle, 0);
    }

    /// <summary>Abandons a step whose parameters and state the caller is about to restore.</summary>
    internal void Discard() => (Phase, _position) = (StepPhase.Idle, 0);

    /// <summary>Processes the next values and returns the phase after them.</summary>
    /// <param name="parameters">The parameter buffer, changed by the calls after the gradient is accepted.</param>
    /// <param name="gradients">dL/dparameters.</param>
    /// <param name="maxValues">Maximum number of values to process, at least 16.</param>
    internal StepPhase Advance(Span<float> parameters, ReadOnlySpan<float> gradients, int maxValues = SliceValues)
    {
        Debug.Assert(Phase is StepPhase.Checking or StepPhase.Accepted or StepPhase.Updating, "A step in slices must be begun and not finished.");
        Require.Length(parameters.Length, optimizer.Length, nameof(parameters));
        Require.Length(gradients.Length, optimizer.Length, nameof(gradients));
        Require.AtLeast(maxValues, Matrix.StrideMultiple, nameof(maxValues));
        int start = _position, end = (int)Math.Min(optimizer.Length, (long)start + maxValues / Matrix.StrideMultiple * Matrix.StrideMultiple);
        bool isLast = end == optimizer.Length;
        _position = isLast ? 0 : end;
        if (Phase == StepPhase.Checking)
        {
            if (!optimizer.Accepts(gradients[start..end]))
            {
                _position = 0;
                return Phase = StepPhase.Refused;
            }

            optimizer.AddNorms(gradients, start, end);
            return Phase = isLast ? StepPhase.Accepted : StepPhase.Checking;
        }

        if (Phase == StepPhase.Accepted)
        {
            optimizer.BeginUpdate();
        }

        optimizer.UpdateRange(parameters, gradients, start, end);
        return Phase = isLast ? StepPhase.Done : StepPhase.Updating;
    }
}

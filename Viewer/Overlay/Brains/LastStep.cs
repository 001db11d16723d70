using NeuroAgents.Agents;
using NeuroAgents.Models;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The newest learning step of a brain: the change of the published weights in the last frame that learned, and the gradients of its last minibatch. Does not allocate once the buffers have grown.</summary>
internal sealed class LastStep
{
    private readonly Brain _brain;
    private readonly bool _hasGradients;
    private readonly GrowingArray<float> _before = new();
    private readonly GrowingArray<float> _updates = new();
    private readonly GrowingArray<float> _gradients = new();
    private long _steps;
    private int _minibatches;

    /// <param name="brain">The brain.</param>
    /// <param name="hasGradients">Whether gradients may be read between frames.</param>
    internal LastStep(Brain brain, bool hasGradients)
    {
        (_brain, _hasGradients) = (brain, hasGradients);
        Skip();
    }

    /// <summary>Records the brain's newest update. Called after every frame.</summary>
    internal void Record()
    {
        if (_brain.Statistics.LearnSteps > _steps)
        {
            ReadOnlySpan<float> now = _brain.Published.Values, before = _before.Items;
            Span<float> updates = _updates.Refill(now.Length);
            for (int i = 0; i < now.Length; i++)
            {
                updates[i] = now[i] - before[i];
            }

            _minibatches = (int)(_brain.Statistics.LearnSteps - _steps);

            // During a step that a time budget has interrupted, the gradients are incomplete.
            if (_hasGradients && _brain is { IsMidStep: false, Gradients: { } gradients })
            {
                _gradients.CopyFrom(gradients.Values);
            }
        }

        Skip();
    }

    /// <summary>Ignores a change of the weights that did not come from learning.</summary>
    internal void Skip()
    {
        _before.CopyFrom(_brain.Published.Values);
        _steps = _brain.Statistics.LearnSteps;
    }

    internal void Write(BrainSnapshot into)
    {
        into.Updates.CopyFrom(_updates.Items);
        into.Gradients.CopyFrom(_gradients.Items);
        into.UpdateMinibatches = _minibatches;
    }
}

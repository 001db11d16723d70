using NeuroAgents.Agents;
using NeuroAgents.Models;

namespace NeuroAgents.Overlay.Brains;

/// <summary>What the newest frame that learned did to a brain: the change of the weights that decide, and the gradients of its last minibatch. Does not allocate once the buffers have grown.</summary>
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
    /// <param name="hasGradients">Whether they may be read between frames.</param>
    internal LastStep(Brain brain, bool hasGradients)
    {
        (_brain, _hasGradients) = (brain, hasGradients);
        Skip();
    }

    /// <summary>After a frame.</summary>
    internal void See()
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

            // A step that a budget has begun and not finished is writing them.
            if (_hasGradients && _brain is { IsAmidStep: false, Gradients: { } gradients })
            {
                _gradients.CopyFrom(gradients.Values);
            }
        }

        Skip();
    }

    /// <summary>Somebody else changed the weights: that is no update.</summary>
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

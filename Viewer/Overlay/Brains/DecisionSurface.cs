using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The probability of the second of two choices at each place of a square.</summary>
internal sealed class DecisionSurface
{
    private readonly Matrix _observations;
    private readonly Matrix _inputs;
    private readonly Matrix _outputs;
    private readonly float[] _values;
    private readonly Predictor _predictor;
    private readonly Brain _brain;

    /// <param name="brain">The brain.</param>
    /// <param name="observations">The observations, one row per place.</param>
    internal DecisionSurface(Brain brain, Matrix observations)
    {
        (_brain, _observations) = (brain, observations);
        (_inputs, _outputs, _values) = (new Matrix(observations.Rows, observations.Columns), new Matrix(observations.Rows, 2), new float[observations.Rows]);
        _predictor = new Predictor(brain.Policy, brain.Published, NetworkNames.Policy);
    }

    /// <summary>Returns the probability of the second choice at each place, with the current weights. Does not allocate.</summary>
    internal ReadOnlySpan<float> Evaluate()
    {
        // Recomputed each time, because running normalization may have changed.
        for (int i = 0; i < _values.Length; i++)
        {
            _brain.Normalizer.TryNormalize(_observations.Row(i), _inputs.Row(i));
        }

        _predictor.Snapshot = _brain.Published;
        _predictor.Forward(_inputs.View, _outputs.View);
        for (int i = 0; i < _values.Length; i++)
        {
            ReadOnlySpan<float> logits = _outputs.Row(i);
            _values[i] = 1 / (1 + MathF.Exp(logits[0] - logits[1]));
        }

        return _values;
    }
}

using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The decisions of a brain with one choice of two over every place of the world: the probability of the second choice.</summary>
internal sealed class DecisionSurface
{
    private const int Side = WorldSnapshot.SurfaceSide;
    private readonly Matrix _inputs;
    private readonly Matrix _outputs = new(Side * Side, 2);
    private readonly float[] _values = new float[Side * Side];
    private readonly Predictor _predictor;
    private readonly Brain _brain;
    private readonly IPlaceObservation _places;
    private readonly float _side;

    internal DecisionSurface(Brain brain, IPlaceObservation places, float side)
    {
        (_brain, _places, _side) = (brain, places, side);
        _inputs = new Matrix(Side * Side, brain.Observations.Width);
        _predictor = new Predictor(brain.Policy, brain.Published, LearnerContext.PolicyName);
    }

    /// <summary>With the weights that decide now. Does not allocate.</summary>
    internal ReadOnlySpan<float> Evaluate()
    {
        // Anew each time: where normalization is running, it is another one by now.
        Span<float> observation = stackalloc float[_inputs.Columns];
        for (int i = 0; i < _values.Length; i++)
        {
            _places.Observe(Middle(i % Side), Middle(i / Side), observation);
            _brain.Normalizer.TryNormalize(observation, _inputs.Row(i));
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

    /// <summary>Of a cell, m.</summary>
    private float Middle(int cell) => (cell + 0.5f) * _side / Side;
}

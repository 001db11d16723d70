using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios.Separate;

namespace NeuroAgents.Viewer.Live;

/// <summary>What the brain of <c>separate</c> thinks of every place of the plane: the probability of the second colour.</summary>
internal sealed class DecisionSurface
{
    private const int Side = WorldSnapshot.SurfaceSide;
    private readonly Matrix _inputs = new(Side * Side, 2);
    private readonly Matrix _outputs = new(Side * Side, 2);
    private readonly float[] _values = new float[Side * Side];
    private readonly Predictor _predictor;
    private readonly Brain _brain;

    internal DecisionSurface(Brain brain)
    {
        _brain = brain;
        _predictor = new Predictor(brain.Policy, brain.Published, NetworkNames.Policy);
    }

    /// <summary>With the weights that decide now. Does not allocate.</summary>
    internal ReadOnlySpan<float> Evaluate()
    {
        // Anew each time: where normalization is running, it is another one by now.
        Span<float> observation = stackalloc float[2];
        for (int i = 0; i < _values.Length; i++)
        {
            Plane.Observe(new Position(Middle(i % Side), Middle(i / Side)), observation);
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
    private static float Middle(int cell) => (cell + 0.5f) * Plane.Side / Side;
}

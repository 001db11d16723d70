using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>Points that are never taught, with equal numbers of red and green. The brain is measured on them.</summary>
/// <remarks>
/// The loss uses the labels that would have been taught there, including noise, so it estimates the loss that learning minimizes. The accuracy uses the true colours.
/// The points have their own random streams, and measuring only reads the brain, so it never changes the run. Measuring does not allocate.
/// </remarks>
internal sealed class HeldOutPoints
{
    private const int Count = 4000;
    private readonly Problem _problem;
    private readonly Brain _brain;
    private readonly Predictor _predictor;
    private readonly Matrix _observations = new(Count, 2);
    private readonly Matrix _inputs = new(Count, 2);
    private readonly Matrix _outputs = new(Count, 2);
    private readonly float[] _losses = new float[Count];
    private readonly int[] _labels = new int[Count];

    internal HeldOutPoints(SeparateOptions options, Brain brain, RandomSource random)
    {
        (_problem, _brain) = (options.Problem, brain);
        _predictor = new Predictor(brain.Policy, brain.Published, NetworkNames.Policy);
        for (int i = 0; i < Count; i++)
        {
            Plane.Observe(Plane.FromUnit(_problem.Draw(random, (ulong)i, Colour(i))), _observations.Row(i));
            _labels[i] = options.DrawLabel(Colour(i), random.Stream(1), (ulong)i, 0);
        }
    }

    /// <summary>Returns the mean cross-entropy and the share of right colours, computed with the weights that decide now.</summary>
    internal (double Loss, double Accuracy) Measure()
    {
        for (int i = 0; i < Count; i++)
        {
            // Normalized again at each measurement, because running normalization changes over time.
            _brain.Normalizer.TryNormalize(_observations.Row(i), _inputs.Row(i));
        }

        _predictor.Snapshot = _brain.Published;
        _predictor.Forward(_inputs.View, _outputs.View);
        int right = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> logits = _outputs.Row(i);
            int guess = logits[Problem.Green] > logits[Problem.Red] ? Problem.Green : Problem.Red, label = _labels[i];
            right += guess == Colour(i) ? 1 : 0;

            // −ln of the softmax at one of two logits is the softplus of this.
            _losses[i] = logits[1 - label] - logits[label];
        }

        VectorMath.Softplus(_losses, _losses);
        double sum = 0;
        foreach (float loss in _losses)
        {
            sum += loss;
        }

        return (sum / Count, (double)right / Count);
    }

    /// <summary>Returns the share of points whose colour the teacher gets right.</summary>
    internal double MeasureTeacher()
    {
        int right = 0;
        for (int i = 0; i < Count; i++)
        {
            right += ColourTeacher.Colour(_problem, _observations.Row(i)) == Colour(i) ? 1 : 0;
        }

        return (double)right / Count;
    }

    private static int Colour(int i) => i % 2;
}

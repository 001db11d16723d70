namespace NeuroAgents.Tests.Support;

/// <summary>Update rules value by value in float64, written from the papers and not from the plugin.</summary>
internal abstract class NaiveOptimizer
{
    internal abstract void Step(double[] weights, double[] gradients);

    /// <summary>w ← w − η·g.</summary>
    internal sealed class GradientDescent(double rate) : NaiveOptimizer
    {
        internal override void Step(double[] weights, double[] gradients)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] -= rate * gradients[i];
            }
        }
    }

    /// <summary>b ← μ·b + g; w ← w − η·b, or with Nesterov w ← w − η·(g + μ·b): the form with the rate outside.</summary>
    internal sealed class Momentum(double rate, double momentum, bool nesterov, int length) : NaiveOptimizer
    {
        private readonly double[] _buffer = new double[length];

        internal override void Step(double[] weights, double[] gradients)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                _buffer[i] = momentum * _buffer[i] + gradients[i];
                weights[i] -= rate * (nesterov ? gradients[i] + momentum * _buffer[i] : _buffer[i]);
            }
        }
    }

    /// <summary>Adam, algorithm 1, with the bias corrections as powers.</summary>
    internal sealed class Adam(double rate, double beta1, double beta2, double epsilon, int length) : NaiveOptimizer
    {
        private readonly double[] _first = new double[length];
        private readonly double[] _second = new double[length];
        private int _steps;

        internal override void Step(double[] weights, double[] gradients)
        {
            _steps++;
            for (int i = 0; i < weights.Length; i++)
            {
                _first[i] = beta1 * _first[i] + (1 - beta1) * gradients[i];
                _second[i] = beta2 * _second[i] + (1 - beta2) * gradients[i] * gradients[i];
                double m = _first[i] / (1 - Math.Pow(beta1, _steps)), v = _second[i] / (1 - Math.Pow(beta2, _steps));
                weights[i] -= rate * m / (Math.Sqrt(v) + epsilon);
            }
        }
    }
}

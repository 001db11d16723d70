namespace NeuroAgents.Tests.Support;

/// <summary>Adaptive rules value by value in float64, written from the papers and Keras 3's documentation, not from the plugin.</summary>
internal static class NaiveAdaptive
{
    /// <summary>A rule of one value with three states of its own.</summary>
    internal abstract class ByValue(double start = 0) : NaiveOptimizer
    {
        private readonly Dictionary<int, double[]> _states = [];

        protected int Time { get; private set; }

        internal override void Step(double[] weights, double[] gradients)
        {
            Time++;
            Begin();
            for (int i = 0; i < weights.Length; i++)
            {
                if (!_states.TryGetValue(i, out double[]? state))
                {
                    _states[i] = state = [start, 0, 0];
                }

                weights[i] = Next(weights[i], gradients[i], state);
            }
        }

        protected virtual void Begin()
        {
        }

        protected abstract double Next(double w, double g, double[] s);
    }

    internal sealed class RmsProp(double rate, double rho, double momentum, double epsilon, bool inside, bool centered) : ByValue
    {
        protected override double Next(double w, double g, double[] s)
        {
            s[0] = rho * s[0] + (1 - rho) * g * g;
            s[1] = rho * s[1] + (1 - rho) * g;
            double variance = Math.Max(0, s[0] - (centered ? s[1] * s[1] : 0));
            s[2] = momentum * s[2] + rate * g / (inside ? Math.Sqrt(variance + epsilon) : Math.Sqrt(variance) + epsilon);
            return w - s[2];
        }
    }

    internal sealed class Adagrad(double rate, double start, double epsilon, bool inside) : ByValue(start)
    {
        protected override double Next(double w, double g, double[] s)
        {
            s[0] += g * g;
            return w - rate * g / (inside ? Math.Sqrt(s[0] + epsilon) : Math.Sqrt(s[0]) + epsilon);
        }
    }

    internal sealed class Adadelta(double rate, double rho, double epsilon) : ByValue
    {
        protected override double Next(double w, double g, double[] s)
        {
            s[0] = rho * s[0] + (1 - rho) * g * g;
            double step = Math.Sqrt((s[1] + epsilon) / (s[0] + epsilon)) * g;
            s[1] = rho * s[1] + (1 - rho) * step * step;
            return w - rate * step;
        }
    }

    internal sealed class Adamax(double rate, double beta1, double beta2, double epsilon) : ByValue
    {
        protected override double Next(double w, double g, double[] s)
        {
            s[0] = beta1 * s[0] + (1 - beta1) * g;
            s[1] = Math.Max(beta2 * s[1], Math.Abs(g));
            return w - rate / (1 - Math.Pow(beta1, Time)) * s[0] / (s[1] + epsilon);
        }
    }

    internal sealed class Nadam(double rate, double beta1, double beta2, double epsilon, double decay) : ByValue
    {
        private double _product = 1;

        protected override void Begin() => _product *= Mu(Time);

        protected override double Next(double w, double g, double[] s)
        {
            s[0] = beta1 * s[0] + (1 - beta1) * g;
            s[1] = beta2 * s[1] + (1 - beta2) * g * g;
            double next = Mu(Time + 1);
            double mean = next * s[0] / (1 - _product * next) + (1 - Mu(Time)) * g / (1 - _product);
            return w - rate * mean / (Math.Sqrt(s[1] / (1 - Math.Pow(beta2, Time))) + epsilon);
        }

        private double Mu(int time) => beta1 * (1 - 0.5 * Math.Pow(0.96, time * decay));
    }

    internal sealed class AmsGrad(double rate, double beta1, double beta2, double epsilon) : ByValue
    {
        protected override double Next(double w, double g, double[] s)
        {
            s[0] = beta1 * s[0] + (1 - beta1) * g;
            s[1] = beta2 * s[1] + (1 - beta2) * g * g;
            s[2] = Math.Max(s[2], s[1]);
            return w - rate * s[0] / (1 - Math.Pow(beta1, Time)) / (Math.Sqrt(s[2] / (1 - Math.Pow(beta2, Time))) + epsilon);
        }
    }

    internal sealed class Ftrl(double rate, double start, double l1, double l2, double shrinkage, double beta) : ByValue(start)
    {
        protected override double Next(double w, double g, double[] s)
        {
            double sum = s[0] + g * g;
            s[1] += g + 2 * shrinkage * w - (Math.Sqrt(sum) - Math.Sqrt(s[0])) / rate * w;
            s[0] = sum;
            return (Math.Clamp(s[1], -l1, l1) - s[1]) / (Math.Sqrt(sum) / rate + 2 * (l2 + beta / (2 * rate)));
        }
    }

    internal sealed class Lion(double rate, double beta1, double beta2) : ByValue
    {
        protected override double Next(double w, double g, double[] s)
        {
            double move = rate * Math.Sign(beta1 * s[0] + (1 - beta1) * g);
            s[0] = beta2 * s[0] + (1 - beta2) * g;
            return w - move;
        }
    }

    /// <summary>w ← w · (1 − decay) before another rule's step.</summary>
    internal sealed class Decayed(NaiveOptimizer rule, double decay) : NaiveOptimizer
    {
        internal override void Step(double[] weights, double[] gradients)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] *= 1 - decay;
            }

            rule.Step(weights, gradients);
        }
    }
}

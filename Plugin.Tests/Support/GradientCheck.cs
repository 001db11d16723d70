using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>A comparison of backpropagation with central differences of the plugin's own float32 forward pass.</summary>
/// <remarks>
/// The loss is summed in float64 and two step sizes are combined (Richardson: (4·D(h/2) − D(h)) / 3), so that the error is that of float32 outputs:
/// with h = 2⁻⁵ about 1e-5, where a wrong factor or a missing term is of the order of 1.
/// </remarks>
internal static class GradientCheck
{
    /// <summary>The step for smooth functions.</summary>
    internal const float Smooth = 1f / 32;

    /// <summary>The step for piecewise linear functions. It is short, to stay within a piece, because only rounding matters there.</summary>
    internal const float Straight = 1f / 1024;

    /// <summary>Checks the gradients of all parameters of a network under the mean squared error.</summary>
    internal static void Parameters(Workbench bench, Matrix x, Matrix y, double tolerance, float step = Smooth)
    {
        bench.Backpropagation.Step = 0;
        bench.Backward(x.View, y.View);
        foreach (ParameterSegment segment in bench.Layout.Segments)
        {
            double[] analytic = Workbench.Dense(bench.Gradients, segment), numeric = new double[analytic.Length];
            for (int i = 0; i < numeric.Length; i++)
            {
                int place = segment.Offset + i / segment.Columns * segment.Stride + i % segment.Columns;
                numeric[i] = Derivative(() => Loss(bench, x, y), bench.Parameters.Values[place], value => bench.Parameters.Values[place] = value, step);
            }

            Tolerance.AssertWithin(tolerance, analytic, numeric, $"dL/d{segment.Name}");
        }
    }

    /// <summary>Checks dL/dinput and dL/dparameters of a network of one layer, where L = Σ c·y with random c.</summary>
    internal static void LayerAlone(Workbench bench, Matrix x, ulong seed, double tolerance, float step = Smooth)
    {
        Layer layer = Assert.Single(bench.Network.Layers);
        ParameterBuffer parameters = bench.Parameters, gradients = bench.Gradients;
        int outputs = layer.OutputWidth(x.Columns);
        Matrix c = Matrices.Normal(x.Rows, outputs, seed + 1), y = new(x.Rows, outputs), inputGradient = new(x.Rows, x.Columns);
        Matrix outputGradient = Matrices.Normal(x.Rows, outputs, seed + 1);
        layer.TrainingForward(parameters.Values, x.View, y.View, bench.FirstStep(0));
        float[] scratch = new float[layer.ScratchLength(x.Columns)];
        layer.PrepareBackward(parameters.Values, x.Columns, scratch, 0, layer.PreparationParts(x.Columns));
        BackwardPass pass = new()
        {
            Parameters = parameters.Values,
            Input = x.View,
            Output = y.View,
            OutputGradient = outputGradient.View,
            InputGradient = inputGradient.View,
            NeedsInputGradient = true,
            Scratch = scratch,
            Random = bench.FirstStep(0),
            RowScratch = new Matrix(x.Rows, Math.Max(1, layer.RowScratchWidth(x.Columns))).View,
        };
        layer.Backward(pass);
        layer.ParameterGradient(pass, gradients.Values, 0, layer.GradientParts(x.Columns, x.Rows));

        double[] numeric = new double[x.Rows * x.Columns];
        for (int i = 0; i < numeric.Length; i++)
        {
            int row = i / x.Columns, column = i % x.Columns;
            numeric[i] = Derivative(() => Weighted(bench, x, y, c), x.Row(row)[column], value => x.Row(row)[column] = value, step);
        }

        Tolerance.AssertWithin(tolerance, [.. Matrices.ToDouble(inputGradient.View).Cast<double>()], numeric, "dL/dinput");
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            double[] slopes = new double[segment.Rows * segment.Columns];
            for (int i = 0; i < slopes.Length; i++)
            {
                int place = segment.Offset + i / segment.Columns * segment.Stride + i % segment.Columns;
                slopes[i] = Derivative(() => Weighted(bench, x, y, c), parameters.Values[place], value => parameters.Values[place] = value, step);
            }

            Tolerance.AssertWithin(tolerance, Workbench.Dense(gradients, segment), slopes, $"dL/d{segment.Name}");
        }
    }

    /// <summary>Returns df/dx at a value that <paramref name="set"/> changes, and restores the value.</summary>
    internal static double Derivative(Func<double> f, float at, Action<float> set, float step = Smooth)
    {
        double wide = Central(f, at, step, set), narrow = Central(f, at, step / 2, set);
        set(at);
        return (4 * narrow - wide) / 3;
    }

    private static double Central(Func<double> f, float at, float step, Action<float> set)
    {
        // Divide by the step that float32 really made.
        float above = at + step, below = at - step;
        set(above);
        double high = f();
        set(below);
        return (high - f()) / ((double)above - below);
    }

    private static double Loss(Workbench bench, Matrix x, Matrix y)
    {
        ReadOnlyMatrixView values = x.View;
        for (int layer = 0; layer < bench.Network.Layers.Count; layer++)
        {
            Matrix next = new(x.Rows, bench.Network.Width(layer + 1));
            bench.Network.Layers[layer].TrainingForward(
                bench.Network.Slice((ReadOnlySpan<float>)bench.Parameters.Values, layer), values, next.View, bench.FirstStep(layer));
            values = next.View;
        }

        double sum = 0;
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column++)
            {
                double difference = (double)values[row, column] - y.Row(row)[column];
                sum += difference * difference;
            }
        }

        return sum / ((double)y.Rows * y.Columns);
    }

    private static double Weighted(Workbench bench, Matrix x, Matrix y, Matrix c)
    {
        bench.Network.Layers[0].TrainingForward(bench.Parameters.Values, x.View, y.View, bench.FirstStep(0));
        double sum = 0;
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column++)
            {
                sum += (double)c.Row(row)[column] * y.Row(row)[column];
            }
        }

        return sum;
    }
}

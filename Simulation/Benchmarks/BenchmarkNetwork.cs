using NeuroAgents.Activations;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A network of the benchmarks, with a reference implementation of its outputs in plain float64 loops.</summary>
internal sealed class BenchmarkNetwork
{
    internal const string Policy = "policy";
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly int _outputs;

    internal BenchmarkNetwork(int inputs, int hidden, int outputs)
    {
        (_inputs, _hidden, _outputs) = (inputs, hidden, outputs);
        Program = Sequential.Perceptrons(inputs, [hidden, hidden], outputs, Activation.Relu);
        Parameters = new ParameterBuffer(new ParameterLayout([new(Policy, Program)]));
        Parameters.Initialize(new RandomSource(3, 1));
    }

    internal Sequential Program { get; }

    internal ParameterBuffer Parameters { get; }

    internal int Inputs => _inputs;

    internal int Outputs => _outputs;

    internal string Name => $"{_inputs}-{_hidden}x2-{_outputs}";

    /// <summary>Multiplications and additions of one row's forward pass.</summary>
    internal double Forward => 2.0 * ((double)_inputs * _hidden + (double)_hidden * _hidden + (double)_hidden * _outputs);

    /// <summary>Multiplications and additions of one row's forward and backward pass, without the gradient of the inputs.</summary>
    internal double Training => 3 * Forward - 2.0 * _inputs * _hidden;

    internal static Matrix Random(int rows, int columns, ulong stream)
    {
        RandomSource random = new(5, stream);
        Matrix matrix = new(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = matrix.Row(row);
            for (int column = 0; column < columns; column++)
            {
                values[column] = random.Uniform((ulong)row, (ulong)column, -1, 1);
            }
        }

        return matrix;
    }

    /// <summary>Returns one row's outputs, computed by plain loops in float64.</summary>
    internal double[] Naive(ReadOnlySpan<float> input)
    {
        double[] values = new double[input.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = input[i];
        }

        IReadOnlyList<ParameterSegment> segments = Parameters.Layout.Segments;
        for (int layer = 0; layer < segments.Count; layer += 2)
        {
            MatrixView weights = Parameters.Tensor(segments[layer]), bias = Parameters.Tensor(segments[layer + 1]);
            double[] next = new double[weights.Columns];
            for (int unit = 0; unit < next.Length; unit++)
            {
                double sum = bias[0, unit];
                for (int i = 0; i < values.Length; i++)
                {
                    sum += values[i] * weights[i, unit];
                }

                next[unit] = layer + 2 < segments.Count ? Math.Max(0, sum) : sum;
            }

            values = next;
        }

        return values;
    }
}

using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of the three matrix products of a Dense layer with as many inputs as outputs, on one thread.</summary>
internal sealed class GemmBenchmark : Benchmark
{
    private readonly string _kind;
    private readonly int _rows;
    private readonly int _width;
    private readonly Matrix _x;
    private readonly Matrix _other;
    private readonly Matrix _bias;
    private readonly Matrix _output;

    private GemmBenchmark(string kind, int rows, int width)
    {
        (_kind, _rows, _width) = (kind, rows, width);
        bool isWeightGradient = kind == "weight_gradient";
        _x = BenchmarkNetwork.Random(rows, width, 1);
        _other = BenchmarkNetwork.Random(isWeightGradient ? rows : width, width, 2);
        _bias = BenchmarkNetwork.Random(1, width, 3);
        _output = new Matrix(isWeightGradient ? width : rows, width);
    }

    internal override double Operations => 2.0 * _rows * _width * _width;

    internal static IEnumerable<BenchmarkCase> Cases(bool quick)
    {
        int[] widths = quick ? [64, 256] : [32, 64, 128, 256, 512];
        int[] batches = quick ? [1, 96, 1024] : [1, 32, 96, 256, 1024, 10_000];
        foreach (string kind in new[] { "forward", "weight_gradient", "input_gradient" })
        {
            foreach (int width in widths)
            {
                foreach (int rows in batches)
                {
                    yield return new BenchmarkCase("gemm", $"{kind} {rows}x{width}x{width}", 1, () => new GemmBenchmark(kind, rows, width));
                }
            }
        }
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            switch (_kind)
            {
                case "forward":
                    MatrixMultiply.Forward(_x.View, _other.View, _bias.Row(0), _output.View);
                    break;
                case "weight_gradient":
                    MatrixMultiply.WeightGradient(_x.View, _other.View, _output.View);
                    break;
                default:
                    MatrixMultiply.InputGradient(_x.View, _other.View, _output.View);
                    break;
            }
        }
    }

    /// <summary>Checks C·r = A·(B·r) for a random vector r (Freivalds 1977). The check covers all outputs and is much cheaper than the naive product.</summary>
    internal override string? FindFault()
    {
        Matrix probe = BenchmarkNetwork.Random(1, _width, 4);
        double[] right = Times(_other.View, probe.Row(0));
        double offset = _kind == "forward" ? Dot(_bias.Row(0), probe.Row(0)) : 0;
        double[] wanted = _kind == "weight_gradient" ? TransposedTimes(_x.View, right) : Times(_x.View, right);
        double[] given = Times(_output.View, probe.Row(0));
        double tolerance = 1e-5 * _width * Math.Sqrt(_kind == "weight_gradient" ? _rows : _width);
        for (int i = 0; i < given.Length; i++)
        {
            double difference = Math.Abs(given[i] - wanted[i] - offset);
            if (!(difference <= tolerance))
            {
                return $"row {i}: expected a checksum within {tolerance:G3} of the naive product's, received a difference of {difference:G3}";
            }
        }

        return null;
    }

    private static double[] Times(ReadOnlyMatrixView matrix, ReadOnlySpan<float> vector)
    {
        double[] result = new double[matrix.Rows];
        for (int row = 0; row < result.Length; row++)
        {
            result[row] = Dot(matrix.Row(row), vector);
        }

        return result;
    }

    private static double[] Times(ReadOnlyMatrixView matrix, double[] vector)
    {
        double[] result = new double[matrix.Rows];
        for (int row = 0; row < result.Length; row++)
        {
            ReadOnlySpan<float> values = matrix.Row(row);
            for (int i = 0; i < vector.Length; i++)
            {
                result[row] += values[i] * vector[i];
            }
        }

        return result;
    }

    private static double[] TransposedTimes(ReadOnlyMatrixView matrix, double[] vector)
    {
        double[] result = new double[matrix.Columns];
        for (int row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<float> values = matrix.Row(row);
            for (int i = 0; i < result.Length; i++)
            {
                result[i] += values[i] * vector[row];
            }
        }

        return result;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}

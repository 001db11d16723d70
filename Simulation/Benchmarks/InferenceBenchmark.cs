using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of a whole network's forward pass. The rows of the batch are divided among the workers as in a brain.</summary>
internal sealed class InferenceBenchmark : Benchmark, IParallelWork
{
    private const int RowsPerPart = 96;
    private readonly BenchmarkNetwork _network;
    private readonly Workers _workers;
    private readonly Predictor[] _predictors;
    private readonly Matrix _input;
    private readonly Matrix _output;

    private InferenceBenchmark(BenchmarkNetwork network, int rows, Workers workers)
    {
        (_network, _workers) = (network, workers);
        ParameterSnapshot snapshot = new(network.Parameters);
        _predictors = [.. Enumerable.Range(0, workers.Count).Select(_ => new Predictor(network.Program, snapshot, BenchmarkNetwork.Policy))];
        _input = BenchmarkNetwork.Random(rows, network.Inputs, 1);
        _output = new Matrix(rows, network.Outputs);
    }

    internal override double Operations => _network.Forward * _input.Rows;

    internal static IEnumerable<BenchmarkCase> Cases(Workers workers, bool quick)
    {
        foreach (int rows in quick ? [1, 64, 1024, 10_000] : (int[])[1, 32, 64, 256, 1024, 10_000])
        {
            yield return Case(new BenchmarkNetwork(32, 64, 8), rows, workers);
        }

        yield return Case(new BenchmarkNetwork(64, 256, 16), 1024, workers);
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            if (_workers.Count == 1)
            {
                _predictors[0].Forward(_input.View, _output.View);
            }
            else
            {
                _workers.Run(this, _input.Rows, RowsPerPart);
            }
        }
    }

    void IParallelWork.Execute(int start, int count, int worker)
        => _predictors[worker].Forward(_input.View.Slice(start, count), _output.View.Slice(start, count));

    internal override string? FindFault()
    {
        foreach (int row in new[] { 0, _input.Rows / 2, _input.Rows - 1 })
        {
            double[] wanted = _network.Naive(_input.Row(row));
            for (int i = 0; i < wanted.Length; i++)
            {
                if (!(Math.Abs(wanted[i] - _output.Row(row)[i]) <= 1e-4))
                {
                    return $"row {row}, output {i}: expected {wanted[i]:G6}, received {_output.Row(row)[i]:G6}";
                }
            }
        }

        return null;
    }

    private static BenchmarkCase Case(BenchmarkNetwork network, int rows, Workers workers)
        => new("infer", $"infer {network.Name} batch {rows}", workers.Count, () => new InferenceBenchmark(network, rows, workers));
}

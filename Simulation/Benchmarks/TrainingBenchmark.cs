using NeuroAgents.Devices;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of whole training steps: forward pass, mean squared error, backward pass and optimizer.</summary>
internal sealed class TrainingBenchmark : Benchmark, IMinibatchSource
{
    /// <summary>Smallest number of rows. They are noise, too much for the network to memorise, so gradients never fade.</summary>
    private const int MinRows = 1024;

    /// <summary>Step size, so small that the weights stay near their start and no unit dies.</summary>
    private const double LearningRate = 1e-4;
    private readonly BenchmarkNetwork _network;
    private readonly Backpropagation _backpropagation;
    private readonly ParameterBuffer _gradients;
    private readonly Optimizer _optimizer;
    private readonly Matrix _inputs;
    private readonly Matrix _targets;
    private readonly float[] _before;
    private readonly double _expectedLoss;
    private readonly int _batch;
    private double _firstLoss = double.NaN;
    private float _lastLoss;
    private int _row;

    private TrainingBenchmark(BenchmarkNetwork network, int batch, OptimizerOptions optimizer, Workers workers)
    {
        (_network, _batch) = (network, batch);
        int rows = Math.Max(MinRows / batch * batch, batch);
        _gradients = new ParameterBuffer(network.Parameters.Layout);
        _backpropagation = new Backpropagation(network.Program, new MeanSquaredError(), network.Parameters, _gradients, BenchmarkNetwork.Policy, batch, workers);
        _optimizer = optimizer.Create(network.Parameters.Layout.Length);
        _inputs = BenchmarkNetwork.Random(rows, network.Inputs, 1);
        _targets = BenchmarkNetwork.Random(rows, network.Outputs, 2);
        _expectedLoss = NaiveLoss();
        _before = network.Parameters.Values.ToArray();
    }

    internal override double Operations => _network.Training * _batch;

    internal static IEnumerable<BenchmarkCase> Cases(Workers workers, bool quick)
    {
        foreach ((string name, OptimizerOptions options) in new (string, OptimizerOptions)[]
        {
            ("adam", new AdamOptions { LearningRate = LearningRate }), ("sgd", new SgdOptions { LearningRate = LearningRate }),
        })
        {
            foreach (int batch in quick ? [64, 1024] : (int[])[1, 32, 64, 256, 1024, 10_000])
            {
                yield return Case(32, 64, 8, batch, name, options, workers);
            }

            yield return Case(64, 256, 16, 1024, name, options, workers);
        }
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Step();
        }
    }

    internal override string? FindFault()
    {
        if (!(Math.Abs(_firstLoss - _expectedLoss) <= 1e-4 * _expectedLoss))
        {
            return $"first loss: expected {_expectedLoss:G6}, received {_firstLoss:G6}";
        }

        if (!float.IsFinite(_lastLoss))
        {
            return $"last loss: expected a finite number, received {_lastLoss}";
        }

        foreach (ParameterSegment segment in _network.Parameters.Layout.Segments)
        {
            int length = segment.Rows * segment.Stride;
            if (_before.AsSpan(segment.Offset, length).SequenceEqual(_network.Parameters.Values.Slice(segment.Offset, length)))
            {
                return $"{segment.Name}: expected changed parameters, received the initial ones";
            }
        }

        return null;
    }

    private void Step()
    {
        float loss = _backpropagation.Run(_batch, this);
        _optimizer.Step(_network.Parameters.Values, _gradients.Values);
        _lastLoss = loss;
        if (double.IsNaN(_firstLoss))
        {
            _firstLoss = loss;
        }

        _row = _row + 2 * _batch > _inputs.Rows ? 0 : _row + _batch;
    }

    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        _inputs.View.Slice(_row + first, inputs.Rows).CopyTo(inputs);
        _targets.View.Slice(_row + first, inputs.Rows).CopyTo(targets);
    }

    private double NaiveLoss()
    {
        double sum = 0;
        for (int row = 0; row < _batch; row++)
        {
            double[] outputs = _network.Naive(_inputs.Row(row));
            for (int i = 0; i < outputs.Length; i++)
            {
                double difference = outputs[i] - _targets.Row(row)[i];
                sum += difference * difference;
            }
        }

        return sum / _batch / _network.Outputs;
    }

    private static BenchmarkCase Case(int inputs, int hidden, int outputs, int batch, string name, OptimizerOptions options, Workers workers)
        => new("train", $"train {inputs}-{hidden}x2-{outputs} batch {batch} {name}", workers.Count,
            () => new TrainingBenchmark(new BenchmarkNetwork(inputs, hidden, outputs), batch, options, workers));
}

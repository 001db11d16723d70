using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using NeuroAgents.Devices;
using Xunit;

namespace NeuroAgents.Tests.Devices;

/// <summary>Objectives other than losses, gradients of the inputs, and sources that compute targets.</summary>
public sealed class ObjectiveTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(97)]
    public void APolicyObjectiveMatchesCentralDifferences(int rows)
    {
        Matrix x = Matrices.Normal(rows, 4, 1);
        Surrogate surrogate = new(rows);
        Workbench bench = new(Sequential.Perceptrons(4, [9], 3, Activation.Tanh), rows, objective: surrogate, needsInputGradients: true);
        for (int row = 0; row < rows; row++)
        {
            bench.Backpropagation.SampleWeights[row] = row % 3 - 1.3f;
        }

        float value = Run(bench, x);
        Assert.Equal(Value(bench, surrogate, x), value, 1e-5);
        double[] gradient = Workbench.Dense(bench.Gradients), numeric = new double[gradient.Length];
        double[] inputs = [.. Matrices.ToDouble(bench.Backpropagation.InputGradients.Slice(0, rows)).Cast<double>()], numericInputs = new double[inputs.Length];
        int next = 0;
        foreach (ParameterSegment segment in bench.Layout.Segments)
        {
            for (int i = 0; i < segment.Rows * segment.Columns; i++)
            {
                int place = segment.Offset + i / segment.Columns * segment.Stride + i % segment.Columns;
                numeric[next++] = GradientCheck.Derivative(() => Value(bench, surrogate, x), bench.Parameters.Values[place], v => bench.Parameters.Values[place] = v);
            }
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            int row = i / 4, column = i % 4;
            numericInputs[i] = GradientCheck.Derivative(() => Value(bench, surrogate, x), x.Row(row)[column], v => x.Row(row)[column] = v);
        }

        Tolerance.AssertWithin(2e-3, gradient, numeric, "dL/dparameters");
        Tolerance.AssertWithin(2e-3, inputs, numericInputs, "dL/dinputs");
        Assert.Equal([.. Enumerable.Range(0, rows)], surrogate.Seen.Order());
    }

    [Fact]
    public void InputGradientsMustBeRequested()
    {
        Workbench bench = new(Sequential.Perceptrons(4, [9], 3, Activation.Tanh), 5);
        Assert.Contains("needsInputGradients", Assert.Throws<InvalidOperationException>(() => _ = bench.Backpropagation.InputGradients.Rows).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequestingInputGradientsChangesNoOtherBit()
    {
        Sequential network = new(6, [new LayerNormalization(), new Dense(40, Activation.Gelu), new Dropout(0.2f), new Dense(3)]);
        Workbench without = new(network, 130), with = new(network, 130, needsInputGradients: true);
        Matrix x = Matrices.Normal(130, 6, 1), y = Matrices.Normal(130, 3, 2);
        Assert.Equal(without.Backward(x.View, y.View), with.Backward(x.View, y.View));
        Assert.True(Matrices.SameBits(without.Gradients.Values, with.Gradients.Values));
    }

    [Fact]
    public void WeightsOfALossAreCheckedInItsRows()
    {
        Workbench bench = new(Sequential.Perceptrons(4, [9], 3, Activation.Tanh), 5);
        bench.Backpropagation.SampleWeights[2] = -1;
        Assert.Equal("weights", Assert.Throws<ArgumentOutOfRangeException>(() => bench.Backpropagation.Run(5, isWeighted: true)).ParamName);
        Assert.False(bench.Backpropagation.IsBegun);
        Assert.True(bench.Backpropagation.Run(5) >= 0);
    }

    /// <summary>Temporal differences: each worker computes targets with its own predictor of an older network.</summary>
    [Theory]
    [InlineData(new[] { 12, 30, 1 })]
    [InlineData(new[] { 12, 700, 700, 1 })]
    public void ASourceMayPredictOnItsWorker(int[] widths)
    {
        Sequential network = Sequential.Perceptrons(widths[0], widths[1..^1], widths[^1], Activation.Tanh);
        Workbench alone = new(network, 300, seed: 3);
        float loss = alone.Backpropagation.Run(300, new TemporalDifferences(alone, 1));
        Assert.True(loss > 0);
        using Workers workers = new(3);
        Workbench shared = new(network, 300, seed: 3, workers: workers);
        for (int repeat = 0; repeat < 5; repeat++)
        {
            Assert.Equal(loss, shared.Backpropagation.Run(300, new TemporalDifferences(shared, 3)));
            Assert.True(Matrices.SameBits(alone.Gradients.Values, shared.Gradients.Values));
        }
    }

    private static float Run(Workbench bench, Matrix x)
    {
        x.View.CopyTo(bench.Backpropagation.Inputs.FirstRows(x.Rows));
        return bench.Backpropagation.Run(x.Rows, isWeighted: true);
    }

    /// <summary>Computes L in float64 from the network's float32 outputs.</summary>
    private static double Value(Workbench bench, Surrogate surrogate, Matrix x)
    {
        Matrix y = new(x.Rows, 3), gradients = new(x.Rows, 3);
        new Predictor(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(x.View, y.View);
        ObjectiveRows rows = new()
        {
            Outputs = y.View, Gradients = gradients.View, Weights = bench.Backpropagation.SampleWeights[..x.Rows], TotalRows = x.Rows,
        };
        return surrogate.Sum(rows) / surrogate.Terms(x.Rows, 3);
    }

    /// <summary>L = 1/n · Σ (−wᵣ · tanh(y₀ − y₁) + 0.1 · y₂²): an advantage of either sign, and a term without a target.</summary>
    private sealed class Surrogate(int capacity) : IObjective
    {
        private readonly int[] _seen = new int[capacity];

        internal IEnumerable<int> Seen => _seen.Select((count, row) => count > 0 ? row : -1).Where(row => row >= 0);

        public int TargetColumns(int outputs) => 0;

        public double Terms(int rows, int outputs) => rows;

        public double Sum(in ObjectiveRows rows)
        {
            Assert.Equal(0, rows.Targets.Columns);
            double sum = 0;
            for (int row = 0; row < rows.Outputs.Rows; row++)
            {
                Interlocked.Increment(ref _seen[rows.FirstRow + row]);
                ReadOnlySpan<float> y = rows.Outputs.Row(row);
                double t = Math.Tanh((double)y[0] - y[1]), slope = -rows.Weight(row) * (1 - t * t) / rows.TotalRows;
                sum += -rows.Weight(row) * t + 0.1 * y[2] * y[2];
                Span<float> gradient = rows.Gradients.Row(row);
                (gradient[0], gradient[1], gradient[2]) = ((float)slope, (float)-slope, (float)(0.2 * y[2] / rows.TotalRows));
            }

            return sum;
        }
    }

    /// <summary>Targets r + 0.9 · V(s′), with V of the initial network.</summary>
    private sealed class TemporalDifferences : IMinibatchSource
    {
        private readonly Matrix _states = Matrices.Normal(301, 12, 7);
        private readonly (Predictor Predictor, Matrix Next)[] _perWorker;

        internal TemporalDifferences(Workbench bench, int workers)
        {
            ParameterSnapshot old = new(bench.Parameters);
            _perWorker = [.. Enumerable.Range(0, workers).Select(_ => (new Predictor(bench.Network, old, Workbench.Name), new Matrix(48, 1)))];
        }

        public void Fill(int first, MatrixView inputs, MatrixView targets, int worker)
        {
            (Predictor predictor, Matrix next) = _perWorker[worker];
            _states.View.Slice(first, inputs.Rows).CopyTo(inputs);
            predictor.Forward(_states.View.Slice(first + 1, inputs.Rows), next.FirstRows(inputs.Rows));
            for (int row = 0; row < inputs.Rows; row++)
            {
                targets[row, 0] = inputs[row, 0] + 0.9f * next.Row(row)[0];
            }
        }
    }
}

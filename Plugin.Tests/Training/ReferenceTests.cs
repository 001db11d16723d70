using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Training;

/// <summary>Outputs, gradients, losses and five optimizer steps against another library in float64; per tensor max|a − b| ≤ t · max|b|.</summary>
public sealed class ReferenceTests(ITestOutputHelper output)
{
    private const double First = 1e-5;
    private const double AfterFiveSteps = 1e-5;

    public static TheoryData<string> Cases => [.. ReferenceCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatTheReferenceComputed(string name)
    {
        ReferenceCase reference = ReferenceCase.Load(name);
        Sequential network = new(
            reference.Inputs,
            [
                .. reference.Hidden.Select(width => new Dense(width, ReferencePieces.Activation(reference.HiddenActivation))),
                new Dense(reference.Outputs, ReferencePieces.Activation(reference.OutputActivation)),
            ]);
        Matrix x = Matrices.Of(reference.X), y = Matrices.Of(reference.Y);
        Workbench bench = new(network, x.Rows, loss: ReferencePieces.Loss(reference.Loss));
        Fill(bench.Parameters, reference.InitialLayers);
        Optimizer optimizer = ReferencePieces.Optimizer(reference).Create(bench.Layout.Length);
        if (ReferencePieces.StatesADecayThatItHasNot(reference))
        {
            output.WriteLine("The case states a weight decay that its numbers don't have: run without.");
        }

        double[] losses = new double[reference.Losses.Length];
        for (int step = 0; step < losses.Length; step++)
        {
            losses[step] = bench.Backward(x.View, y.View);
            if (step == 0)
            {
                double[] result = [.. Matrices.ToDouble(bench.Backpropagation.Output(network.Layers.Count - 1).Slice(0, x.Rows)).Cast<double>()];
                Within(First, result, [.. reference.FirstOutput.Cast<double>()], "first output");
                Compare(First, bench.Gradients, reference.FirstGradients, "first gradient");
            }

            optimizer.Step(bench.Parameters.Values, bench.Gradients.Values);
        }

        Within(First, losses, reference.Losses, "losses");
        Compare(AfterFiveSteps, bench.Parameters, reference.FinalLayers, "final");
    }

    [Fact]
    public void ThereAreCases() => Assert.NotEmpty(ReferenceCase.Names);

    [Fact]
    public void AnUnknownNameIsAFailure()
    {
        Assert.Throws<ArgumentException>(() => ReferencePieces.Activation("swash"));
        Assert.Throws<ArgumentException>(() => ReferencePieces.Loss("sme"));
    }

    private static void Fill(ParameterBuffer buffer, (double[,] Weights, double[] Bias)[] layers)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            Matrices.Of(layers[i].Weights).View.CopyTo(buffer.Tensor(buffer.Layout.Segments[2 * i]));
            layers[i].Bias.Select(value => (float)value).ToArray().CopyTo(buffer.Tensor(buffer.Layout.Segments[2 * i + 1]).Row(0));
        }
    }

    private void Compare(double tolerance, ParameterBuffer buffer, (double[,] Weights, double[] Bias)[] layers, string what)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            Within(tolerance, Workbench.Dense(buffer, buffer.Layout.Segments[2 * i]), [.. layers[i].Weights.Cast<double>()], $"{what} weights {i}");
            Within(tolerance, Workbench.Dense(buffer, buffer.Layout.Segments[2 * i + 1]), layers[i].Bias, $"{what} bias {i}");
        }
    }

    private void Within(double tolerance, double[] actual, double[] expected, string what)
    {
        output.WriteLine($"{what}: {Tolerance.Deviation(actual, expected):E1}");
        Tolerance.AssertWithin(tolerance, actual, expected, what);
    }
}

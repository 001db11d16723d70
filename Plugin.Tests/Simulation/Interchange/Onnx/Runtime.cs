using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.Onnx;

/// <summary>Models in ONNX Runtime, without graph optimisations, so that the model itself is compared.</summary>
internal sealed class Runtime : IDisposable
{
    private const double Bound = 1e-5;
    private readonly InferenceSession _session;

    internal Runtime(byte[] model)
    {
        using SessionOptions options = Options();
        _session = new InferenceSession(model, options);
    }

    /// <summary>Opens a file and the files next to it that hold its tensors.</summary>
    internal Runtime(string path)
    {
        using SessionOptions options = Options();
        _session = new InferenceSession(path, options);
    }

    internal IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    internal IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Runs rows through a model and returns each output's values.</summary>
    internal Dictionary<string, double[]> Run(params (string Name, Matrix Rows)[] inputs)
        => Run([.. inputs.Select(input => (input.Name, Packed(input.Rows.View), (int[])[input.Rows.Rows, input.Rows.Columns]))]);

    internal Dictionary<string, double[]> Run(params (string Name, float[] Values, int[] Shape)[] inputs)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = _session.Run(
            [.. inputs.Select(input => Inputs[input.Name].ElementDataType switch
            {
                TensorElementType.Double => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<double>(input.Values.Select(value => (double)value).ToArray(), input.Shape)),
                TensorElementType.Float16 => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<Float16>(input.Values.Select(value => (Float16)value).ToArray(), input.Shape)),
                _ => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<float>(input.Values, input.Shape)),
            })]);
        return results.ToDictionary(result => result.Name, Values);
    }

    internal static float[] Packed(ReadOnlyMatrixView rows)
    {
        float[] values = new float[rows.Rows * rows.Columns];
        for (int row = 0; row < rows.Rows; row++)
        {
            rows.Row(row).CopyTo(values.AsSpan(row * rows.Columns));
        }

        return values;
    }

    /// <summary>Returns the plugin's own outputs, row by row.</summary>
    internal static double[] Predict(Sequential network, ParameterBuffer parameters, string name, ReadOnlyMatrixView rows)
    {
        Matrix output = new(rows.Rows, network.Outputs);
        new Predictor(network, new ParameterSnapshot(parameters), name).Forward(rows, output.View);
        return [.. Packed(output.View).Select(value => (double)value)];
    }

    /// <summary>Compares every value with an absolute bound, or above 1 with a relative bound.</summary>
    internal static void AssertSame(double[] expected, double[] actual, string what, double bound = Bound)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            Assert.True(difference <= bound * Math.Max(1, Math.Abs(expected[i])), $"{what}, value {i}: expected {expected[i]:R}, received {actual[i]:R}");
        }
    }

    public void Dispose() => _session.Dispose();

    private static SessionOptions Options()
        => new() { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };

    private static double[] Values(DisposableNamedOnnxValue result) => result.Value switch
    {
        DenseTensor<float> floats => [.. floats.Select(value => (double)value)],
        DenseTensor<double> doubles => [.. doubles],
        DenseTensor<Float16> halves => [.. halves.Select(value => (double)(float)value)],
        DenseTensor<long> integers => [.. integers.Select(value => (double)value)],
        _ => throw new InvalidOperationException($"{result.Name}: {result.Value?.GetType()}"),
    };
}

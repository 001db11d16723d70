using BenchmarkDotNet.Attributes;
using Microsoft.ML.OnnxRuntime;
using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.Onnx;

namespace NeuroAgents.Benchmarks;

/// <summary>Inference of a network of 32 inputs, two hidden layers of 64 units and 8 outputs on one thread, here and in ONNX Runtime. ONNX Runtime has all graph optimisations and bound, preallocated values.</summary>
[InProcess]
[WarmupCount(3)]
[IterationCount(12)]
[IterationTime(120)]
[HideColumns("Error", "RatioSD")]
public class InferenceBenchmarks : IDisposable
{
    private const int Inputs = 32;
    private const int Outputs = 8;
    private const double Tolerance = 1e-5;
    private readonly RunOptions _runOptions = new();
    private Matrix _input = new(0, Inputs);
    private Matrix _output = new(0, Outputs);
    private float[] _onnxInput = [];
    private float[] _onnxOutput = [];
    private Predictor? _predictor;
    private InferenceSession? _session;
    private OrtValue? _boundInput;
    private OrtValue? _boundOutput;
    private OrtIoBinding? _binding;

    /// <summary>The compared batch sizes.</summary>
    public static IEnumerable<int> Batches => [1, 32, 64, 256, 1024, 10_000];

    /// <summary>Rows per batch.</summary>
    [ParamsSource(nameof(Batches))]
    public int Batch { get; set; }

    /// <summary>Creates the same network and the same rows for both.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Sequential network = Sequential.Perceptrons(Inputs, [64, 64], Outputs, Activation.Relu);
        ParameterBuffer parameters = new(new ParameterLayout([new("policy", network)]));
        parameters.Initialize(new RandomSource(3, 1));
        _predictor = new Predictor(network, new ParameterSnapshot(parameters), "policy");
        (_input, _output) = (new Matrix(Batch, Inputs), new Matrix(Batch, Outputs));
        (_onnxInput, _onnxOutput) = (new float[Batch * Inputs], new float[Batch * Outputs]);
        RandomSource random = new(5, 1);
        for (int i = 0; i < _onnxInput.Length; i++)
        {
            _onnxInput[i] = random.Uniform((ulong)i, 0, -1, 1);
            _input.Row(i / Inputs)[i % Inputs] = _onnxInput[i];
        }

        Bind(OnnxExport.Network(network, parameters.Network("policy")));
    }

    /// <summary>Runs this project's forward pass.</summary>
    [Benchmark]
    public void NeuroAgents() => _predictor!.Forward(_input.View, _output.View);

    /// <summary>Runs ONNX Runtime's forward pass.</summary>
    [Benchmark(Baseline = true)]
    public void OnnxRuntime() => _session!.RunWithBinding(_runOptions, _binding!);

    /// <summary>Checks that both compute the same outputs to 1e-5.</summary>
    /// <exception cref="InvalidOperationException">The outputs differ.</exception>
    public void RequireSameOutputs()
    {
        NeuroAgents();
        OnnxRuntime();
        for (int i = 0; i < _onnxOutput.Length; i++)
        {
            float own = _output.Row(i / Outputs)[i % Outputs];
            if (!(Math.Abs(own - _onnxOutput[i]) <= Tolerance))
            {
                throw new InvalidOperationException($"Row {i / Outputs}, output {i % Outputs}: {own} here, {_onnxOutput[i]} in ONNX Runtime.");
            }
        }
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _binding?.Dispose();
        _boundInput?.Dispose();
        _boundOutput?.Dispose();
        _session?.Dispose();
        _runOptions.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Bind(byte[] model)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(model, options);
        _boundInput = OrtValue.CreateTensorValueFromMemory(_onnxInput, [Batch, Inputs]);
        _boundOutput = OrtValue.CreateTensorValueFromMemory(_onnxOutput, [Batch, Outputs]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(OnnxExport.NetworkInput, _boundInput);
        _binding.BindOutput(OnnxExport.NetworkOutput, _boundOutput);
    }
}

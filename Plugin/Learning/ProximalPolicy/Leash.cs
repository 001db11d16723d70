using NeuroAgents.Devices;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>The reference policy of a leash, and its outputs at the observations of a rollout. See <see cref="LeashOptions"/>.</summary>
/// <remarks>The outputs depend only on the rollout, the reference and the normaliser, so a loaded game computes them again. Does not allocate after its creation.</remarks>
internal sealed class Leash : IPredictionRows
{
    private readonly LearnerContext _context;
    private readonly IDevicePredictor _predictor;
    private readonly int _sliceRows;
    private readonly int _width;
    private readonly float[] _outputs;
    private Rollout? _rollout;
    private int _at;

    /// <param name="context">Context of the learner.</param>
    /// <param name="parameters">View of the context's parameters.</param>
    /// <param name="rows">Rows of a rollout.</param>
    /// <param name="sliceRows">Rows of a slice.</param>
    internal Leash(LearnerContext context, ParameterSnapshot parameters, int rows, int sliceRows)
    {
        (_context, _sliceRows, _width) = (context, sliceRows, context.Head.OutputWidth);
        _predictor = context.Device.Create(
            new PredictorTask(context.Parameters.Layout.Program(ProximalPolicyOptions.ReferenceNetwork), parameters, ProximalPolicyOptions.ReferenceNetwork, sliceRows));
        _outputs = new float[checked(rows * _width)];
    }

    /// <summary>Makes the current policy the reference.</summary>
    internal void TakePolicy() => _context.Parameters.Network(NetworkNames.Policy).CopyTo(_context.Parameters.Network(ProximalPolicyOptions.ReferenceNetwork));

    /// <summary>Outputs of the reference at a row's observation.</summary>
    internal ReadOnlySpan<float> Outputs(int row) => _outputs.AsSpan(row * _width, _width);

    internal void Begin(Rollout rollout, ParameterSnapshot parameters)
    {
        (_rollout, _at) = (rollout, 0);
        _predictor.Use(parameters);
    }

    /// <summary>Computes the outputs of the next slice.</summary>
    /// <returns>Whether all rows have their outputs.</returns>
    internal bool Advance()
    {
        int rows = Math.Min(_sliceRows, _rollout!.Count - _at);
        _predictor.Begin(rows, this);
        while (!_predictor.TryEnd())
        {
        }

        _at += rows;
        return _at == _rollout.Count;
    }

    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            _context.Normalizer.TryNormalize(_rollout!.Observation(_at + first + i), inputs.Row(i));
        }
    }

    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        for (int i = 0; i < outputs.Rows; i++)
        {
            outputs.Row(i).CopyTo(_outputs.AsSpan((_at + first + i) * _width, _width));
        }
    }
}

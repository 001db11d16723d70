using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Two copies of one network's parameters and its optimizer's state: the last good ones, and newer ones that are not proven yet.</summary>
/// <remarks>Does not allocate after its creation, except for saving.</remarks>
internal sealed class GoodParameters
{
    private readonly Optimizer _optimizer;
    private readonly ParameterLayout _layout;
    private readonly string _network;
    private Copy _good;
    private Copy _next;

    internal GoodParameters(ParameterBuffer parameters, string network, Optimizer optimizer)
    {
        (_layout, _network, _optimizer) = (parameters.Layout, network, optimizer);
        ReadOnlySpan<float> values = parameters.Network(network);
        (_good, _next) = (new Copy(values, optimizer), new Copy(values, optimizer));
    }

    /// <summary>Copies the current parameters and the optimizer's state, which count as good.</summary>
    internal void CopyToGood(ReadOnlySpan<float> parameters) => CopyToGood(parameters, 0, parameters.Length);

    /// <summary>Copies a range of the current parameters and of the optimizer's state, which counts as good.</summary>
    internal void CopyToGood(ReadOnlySpan<float> parameters, int start, int end) => _good.CopyFrom(parameters, _optimizer, start, end);

    /// <summary>Begins a newer copy. The previous newer copy, if there is one, becomes the good one.</summary>
    /// <param name="hasNext">Whether there is a newer copy.</param>
    internal void BeginNext(bool hasNext)
    {
        if (hasNext)
        {
            (_good, _next) = (_next, _good);
        }
    }

    /// <summary>Copies a range of the current parameters and of the optimizer's state to the newer copy.</summary>
    internal void CopyToNext(ReadOnlySpan<float> parameters, int start, int end) => _next.CopyFrom(parameters, _optimizer, start, end);

    /// <summary>Restores a range of the good parameters and of the optimizer's state that belongs to them.</summary>
    internal void Restore(Span<float> parameters, int start, int end) => _good.Restore(parameters, _optimizer, start, end);

    /// <summary>Adds both copies, so that a resumed run rolls back to the same parameters as an uninterrupted one.</summary>
    internal void Save(TensorArchive archive, string prefix, StepGuard guard)
    {
        archive.Add<long>($"{prefix}/turn", [2], [guard.CopyProgress.HasNext ? 1 : 0, guard.CopyProgress.StepsSinceCopy]);
        _good.Save(archive, $"{prefix}/good");
        _next.Save(archive, $"{prefix}/next");
    }

    /// <exception cref="ArchiveFormatException">A copy is missing or of another layout.</exception>
    internal void Load(TensorArchive archive, string prefix, StepGuard guard)
    {
        long[] turn = archive.Get<long>($"{prefix}/turn", [2]);
        if (turn[0] is < 0 or > 1 || turn[1] < 0 || turn[1] >= guard.SnapshotInterval)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}/turn\"", $"0 or 1, and a number of steps from 0 to {guard.SnapshotInterval - 1}", $"{turn[0]} and {turn[1]}");
        }

        _good.Load(archive, $"{prefix}/good", this);
        _next.Load(archive, $"{prefix}/next", this);
        guard.CopyProgress = (turn[0] == 1, (int)turn[1]);
    }

    private sealed class Copy
    {
        private readonly AlignedBuffer _values;
        private readonly OptimizerSnapshot _state;

        internal Copy(ReadOnlySpan<float> parameters, Optimizer optimizer)
        {
            _values = new AlignedBuffer(parameters.Length);
            _state = optimizer.CreateSnapshot();
            CopyFrom(parameters, optimizer, 0, parameters.Length);
        }

        internal void CopyFrom(ReadOnlySpan<float> parameters, Optimizer optimizer, int start, int end)
        {
            parameters[start..end].CopyTo(_values.Span[start..end]);
            optimizer.CopyTo(_state, start, end);
        }

        internal void Restore(Span<float> parameters, Optimizer optimizer, int start, int end)
        {
            _values.Span[start..end].CopyTo(parameters[start..end]);
            optimizer.CopyFrom(_state, start, end);
        }

        internal void Save(TensorArchive archive, string prefix)
        {
            archive.Add<float>($"{prefix}/weights", [_values.Span.Length], _values.Span);
            archive.AddCount($"{prefix}/steps", _state.Steps);
            archive.Add<long>($"{prefix}/scalars", [_state.Scalars.Length], [.. _state.Scalars.Select(BitConverter.DoubleToInt64Bits)]);
            for (int i = 0; i < _state.States.Length; i++)
            {
                archive.Add<float>($"{prefix}/state_{i}", [_state.States[i].Span.Length], _state.States[i].Span);
            }
        }

        internal void Load(TensorArchive archive, string prefix, GoodParameters owner)
        {
            owner._layout.Load(archive, $"{prefix}/weights", owner._network, _values.Span);
            _state.Steps = archive.GetCount($"{prefix}/steps");
            archive.GetDoubles($"{prefix}/scalars", _state.Scalars.Length, 0, 1).CopyTo(_state.Scalars, 0);
            for (int i = 0; i < _state.States.Length; i++)
            {
                owner._layout.Load(archive, $"{prefix}/state_{i}", owner._network, _state.States[i].Span, owner._optimizer.MinOf(i));
            }
        }
    }
}

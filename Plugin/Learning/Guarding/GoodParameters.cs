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

    /// <summary>Takes the parameters as they are as good ones.</summary>
    internal void TakeGood(ReadOnlySpan<float> parameters) => TakeGood(parameters, 0, parameters.Length);

    /// <summary>Takes a range of the parameters as they are, and of the optimizer's state, as good.</summary>
    internal void TakeGood(ReadOnlySpan<float> parameters, int start, int end) => _good.Take(parameters, _optimizer, start, end);

    /// <summary>Makes room for a newer copy: the newer copy of before is good from now on.</summary>
    /// <param name="hasNext">Whether there is a newer copy already.</param>
    internal void BeginNext(bool hasNext)
    {
        if (hasNext)
        {
            (_good, _next) = (_next, _good);
        }
    }

    /// <summary>Takes a range of the parameters and of the optimizer's state into the newer copy.</summary>
    internal void TakeNext(ReadOnlySpan<float> parameters, int start, int end) => _next.Take(parameters, _optimizer, start, end);

    /// <summary>Restores a range of the good parameters and of the optimizer's state that belongs to them.</summary>
    internal void Restore(Span<float> parameters, int start, int end) => _good.Restore(parameters, _optimizer, start, end);

    /// <summary>Adds both copies, so that a run rolls back to the same ones as if it had never been interrupted.</summary>
    internal void Save(TensorArchive archive, string prefix, StepGuard guard)
    {
        archive.Add<long>($"{prefix}/turn", [2], [guard.Turn.HasNext ? 1 : 0, guard.Turn.StepsSinceCopy]);
        _good.Save(archive, $"{prefix}/good");
        _next.Save(archive, $"{prefix}/next");
    }

    /// <exception cref="ArchiveFormatException">A copy is missing or of another layout.</exception>
    internal void Load(TensorArchive archive, string prefix, StepGuard guard)
    {
        long[] turn = archive.Get<long>($"{prefix}/turn", [2]);
        if (turn[0] is < 0 or > 1 || turn[1] < 0 || turn[1] >= guard.SnapshotInterval)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}/turn\"", $"0 or 1, and steps below {guard.SnapshotInterval}", $"{turn[0]} and {turn[1]}");
        }

        _good.Load(archive, $"{prefix}/good", this);
        _next.Load(archive, $"{prefix}/next", this);
        guard.Turn = (turn[0] == 1, (int)turn[1]);
    }

    private sealed class Copy
    {
        private readonly AlignedBuffer _values;
        private readonly OptimizerSnapshot _state;

        internal Copy(ReadOnlySpan<float> parameters, Optimizer optimizer)
        {
            _values = new AlignedBuffer(parameters.Length);
            _state = optimizer.CreateSnapshot();
            Take(parameters, optimizer, 0, parameters.Length);
        }

        internal void Take(ReadOnlySpan<float> parameters, Optimizer optimizer, int start, int end)
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

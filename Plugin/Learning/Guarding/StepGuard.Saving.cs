using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Guarding;

public sealed partial class StepGuard
{
    /// <summary>Adds the copies of good weights, so that a run goes back to the same ones as if it had never been interrupted. Allocates.</summary>
    internal void SaveCopies(TensorArchive archive, string prefix)
    {
        archive.Add<long>($"{prefix}/turn", [2], [_hasNext ? 1 : 0, _stepsSinceCopy]);
        _good.Save(archive, $"{prefix}/good");
        _next.Save(archive, $"{prefix}/next");
    }

    /// <summary>Takes over the copies. Allocates.</summary>
    /// <exception cref="ArchiveFormatException">Something is missing or of another layout.</exception>
    internal void LoadCopies(TensorArchive archive, string prefix)
    {
        long[] turn = archive.Get<long>($"{prefix}/turn", [2]);
        if (turn[0] is < 0 or > 1 || turn[1] < 0 || turn[1] >= _options.SnapshotInterval)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}/turn\"", $"0 or 1, and steps below {_options.SnapshotInterval}", $"{turn[0]} and {turn[1]}");
        }

        _good.Load(archive, $"{prefix}/good");
        _next.Load(archive, $"{prefix}/next");
        (_hasNext, _stepsSinceCopy) = (turn[0] == 1, (int)turn[1]);
    }

    private sealed partial class Copy
    {
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

        internal void Load(TensorArchive archive, string prefix)
        {
            _layout.Load(archive, $"{prefix}/weights", _values.Span);
            _state.Steps = archive.GetCount($"{prefix}/steps");
            archive.GetDoubles($"{prefix}/scalars", _state.Scalars.Length, 0, 1).CopyTo(_state.Scalars, 0);
            for (int i = 0; i < _state.States.Length; i++)
            {
                _layout.Load(archive, $"{prefix}/state_{i}", _state.States[i].Span, _optimizer.MinOf(i));
            }
        }
    }
}

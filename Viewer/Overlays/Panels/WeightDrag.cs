using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Networks;
using NeuroAgents.Viewer.Toolkit;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A weight that follows the cursor: up is more. However fast it moves, one command at a time is on its way; the events tell where it came to.</summary>
internal sealed class WeightDrag
{
    private readonly Action<LiveCommand> _post;
    private readonly LiveCommand _move;
    private readonly LiveCommand _end;
    private readonly float _start;
    private readonly float _startY;
    private readonly float _perUnit;
    private float _value;
    private int _isWaiting;
    private bool _isMoved;

    /// <param name="address">The weight.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="value">What it is now.</param>
    /// <param name="y">Where the drag begins.</param>
    /// <param name="perUnit">What a unit of length stands for.</param>
    /// <param name="post">Where commands go.</param>
    internal WeightDrag(WeightAddress address, string name, float value, float y, float perUnit, Action<LiveCommand> post)
    {
        (Address, _start, _value, _startY, _perUnit, _post) = (address, value, value, y, perUnit, post);
        string text = $"by hand, {name}";
        _move = new LiveCommand(text, Apply) { Outcome = () => "" };
        _end = _move with { Outcome = () => $"{text}: {Numerals.Short(_start)} → {Numerals.Short(Value)}" };
    }

    /// <summary>The weight.</summary>
    internal WeightAddress Address { get; }

    /// <summary>What it is to be.</summary>
    internal float Value => Volatile.Read(ref _value);

    internal void Move(float y)
    {
        Volatile.Write(ref _value, _start + (_startY - y) * _perUnit);
        _isMoved = true;
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            _post(_move);
        }
    }

    /// <summary>It was let go.</summary>
    internal void End()
    {
        if (_isMoved)
        {
            _post(_end);
        }
    }

    /// <summary>On the run's thread. One that began anew in the meantime has other weights and refuses.</summary>
    private void Apply(SimulationRun run)
    {
        Interlocked.Exchange(ref _isWaiting, 0);
        run.Session.Kinds[Address.Brain].Brain.Weights.Set(Address.Layer.Weights, Address.Input, Address.Output, Value);
    }
}

using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Networks;
using NeuroAgents.Viewer.Toolkit;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A weight that follows the cursor: up is more. The events name the first and the last value.</summary>
/// <param name="address">The weight.</param>
/// <param name="brain">Name of its brain.</param>
/// <param name="name">What the events call it.</param>
/// <param name="value">What it is now.</param>
/// <param name="y">Where the drag begins.</param>
/// <param name="perUnit">What a unit of length stands for.</param>
/// <param name="post">Where commands go.</param>
internal sealed class WeightDrag(WeightAddress address, string brain, string name, float value, float y, float perUnit, Action<LiveCommand> post)
{
    private readonly float _start = value;

    /// <summary>The weight.</summary>
    internal WeightAddress Address => address;

    /// <summary>What it is to be.</summary>
    internal float Value { get; private set; } = value;

    internal void Move(float to)
    {
        Value = _start + (y - to) * perUnit;
        post(Command() with { Interim = true });
    }

    /// <summary>It was let go.</summary>
    internal void End()
    {
        if (Value != _start)
        {
            post(Command() with { Text = $"by hand, {name}: {Numerals.Short(_start)} → {Numerals.Short(Value)}" });
        }
    }

    private SetWeight Command() => new() { Brain = brain, Tensor = address.Layer.Weights.Name, Row = address.Input, Column = address.Output, Value = Value };
}

using NeuroAgents.Agents;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What one agent senses, does and should do, at one moment.</summary>
internal sealed class SelectedAgent
{
    /// <summary>Who; null for nobody.</summary>
    public AgentHandle? Handle { get; internal set; }

    /// <summary>Whether it is alive.</summary>
    public bool IsAlive { get; internal set; }

    /// <summary>Its place among the drawn agents of its kind; −1 if it is not drawn.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>What it sensed in the newest frame, in the units of the spec.</summary>
    public GrowingArray<float> Observation { get; } = new();

    /// <summary>What the brain decided.</summary>
    public GrowingArray<float> Action { get; } = new();

    /// <summary>What the teacher would have done, or what the person did who drove it; empty where nobody was asked.</summary>
    public GrowingArray<float> Label { get; } = new();

    /// <summary>The inputs that the brain makes of what it sensed; empty where nobody asked.</summary>
    public GrowingArray<float> Inputs { get; } = new();

    /// <summary>What every neuron makes of them with the weights that decide now; empty where nobody asked.</summary>
    public GrowingArray<float> Activations { get; } = new();

    /// <summary>What it did in the newest frames, from when it was selected.</summary>
    public AgentHistory History { get; } = new();

    /// <summary>What it sensed around it in the newest frame.</summary>
    public GrowingArray<SensorRay> Rays { get; } = new();

    /// <summary>How far it senses, m; 0 where it senses nothing around it.</summary>
    public float Sight { get; internal set; }

    /// <summary>Number of sectors that it senses by; 0 for none.</summary>
    public int Sectors { get; internal set; }

    /// <summary>Where it looked when it sensed: a unit vector.</summary>
    public (float X, float Y) Facing { get; internal set; }

    /// <summary>Whether a person drives it.</summary>
    public bool IsDriven { get; internal set; }

    /// <summary>Whether a person drove it in the newest frame: it did what its label says, not what the brain decided.</summary>
    public bool WasDriven { get; internal set; }

    /// <summary>What the brain's decision is to it: what it does, unless a person drives it.</summary>
    internal string DecisionName => WasDriven ? "brain" : "does";

    /// <summary>Who gave its label.</summary>
    internal string LabelName => WasDriven ? "you" : "teacher";

    internal void Clear(AgentHandle? handle)
    {
        (Sight, Sectors, Facing, IsDriven, WasDriven) = (0, 0, (1, 0), false, false);
        Rays.Clear();
        History.Clear(0);
        (Handle, IsAlive, Index) = (handle, false, -1);
        Observation.Clear();
        Action.Clear();
        Label.Clear();
        Inputs.Clear();
        Activations.Clear();
    }
}

/// <summary>Where one agent was and what it did in its newest frames, the oldest first. Does not allocate once it has been as wide.</summary>
internal sealed class AgentHistory
{
    /// <summary>Frames that are kept: five seconds.</summary>
    public const int Length = 300;
    private const int Fixed = 4;
    private float[] _rows = [];
    private int _width;
    private int _next;

    /// <summary>Number of kept frames.</summary>
    public int Count { get; private set; }

    /// <summary>Number of action values.</summary>
    public int Actions { get; private set; }

    /// <summary>Where it was after frame i, m.</summary>
    public (float X, float Y) Place(int i) => (Row(i)[0], Row(i)[1]);

    /// <summary>How far its action was from the teacher's: the mean squared difference, or the share of other choices; NaN where it has no teacher.</summary>
    public float Loss(int i) => Row(i)[2];

    /// <summary>Its energy as it sensed it; NaN where it has none.</summary>
    public float Energy(int i) => Row(i)[3];

    /// <summary>An action.</summary>
    public float Action(int i, int column) => Row(i)[Fixed + column];

    /// <summary>What the teacher would have done; NaN where it has no teacher.</summary>
    public float Label(int i, int column) => Row(i)[Fixed + Actions + column];

    internal void Clear(int actions)
    {
        (Actions, _width, _next, Count) = (actions, Fixed + 2 * actions, 0, 0);
        if (_rows.Length < Length * _width)
        {
            _rows = new float[Length * _width];
        }
    }

    internal void Add(float x, float y, float loss, float energy, ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        Span<float> row = _rows.AsSpan(_next * _width, _width);
        (row[0], row[1], row[2], row[3]) = (x, y, loss, energy);
        row[Fixed..].Fill(float.NaN);
        action.CopyTo(row[Fixed..]);
        label.CopyTo(row[(Fixed + Actions)..]);
        _next = (_next + 1) % Length;
        Count = Math.Min(Count + 1, Length);
    }

    internal void CopyFrom(AgentHistory other)
    {
        Clear(other.Actions);
        other._rows.AsSpan(0, Length * _width).CopyTo(_rows);
        (_next, Count) = (other._next, other.Count);
    }

    private ReadOnlySpan<float> Row(int i) => (uint)i < (uint)Count
        ? _rows.AsSpan((_next - Count + i + Length) % Length * _width, _width)
        : throw new ArgumentOutOfRangeException(nameof(i), i, $"i: expected 0 to {Count - 1}, received {i}.");
}

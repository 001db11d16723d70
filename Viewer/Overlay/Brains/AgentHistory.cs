namespace NeuroAgents.Overlay.Brains;

/// <summary>The places and actions of one agent in its newest frames, from the oldest to the newest. Allocates only when rows become wider than ever before.</summary>
internal sealed class AgentHistory
{
    /// <summary>Maximum number of kept frames: five seconds.</summary>
    public const int Length = 300;
    private const int Fixed = 4;
    private float[] _rows = [];
    private int _width;
    private int _next;

    /// <summary>Number of kept frames.</summary>
    public int Count { get; private set; }

    /// <summary>Number of action values.</summary>
    public int Actions { get; private set; }

    /// <summary>Returns the agent's place after frame i, m.</summary>
    public (float X, float Y) Place(int i) => (Row(i)[0], Row(i)[1]);

    /// <summary>Returns the loss against the teacher's action: 1 if a choice differs, otherwise the mean squared difference of the continuous actions; NaN without a teacher.</summary>
    public float Loss(int i) => Row(i)[2];

    /// <summary>Returns the energy that the agent sensed; NaN if it senses none.</summary>
    public float Energy(int i) => Row(i)[3];

    /// <summary>Returns an action value.</summary>
    public float Action(int i, int column) => Row(i)[Fixed + column];

    /// <summary>Returns the teacher's action value; NaN without a teacher.</summary>
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

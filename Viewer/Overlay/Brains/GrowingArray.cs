namespace NeuroAgents.Overlay.Brains;

/// <summary>A refillable list that allocates only when it becomes longer than ever before.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
/// <param name="capacity">Initial capacity, items.</param>
internal sealed class GrowingArray<T>(int capacity = 0)
{
    private T[] _items = new T[capacity];

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>The items.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    internal void Clear() => Count = 0;

    internal void Add(in T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(64, 2 * Count));
        }

        _items[Count++] = item;
    }

    internal void CopyFrom(ReadOnlySpan<T> items) => items.CopyTo(Refill(items.Length));

    /// <summary>Sets the number of items and returns them for writing; they hold old values at first.</summary>
    internal Span<T> Refill(int count)
    {
        if (count > _items.Length)
        {
            _items = new T[Math.Max(count, 2 * _items.Length)];
        }

        Count = count;
        return _items.AsSpan(0, count);
    }
}

namespace NeuroAgents.Viewer.Live;

/// <summary>A list that is refilled again and again, and allocates only when it was never as long before.</summary>
/// <typeparam name="T">Of what.</typeparam>
public sealed class GrowingArray<T>
{
    private T[] _items = [];

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

    internal void CopyFrom(ReadOnlySpan<T> items)
    {
        if (items.Length > _items.Length)
        {
            _items = new T[Math.Max(items.Length, 2 * _items.Length)];
        }

        items.CopyTo(_items);
        Count = items.Length;
    }
}

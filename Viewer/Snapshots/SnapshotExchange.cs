namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Three snapshots in rotation: one is written, one is read and one waits between them. Neither thread waits for the other, and nothing is allocated.</summary>
internal sealed class SnapshotExchange
{
    private const int Fresh = 4;
    private readonly WorldSnapshot[] _snapshots = [new(), new(), new()];
    private int _write;
    private int _read = 1;
    private int _between = 2;

    /// <summary>Whether the reader has acquired the newest snapshot, so that writing another is worthwhile.</summary>
    public bool IsAcquired => (Volatile.Read(ref _between) & Fresh) == 0;

    /// <summary>The snapshot to write; for the writer's thread only.</summary>
    public WorldSnapshot Writing => _snapshots[_write];

    /// <summary>The snapshot to read; for the reader's thread only.</summary>
    public WorldSnapshot Reading => _snapshots[_read];

    /// <summary>Publishes the written snapshot. A published snapshot that has not been read is reused for the next write.</summary>
    public void Publish() => _write = Interlocked.Exchange(ref _between, _write | Fresh) & ~Fresh;

    /// <summary>Makes the newest published snapshot the one to read, if there is a new one.</summary>
    /// <returns>Whether <see cref="Reading"/> has changed.</returns>
    public bool TryAcquire()
    {
        if (IsAcquired)
        {
            return false;
        }

        _read = Interlocked.Exchange(ref _between, _read) & ~Fresh;
        return true;
    }
}

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Three snapshots that take turns: one is written, one is read and one waits between. Nobody waits for anybody, and nothing is allocated.</summary>
internal sealed class SnapshotExchange
{
    private const int Fresh = 4;
    private readonly WorldSnapshot[] _snapshots = [new(), new(), new()];
    private int _write;
    private int _read = 1;
    private int _between = 2;

    /// <summary>Whether the reader has taken the newest one: another is worth its while.</summary>
    public bool IsTaken => (Volatile.Read(ref _between) & Fresh) == 0;

    /// <summary>The one to write; of the writer's thread.</summary>
    public WorldSnapshot Writing => _snapshots[_write];

    /// <summary>The one to read; of the reader's thread.</summary>
    public WorldSnapshot Reading => _snapshots[_read];

    /// <summary>Hands over what was written; one that was not taken yet is written next.</summary>
    public void Publish() => _write = Interlocked.Exchange(ref _between, _write | Fresh) & ~Fresh;

    /// <summary>Takes the newest, if there is one.</summary>
    /// <returns>Whether <see cref="Reading"/> is another one now.</returns>
    public bool Take()
    {
        if (IsTaken)
        {
            return false;
        }

        _read = Interlocked.Exchange(ref _between, _read) & ~Fresh;
        return true;
    }
}

namespace NeuroAgents.Simulation.Measuring;

/// <summary>A counter of the bytes that the whole process allocates, and of its garbage collections, from frame 300 on and only between <see cref="Resume"/> and <see cref="Pause"/>.</summary>
internal sealed class AllocationMeter
{
    private const int FirstFrame = 300;
    private int _frames;
    private bool _isRunning;
    private bool _hasStarted;
    private long _bytesAtResume;
    private int _collectionsAtResume;
    private long _bytes;
    private int _collections;

    /// <summary>Number of bytes allocated; null unless the run passed frame 300.</summary>
    internal long? Bytes => _frames > FirstFrame ? _bytes : null;

    /// <summary>Number of garbage collections; null unless the run passed frame 300.</summary>
    internal int? Collections => _frames > FirstFrame ? _collections : null;

    internal void CountFrame()
    {
        if (++_frames == FirstFrame)
        {
            _hasStarted = true;
            Resume();
        }
    }

    internal void Resume()
    {
        _isRunning = true;
        if (_hasStarted)
        {
            _collectionsAtResume = CollectionCount();
            _bytesAtResume = GC.GetTotalAllocatedBytes(precise: true);
        }
    }

    internal void Pause()
    {
        if (_isRunning && _hasStarted)
        {
            _bytes += GC.GetTotalAllocatedBytes(precise: true) - _bytesAtResume;
            _collections += CollectionCount() - _collectionsAtResume;
        }

        _isRunning = false;
    }

    private static int CollectionCount() => GC.CollectionCount(0);
}

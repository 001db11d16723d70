namespace NeuroAgents.Overlay.Metering;

/// <summary>What pictures cost the window's thread: its processor time and what it allocates, by whose work it is.</summary>
/// <remarks>One thread. Does not allocate.</remarks>
internal sealed class PictureMeter
{
    /// <summary>Pictures that are kept one by one.</summary>
    internal const int Length = 4096;

    /// <summary>Pictures that are not counted: buffers grow and code is compiled.</summary>
    internal const int WarmUp = 60;
    private const int Parts = 3;
    private readonly double[] _milliseconds = new double[Parts];
    private readonly long[] _bytes = new long[Parts];
    private readonly PictureCost[] _costs = new PictureCost[Length];
    private PicturePart _part;
    private double _since;
    private long _bytesBefore;
    private long _shown;

    /// <summary>Pictures that were counted.</summary>
    internal long Count => Math.Max(0, _shown - WarmUp);

    /// <summary>Pictures that are kept.</summary>
    internal int Kept => (int)Math.Min(Count, Length);

    /// <summary>A kept picture, 0 the newest.</summary>
    internal PictureCost this[int i] => _costs[(Count - 1 - i) % Length];

    /// <summary>A picture begins, with the viewer's own work.</summary>
    internal void Begin()
    {
        Array.Clear(_milliseconds);
        Array.Clear(_bytes);
        _part = PicturePart.Own;
        (_since, _bytesBefore) = (ThreadClock.Milliseconds, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>What follows is somebody else's work.</summary>
    internal void Enter(PicturePart part)
    {
        double now = ThreadClock.Milliseconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        _milliseconds[(int)_part] += now - _since;
        _bytes[(int)_part] += bytes - _bytesBefore;
        (_part, _since, _bytesBefore) = (part, now, bytes);
    }

    /// <summary>The picture is shown.</summary>
    internal void End()
    {
        Enter(PicturePart.Own);
        if (++_shown > WarmUp)
        {
            _costs[(Count - 1) % Length] = new PictureCost(
                _milliseconds[(int)PicturePart.Own], _milliseconds[(int)PicturePart.Repaint], _milliseconds[(int)PicturePart.Graphics],
                _bytes[(int)PicturePart.Own] + _bytes[(int)PicturePart.Graphics], _bytes[(int)PicturePart.Repaint]);
        }
    }

    /// <summary>Means over the newest pictures; zeros before any.</summary>
    internal PictureCost Mean(int most = Length)
    {
        int count = Math.Min(Kept, most);
        double own = 0, repaint = 0, graphics = 0;
        long bytes = 0, repaintBytes = 0;
        for (int i = 0; i < count; i++)
        {
            PictureCost cost = this[i];
            (own, repaint, graphics) = (own + cost.Own, repaint + cost.Repaint, graphics + cost.Graphics);
            (bytes, repaintBytes) = (bytes + cost.Bytes, repaintBytes + cost.RepaintBytes);
        }

        int divisor = Math.Max(1, count);
        return new PictureCost(own / divisor, repaint / divisor, graphics / divisor, bytes / divisor, repaintBytes / divisor);
    }
}

/// <summary>What a picture cost the window's thread.</summary>
/// <param name="Own">Processor time of the viewer's own work without repainting, ms.</param>
/// <param name="Repaint">Processor time of painting panels anew, the viewer's own too, ms.</param>
/// <param name="Graphics">Processor time in OpenGL, flush and swap, ms.</param>
/// <param name="Bytes">Allocated, but for repainting.</param>
/// <param name="RepaintBytes">Allocated by painting panels anew.</param>
internal readonly record struct PictureCost(double Own, double Repaint, double Graphics, long Bytes, long RepaintBytes)
{
    /// <summary>All of the viewer's own processor time, ms.</summary>
    internal double Viewer => Own + Repaint;
}

/// <summary>Whose work a part of a picture is.</summary>
internal enum PicturePart
{
    /// <summary>The viewer's: events, taking over a snapshot, arranging, giving images to SkiaSharp.</summary>
    Own,

    /// <summary>The viewer's as well, at most ten times a second for each panel: painting it into its image.</summary>
    Repaint,

    /// <summary>OpenGL's and the window library's: uploads, draw calls, flush, swap.</summary>
    Graphics,
}

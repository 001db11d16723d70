namespace NeuroAgents.Overlay.Metering;

/// <summary>A meter of the window thread's processor time and allocations per picture, by kind of work.</summary>
/// <remarks>For one thread only. Does not allocate.</remarks>
internal sealed class PictureMeter
{
    /// <summary>Maximum number of pictures kept individually.</summary>
    internal const int Length = 4096;

    /// <summary>Number of first pictures that are not counted, because buffers grow and code is compiled.</summary>
    internal const int WarmUp = 60;
    private const int Parts = 3;
    private readonly double[] _milliseconds = new double[Parts];
    private readonly long[] _bytes = new long[Parts];
    private readonly PictureCost[] _costs = new PictureCost[Length];
    private PicturePart _part;
    private double _since;
    private long _bytesBefore;
    private long _shown;

    /// <summary>Number of counted pictures.</summary>
    internal long Count => Math.Max(0, _shown - WarmUp);

    /// <summary>Number of kept pictures.</summary>
    internal int Kept => (int)Math.Min(Count, Length);

    /// <summary>Cost of a kept picture; index 0 is the newest.</summary>
    internal PictureCost this[int i] => _costs[(Count - 1 - i) % Length];

    /// <summary>Begins a picture, with the viewer's own work.</summary>
    internal void Begin()
    {
        Array.Clear(_milliseconds);
        Array.Clear(_bytes);
        _part = PicturePart.Own;
        (_since, _bytesBefore) = (ThreadClock.Milliseconds, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Assigns the following work to another part.</summary>
    internal void Enter(PicturePart part)
    {
        double now = ThreadClock.Milliseconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        _milliseconds[(int)_part] += now - _since;
        _bytes[(int)_part] += bytes - _bytesBefore;
        (_part, _since, _bytesBefore) = (part, now, bytes);
    }

    /// <summary>Ends the picture after it is shown.</summary>
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

    /// <summary>Returns means over the newest pictures; zeros before the first.</summary>
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

/// <summary>The cost of a picture on the window's thread.</summary>
/// <param name="Own">Processor time of the viewer's own work without repainting, ms.</param>
/// <param name="Repaint">Processor time of repainting panels, which is also the viewer's work, ms.</param>
/// <param name="Graphics">Processor time in OpenGL, flush and swap, ms.</param>
/// <param name="Bytes">Allocated bytes without repainting.</param>
/// <param name="RepaintBytes">Bytes allocated by repainting panels.</param>
internal readonly record struct PictureCost(double Own, double Repaint, double Graphics, long Bytes, long RepaintBytes)
{
    /// <summary>All of the viewer's processor time, ms.</summary>
    internal double Viewer => Own + Repaint;
}

/// <summary>The kind of work in a part of a picture.</summary>
internal enum PicturePart
{
    /// <summary>Viewer work: events, taking over a snapshot, arranging, passing images to SkiaSharp.</summary>
    Own,

    /// <summary>Viewer work at most ten times a second for each panel: painting it into its image.</summary>
    Repaint,

    /// <summary>Work of OpenGL and the window library: uploads, draw calls, flush, swap.</summary>
    Graphics,
}

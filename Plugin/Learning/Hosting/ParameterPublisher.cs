using System.Diagnostics;
using NeuroAgents.Models;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Hands finished parameters to the decisions: a copy, then a swap at a frame's boundary.</summary>
/// <remarks>
/// <para>The parameters that steps write and those that decide are never the same memory. The copy of a wide network is cut into slices. No step writes parameters while such a copy is under way.</para>
/// <para>Does not allocate. The game's thread alone; a background job fills a snapshot of its own, which <see cref="Swap"/> takes.</para>
/// </remarks>
internal sealed class ParameterPublisher(ParameterBuffer parameters)
{
    /// <summary>Values that are copied at once: 256 KiB.</summary>
    internal const int SliceValues = 1 << 16;

    /// <summary>Longest buffer that a budgeted frame copies whole: 1 MiB.</summary>
    internal const int MaxWholeCopy = 1 << 18;
    private ParameterSnapshot _spare = new(parameters);
    private int _copied = -1;

    /// <summary>Parameters that decide now.</summary>
    internal ParameterSnapshot Published { get; private set; } = new(parameters);

    /// <summary>Number of publications so far: a reader with a copy of its own renews it when this has changed.</summary>
    internal long Publications { get; private set; }

    /// <summary>Whether a copy in slices is under way.</summary>
    internal bool IsCopying => _copied >= 0 && _copied < parameters.Layout.Length;

    /// <summary>Whether a copy in slices is complete and waits for the frame's boundary.</summary>
    internal bool IsCopied => _copied == parameters.Layout.Length;

    /// <summary>Whether the buffer is so long that a budgeted frame copies it in slices.</summary>
    internal bool IsLong => parameters.Layout.Length > MaxWholeCopy;

    /// <summary>Decides by the parameters as they are from now on.</summary>
    internal void Publish()
    {
        _spare.CopyFrom(parameters);
        PublishCopy();
    }

    /// <summary>Begins a copy in slices. A copy that was begun before is given up.</summary>
    internal void BeginCopy() => _copied = 0;

    /// <summary>Copies the next slice.</summary>
    internal void CopySlice()
    {
        Debug.Assert(IsCopying, "A slice belongs to a copy that was begun and is not complete.");
        int count = Math.Min(SliceValues, parameters.Layout.Length - _copied);
        _spare.CopyFrom(parameters, _copied, _copied + count);
        _copied += count;
    }

    /// <summary>Decides by the complete copy from now on.</summary>
    internal void PublishCopy() => Swap(ref _spare);

    /// <summary>Decides by another snapshot from now on, and leaves the old one in its place. Gives up a copy that was begun.</summary>
    internal void Swap(ref ParameterSnapshot next)
    {
        Debug.Assert(ReferenceEquals(next.Layout, parameters.Layout), "Published parameters have the brain's layout.");
        (Published, next) = (next, Published);
        Publications++;
        _copied = -1;
    }

    /// <summary>Loads the deciding parameters from an archive.</summary>
    internal void Load(Serialization.TensorArchive archive, string name)
    {
        _spare.Load(archive, name);
        PublishCopy();
    }
}

using System.Diagnostics;
using NeuroAgents.Models;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Publisher of finished parameters: a copy, then a swap with the parameters that decisions read.</summary>
/// <remarks>
/// <para>Steps and decisions use separate memory. The copy of a wide network is cut into slices. No step writes parameters while such a copy is under way.</para>
/// <para>Does not allocate. Used on the game's thread alone; a background job fills a snapshot of its own, which <see cref="Swap"/> publishes.</para>
/// </remarks>
internal sealed class ParameterPublisher(ParameterBuffer parameters)
{
    /// <summary>Values in a slice of a copy: 256 KiB.</summary>
    internal const int SliceValues = 1 << 16;

    /// <summary>Maximum values of a buffer that a budgeted frame copies whole: 1 MiB.</summary>
    internal const int MaxWholeCopy = 1 << 18;
    private ParameterSnapshot _spare = new(parameters);
    private int _copied = -1;

    /// <summary>Parameters that decisions read.</summary>
    internal ParameterSnapshot Published { get; private set; } = new(parameters);

    /// <summary>Number of publications so far. Readers renew their own copies when it has changed.</summary>
    internal long Publications { get; private set; }

    /// <summary>Number of the policy that decides: each publication has a higher one. A saved game keeps it.</summary>
    internal long PolicyVersion { get; set; }

    /// <summary>Whether a copy in slices is under way.</summary>
    internal bool IsCopying => _copied >= 0 && _copied < parameters.Layout.Length;

    /// <summary>Whether a copy in slices is complete and waits for the frame's boundary.</summary>
    internal bool IsCopied => _copied == parameters.Layout.Length;

    /// <summary>Whether the buffer is so long that a budgeted frame copies it in slices.</summary>
    internal bool IsLong => parameters.Layout.Length > MaxWholeCopy;

    /// <summary>Publishes the current parameters.</summary>
    internal void Publish()
    {
        _spare.CopyFrom(parameters);
        PublishCopy();
    }

    /// <summary>Begins a copy in slices, in place of an unfinished one.</summary>
    internal void BeginCopy() => _copied = 0;

    /// <summary>Copies the next slice.</summary>
    internal void CopySlice()
    {
        Debug.Assert(IsCopying, "A slice belongs to a copy that was begun and is not complete.");
        int count = Math.Min(SliceValues, parameters.Layout.Length - _copied);
        _spare.CopyFrom(parameters, _copied, _copied + count);
        _copied += count;
    }

    /// <summary>Publishes the complete copy.</summary>
    internal void PublishCopy() => Swap(ref _spare);

    /// <summary>Publishes another snapshot, and stores the old one in <paramref name="next"/>. Abandons an unfinished copy.</summary>
    internal void Swap(ref ParameterSnapshot next)
    {
        Debug.Assert(ReferenceEquals(next.Layout, parameters.Layout), "Published parameters have the brain's layout.");
        (Published, next) = (next, Published);
        Publications++;
        PolicyVersion++;
        _copied = -1;
    }

    /// <summary>Loads parameters from an archive and publishes them.</summary>
    internal void Load(Serialization.TensorArchive archive, string name)
    {
        _spare.Load(archive, name);
        PublishCopy();
    }
}

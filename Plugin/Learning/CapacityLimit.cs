using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning;

/// <summary>A bound on the memory that a saved brain's options ask for in addition to its weights: an untrusted file of a few kilobytes must not allocate gigabytes.</summary>
/// <remarks>Each capacity may take <see cref="MaxBytes"/>. Larger ones are lowered and listed in <see cref="Lowered"/>.</remarks>
/// <param name="policy">The brain's network.</param>
/// <param name="head">The head that turns the network's outputs into actions.</param>
internal sealed class CapacityLimit(Sequential policy, PolicyHead head)
{
    internal const long MaxBytes = 64 << 20;
    private const int BytesPerSlot = 32;
    private readonly List<string> _lowered = [];

    /// <summary>One line for each lowered capacity.</summary>
    internal IReadOnlyList<string> Lowered => _lowered;

    /// <summary>Bytes of an observation, an action and a mask, stored as float values.</summary>
    internal long ExperienceBytes => sizeof(float) * ((long)Matrix.PaddedStride(policy.Inputs) + head.ActionWidth + head.MaskWidth);

    /// <summary>Bytes of an agent in the brain's tables.</summary>
    internal long AgentBytes => 2 * (ExperienceBytes + BytesPerSlot);

    /// <summary>Bytes of one row's forward and backward pass through every layer.</summary>
    internal long MinibatchRowBytes
    {
        get
        {
            long values = 0;
            for (int boundary = 0; boundary <= policy.Layers.Count; boundary++)
            {
                values += 2 * Matrix.PaddedStride(policy.Width(boundary));
            }

            return sizeof(float) * values;
        }
    }

    /// <summary>Lowers a capacity to the bound, but not below a minimum.</summary>
    internal int Lower(string key, int capacity, long bytesEach, int minimum)
    {
        int max = (int)Math.Clamp(MaxBytes / bytesEach, minimum, int.MaxValue);
        if (capacity <= max)
        {
            return capacity;
        }

        _lowered.Add(FormattableString.Invariant($"{key}: expected at most {max}, which take {MaxBytes >> 20} MiB, received {capacity}"));
        return max;
    }
}

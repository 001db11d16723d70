using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Learning;

/// <summary>A slow copy of a network, from which targets are computed: values that are learned do not chase themselves.</summary>
internal static class TargetNetwork
{
    /// <summary>Moves the copy a share τ of the way to the network, θ′ += τ (θ − θ′); a share of 1 copies exactly.</summary>
    internal static void Follow(ReadOnlySpan<float> network, Span<float> copy, float share)
    {
        if (share == 1)
        {
            network.CopyTo(copy);
        }
        else
        {
            VectorLoop.Combine(new Approach(share), network, copy);
        }
    }

    private readonly struct Approach(float share) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(Vector<float> x, Vector<float> y) => y + new Vector<float>(share) * (x - y);
    }
}

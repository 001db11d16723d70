using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Optimizers;

/// <summary>Formula of one optimizer, written once for all lanes of a vector.</summary>
internal interface IUpdateRule
{
    /// <summary>Number of state values per parameter, 0 to 3. It is a constant, so the JIT removes unused states from the loop.</summary>
    int States { get; }

    /// <summary>Returns the new parameter and updates the states in place.</summary>
    Vector<float> Invoke(Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third);
}

/// <summary>Clipping, penalties and decay, applied to gradient and parameter before every rule in the same pass.</summary>
internal readonly struct Preparation
{
    internal bool IsNeeded { get; init; }

    internal float Scale { get; init; }

    internal float Clip { get; init; }

    internal float L1 { get; init; }

    internal float L2 { get; init; }

    internal float Decay { get; init; }
}

/// <summary>Fused pass over parameters, gradients and states, which reads and writes each value once.</summary>
internal static class UpdateLoop
{
    internal static void Run<TRule>(
        TRule rule, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, Span<float> third)
        where TRule : struct, IUpdateRule
    {
        int states = rule.States;
        Debug.Assert(parameters.Length % Vector<float>.Count == 0 && gradients.Length == parameters.Length, "Parameters and gradient must be whole vectors of one length.");
        Debug.Assert(
            first.Length >= (states > 0 ? parameters.Length : 0) && second.Length >= (states > 1 ? parameters.Length : 0) && third.Length >= (states > 2 ? parameters.Length : 0),
            "Each state must have a value for each parameter.");
        for (int i = 0; i < parameters.Length; i += Vector<float>.Count)
        {
            Vector<float> w = VectorLoop.Load(parameters, i), g = VectorLoop.Load(gradients, i);
            if (preparation.IsNeeded)
            {
                Prepare(preparation, ref w, ref g);
            }

            Vector<float> a = rule.States > 0 ? VectorLoop.Load(first, i) : default;
            Vector<float> b = rule.States > 1 ? VectorLoop.Load(second, i) : default;
            Vector<float> c = rule.States > 2 ? VectorLoop.Load(third, i) : default;
            VectorLoop.Store(parameters, i, rule.Invoke(w, g, ref a, ref b, ref c));
            if (rule.States > 0)
            {
                VectorLoop.Store(first, i, a);
            }

            if (rule.States > 1)
            {
                VectorLoop.Store(second, i, b);
            }

            if (rule.States > 2)
            {
                VectorLoop.Store(third, i, c);
            }
        }
    }

    /// <summary>Limits a sum or mean of squares to the largest float32, because infinity would never decay. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Finite(Vector<float> state)
    {
        Vector<float> largest = new(float.MaxValue);
        return Vector.ConditionalSelect(Vector.GreaterThan(state, largest), largest, state);
    }

    /// <summary>Returns −1, 0 or 1 in each lane; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Sign(Vector<float> x)
    {
        Vector<float> sign = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, x);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -Vector<float>.One, sign);
    }

    private static void Prepare(in Preparation preparation, ref Vector<float> w, ref Vector<float> g)
    {
        g = Bounds.Clamp(g, preparation.Clip) * new Vector<float>(preparation.Scale);
        g = Arithmetic.MultiplyAdd(new Vector<float>(preparation.L1), Sign(w), g);
        g = Arithmetic.MultiplyAdd(new Vector<float>(preparation.L2), w, g);
        w = Arithmetic.MultiplyAdd(new Vector<float>(-preparation.Decay), w, w);
    }
}

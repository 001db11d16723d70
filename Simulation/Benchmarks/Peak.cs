using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>The machine's peak rate: a loop of multiply-adds in registers, on one thread and on all. The best of all measurements so far counts.</summary>
internal sealed class Peak : IParallelWork
{
    private const int Chains = 12;
    private const int LoopsPerItem = 2000;
    private const int ItemsPerThread = 16;
    private readonly Workers _workers;
    private readonly float[] _sink;
    private bool _isWide;
    private double _oneThread;
    private double _allThreads;

    internal Peak(Workers workers)
    {
        _workers = workers;
        _sink = new float[workers.Count * 16];
    }

    /// <summary>Returns the peak on one thread or on all threads, 10⁹ operations per second.</summary>
    internal double Of(int threads) => threads == 1 ? _oneThread : _allThreads;

    internal double Scaling => _allThreads / _oneThread;

    internal static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Takes further samples, alternating between the vector widths.</summary>
    internal void Measure(int samples)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            _isWide = Vector512.IsHardwareAccelerated && sample % 2 == 0;
            _oneThread = Math.Max(_oneThread, Rate(ItemsPerThread, parallel: false));
            if (_workers.Count > 1)
            {
                _allThreads = Math.Max(_allThreads, Rate(ItemsPerThread * _workers.Count, parallel: true));
            }
        }

        // More threads than processors add nothing, but all threads together are never slower than one.
        _allThreads = Math.Max(_allThreads, _oneThread);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        float sum = _isWide ? Loop512(count * LoopsPerItem) : Loop256(count * LoopsPerItem);
        _sink[worker * 16] = sum;
    }

    private double Rate(int items, bool parallel)
    {
        long begin = Stopwatch.GetTimestamp();
        if (parallel)
        {
            _workers.Run(this, items, 1);
        }
        else
        {
            ((IParallelWork)this).Execute(0, items, 0);
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return 2.0 * Chains * (_isWide ? 16 : 8) * LoopsPerItem * items / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Loop512(int loops)
    {
        Vector512<float> a = Vector512.Create(0.999f), b = Vector512.Create(0.001f);
        Vector512<float> c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
        for (; loops > 0; loops--)
        {
            c0 = Vector512.MultiplyAddEstimate(c0, a, b);
            c1 = Vector512.MultiplyAddEstimate(c1, a, b);
            c2 = Vector512.MultiplyAddEstimate(c2, a, b);
            c3 = Vector512.MultiplyAddEstimate(c3, a, b);
            c4 = Vector512.MultiplyAddEstimate(c4, a, b);
            c5 = Vector512.MultiplyAddEstimate(c5, a, b);
            c6 = Vector512.MultiplyAddEstimate(c6, a, b);
            c7 = Vector512.MultiplyAddEstimate(c7, a, b);
            c8 = Vector512.MultiplyAddEstimate(c8, a, b);
            c9 = Vector512.MultiplyAddEstimate(c9, a, b);
            c10 = Vector512.MultiplyAddEstimate(c10, a, b);
            c11 = Vector512.MultiplyAddEstimate(c11, a, b);
        }

        return (((c0 + c1) + (c2 + c3)) + ((c4 + c5) + (c6 + c7)) + ((c8 + c9) + (c10 + c11)))[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Loop256(int loops)
    {
        Vector256<float> a = Vector256.Create(0.999f), b = Vector256.Create(0.001f);
        Vector256<float> c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
        for (; loops > 0; loops--)
        {
            c0 = Vector256.MultiplyAddEstimate(c0, a, b);
            c1 = Vector256.MultiplyAddEstimate(c1, a, b);
            c2 = Vector256.MultiplyAddEstimate(c2, a, b);
            c3 = Vector256.MultiplyAddEstimate(c3, a, b);
            c4 = Vector256.MultiplyAddEstimate(c4, a, b);
            c5 = Vector256.MultiplyAddEstimate(c5, a, b);
            c6 = Vector256.MultiplyAddEstimate(c6, a, b);
            c7 = Vector256.MultiplyAddEstimate(c7, a, b);
            c8 = Vector256.MultiplyAddEstimate(c8, a, b);
            c9 = Vector256.MultiplyAddEstimate(c9, a, b);
            c10 = Vector256.MultiplyAddEstimate(c10, a, b);
            c11 = Vector256.MultiplyAddEstimate(c11, a, b);
        }

        return (((c0 + c1) + (c2 + c3)) + ((c4 + c5) + (c6 + c7)) + ((c8 + c9) + (c10 + c11)))[0];
    }
}

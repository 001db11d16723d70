using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Inference;

/// <summary>Raw observations to network inputs: y = 2 (x − min) / (max − min) − 1, so that the declared range becomes [−1, 1].</summary>
/// <remarks>Values outside the range are carried on, not cut, up to <see cref="Limit"/>. Immutable; does not allocate; thread safe.</remarks>
public sealed class ObservationNormalizer
{
    /// <summary>A normalised value beyond this, in either direction, is no observation but a fault: squared and summed it would ruin the weights.</summary>
    public const float Limit = 1000;

    private readonly float[] _scale;
    private readonly float[] _offset;

    /// <summary>Takes the ranges, one per feature.</summary>
    /// <param name="minimum">Lower ends.</param>
    /// <param name="maximum">Upper ends, each above its lower end.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ObservationNormalizer(ReadOnlySpan<float> minimum, ReadOnlySpan<float> maximum)
    {
        Require.Length(maximum.Length, minimum.Length, nameof(maximum));
        _scale = new float[minimum.Length];
        _offset = new float[minimum.Length];
        for (int i = 0; i < _scale.Length; i++)
        {
            double width = (double)maximum[i] - minimum[i];
            Require.InRange(width, float.Epsilon, float.MaxValue, "maximum - minimum");
            _scale[i] = (float)(2 / width);
            _offset[i] = (float)(-2 * minimum[i] / width - 1);
        }
    }

    /// <summary>Number of features.</summary>
    public int Width => _scale.Length;

    /// <summary>What each feature is multiplied by, above 0.</summary>
    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>What is added to each feature after that.</summary>
    public ReadOnlySpan<float> Offset => _offset;

    /// <summary>Normalises one row.</summary>
    /// <param name="raw">The observation as the game wrote it, in the units of its spec.</param>
    /// <param name="normalized">Same length; overwritten.</param>
    /// <returns>False if a value is NaN or its normalised size above <see cref="Limit"/>: the row must not be used.</returns>
    /// <exception cref="ArgumentException">A length is not <see cref="Width"/>.</exception>
    public bool TryNormalize(ReadOnlySpan<float> raw, Span<float> normalized)
    {
        Require.Length(raw.Length, _scale.Length, nameof(raw));
        Require.Length(normalized.Length, _scale.Length, nameof(normalized));
        return Run(raw, normalized);
    }

    /// <summary>Normalises rows; those that <see cref="TryNormalize"/> would not take become zeros.</summary>
    /// <param name="raw">[rows, features].</param>
    /// <param name="normalized">Same shape; overwritten.</param>
    /// <param name="refused">Which rows were not taken.</param>
    internal void Normalize(ReadOnlyMatrixView raw, MatrixView normalized, Span<bool> refused)
    {
        Require.Columns(raw.Columns, Width, nameof(raw));
        Require.Shape(normalized.Rows, normalized.Columns, raw.Rows, Width, nameof(normalized));
        for (int row = 0; row < raw.Rows; row++)
        {
            refused[row] = !Run(raw.Row(row), normalized.Row(row));
            if (refused[row])
            {
                normalized.Row(row).Clear();
            }
        }
    }

    private bool Run(ReadOnlySpan<float> raw, Span<float> normalized)
    {
        Vector<int> outside = Vector<int>.Zero;
        int i = 0;
        for (; i <= raw.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Normalize(raw, i);
            VectorLoop.Store(normalized, i, value);
            outside |= Outside(value);
        }

        bool isWithin = Vector.EqualsAll(outside, Vector<int>.Zero);
        for (; i < raw.Length; i++)
        {
            normalized[i] = Arithmetic.MultiplyAdd(raw[i], _scale[i], _offset[i]);
            isWithin &= Math.Abs(normalized[i]) <= Limit;
        }

        return isWithin;
    }

    /// <summary>Whether <see cref="TryNormalize"/> would take a row.</summary>
    internal bool IsObservation(ReadOnlySpan<float> raw)
    {
        Vector<int> outside = Vector<int>.Zero;
        int i = 0;
        for (; i <= raw.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            outside |= Outside(Normalize(raw, i));
        }

        bool isWithin = Vector.EqualsAll(outside, Vector<int>.Zero);
        for (; i < raw.Length; i++)
        {
            isWithin &= Math.Abs(Arithmetic.MultiplyAdd(raw[i], _scale[i], _offset[i])) <= Limit;
        }

        return isWithin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Normalize(ReadOnlySpan<float> raw, int i)
        => Arithmetic.MultiplyAdd(VectorLoop.Load(raw, i), VectorLoop.Load(_scale, i), VectorLoop.Load(_offset, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Outside(Vector<float> value) => ~Vector.LessThanOrEqual(Vector.Abs(value), new Vector<float>(Limit));

    /// <summary>Whether every value is finite. Does not allocate.</summary>
    internal static bool IsFinite(ReadOnlySpan<float> values) => IsWithin(values, float.MaxValue);

    /// <summary>Whether every value is a number from −limit to limit. Does not allocate.</summary>
    internal static bool IsWithin(ReadOnlySpan<float> values, float limit)
    {
        Vector<int> outside = Vector<int>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            outside |= ~Vector.LessThanOrEqual(Vector.Abs(VectorLoop.Load(values, i)), new Vector<float>(limit));
        }

        bool all = Vector.EqualsAll(outside, Vector<int>.Zero);
        for (; i < values.Length; i++)
        {
            all &= Math.Abs(values[i]) <= limit;
        }

        return all;
    }
}

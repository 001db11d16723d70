using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Observations;

/// <summary>A map from raw observations to network inputs: y = 2 (x − min) / (max − min) − 1, so the declared range becomes [−1, 1].
/// If moments are applied, (y − mean) / deviation follows.</summary>
/// <remarks>
/// Values outside the declared range are extrapolated up to <see cref="Limit"/>, not clipped; standardised values are clipped at <see cref="Clip"/>. Does not allocate.
/// Thread safe while no moments are applied.
/// </remarks>
public sealed class ObservationNormalizer
{
    /// <summary>Largest magnitude of a value mapped by its range. A row with a larger value is refused as faulty, because its squares and sums would ruin the weights.</summary>
    public const float Limit = 1000;

    /// <summary>Magnitude at which standardised values are clipped, in standard deviations.</summary>
    public const float Clip = 10;

    /// <summary>Text for error messages: the condition that <see cref="IsRange"/> checks.</summary>
    internal const string RangeRule = "a range that is at most 3.4E+38 wide and spans more than a few float values";

    /// <summary>Tolerance of the mapped ends. A larger error means that the range has only a few float values, or that its scale or offset is not finite.</summary>
    private const float EndTolerance = 0.5f;

    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly float[] _gain;
    private readonly float[] _shift;

    /// <summary>Creates a normaliser for the given ranges, one per feature.</summary>
    /// <param name="minimum">Lower ends.</param>
    /// <param name="maximum">Upper ends, each above its lower end.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the ends of a range are not distinct enough in float.</exception>
    public ObservationNormalizer(ReadOnlySpan<float> minimum, ReadOnlySpan<float> maximum)
    {
        Require.Length(maximum.Length, minimum.Length, nameof(maximum));
        _scale = new float[minimum.Length];
        _offset = new float[minimum.Length];
        _gain = new float[minimum.Length];
        _shift = new float[minimum.Length];
        for (int i = 0; i < _scale.Length; i++)
        {
            if (!IsRange(minimum[i], maximum[i]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(maximum), maximum[i], FormattableString.Invariant($"maximum: expected {RangeRule}, received {minimum[i]} to {maximum[i]}."));
            }

            (_scale[i], _offset[i]) = Map(minimum[i], maximum[i]);
        }
    }

    /// <summary>Returns whether a range can be mapped in single precision, with its ends close to −1 and 1.</summary>
    internal static bool IsRange(float minimum, float maximum)
    {
        (float scale, float offset) = Map(minimum, maximum);
        return maximum > minimum && (double)maximum - minimum <= float.MaxValue
            && Math.Abs(Arithmetic.MultiplyAdd(minimum, scale, offset) + 1) <= EndTolerance
            && Math.Abs(Arithmetic.MultiplyAdd(maximum, scale, offset) - 1) <= EndTolerance;
    }

    private static (float Scale, float Offset) Map(float minimum, float maximum)
    {
        double width = (double)maximum - minimum;
        return ((float)(2 / width), (float)(-2.0 * minimum / width - 1));
    }

    private ObservationNormalizer(ObservationNormalizer source)
    {
        (_scale, _offset) = (source._scale, source._offset);
        (_gain, _shift, IsStandardizing) = ([.. source._gain], [.. source._shift], source.IsStandardizing);
    }

    /// <summary>Number of features.</summary>
    public int Width => _scale.Length;

    /// <summary>Factor of each feature in the map of its range, above 0.</summary>
    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>Summand of each feature in the map of its range, added after <see cref="Scale"/> is applied.</summary>
    public ReadOnlySpan<float> Offset => _offset;

    /// <summary>Whether moments are applied.</summary>
    public bool IsStandardizing { get; private set; }

    /// <summary>Factor of each mapped feature if moments are applied: 1 / standard deviation.</summary>
    public ReadOnlySpan<float> Gain => _gain;

    /// <summary>Summand of each feature if moments are applied, added after <see cref="Gain"/> and before the clip at <see cref="Clip"/>: −mean / standard deviation.</summary>
    public ReadOnlySpan<float> Shift => _shift;

    /// <summary>Normalises one row.</summary>
    /// <param name="raw">The observation as the game wrote it, in the units of its spec.</param>
    /// <param name="normalized">Same length; overwritten.</param>
    /// <returns>False if a value is NaN or its magnitude, mapped by its range, is above <see cref="Limit"/>. The row must then not be used.</returns>
    /// <exception cref="ArgumentException">A length is not <see cref="Width"/>.</exception>
    public bool TryNormalize(ReadOnlySpan<float> raw, Span<float> normalized)
    {
        Require.Length(raw.Length, _scale.Length, nameof(raw));
        Require.Length(normalized.Length, _scale.Length, nameof(normalized));
        return Run(raw, normalized);
    }

    /// <summary>Returns a normaliser with the same ranges and a copy of the moments, which later changes to this normaliser don't affect. Allocates.</summary>
    internal ObservationNormalizer Copy() => new(this);

    /// <summary>Copies the moments of another normaliser with the same ranges.</summary>
    internal void TakeMoments(ObservationNormalizer source)
    {
        source._gain.CopyTo(_gain, 0);
        source._shift.CopyTo(_shift, 0);
        IsStandardizing = source.IsStandardizing;
    }

    /// <summary>Sets the gain and shift that are applied to a feature after the map of its range, and turns standardisation on.</summary>
    internal void Standardize(int feature, float gain, float shift)
    {
        (_gain[feature], _shift[feature]) = (gain, shift);
        IsStandardizing = true;
    }

    /// <summary>Maps a row by its ranges alone.</summary>
    internal void ToRange(ReadOnlySpan<float> raw, Span<float> values)
    {
        int i = 0;
        for (; i <= raw.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            VectorLoop.Store(values, i, Normalize(raw, i));
        }

        for (; i < raw.Length; i++)
        {
            values[i] = Arithmetic.MultiplyAdd(raw[i], _scale[i], _offset[i]);
        }
    }

    /// <summary>Normalises rows. Rows that <see cref="TryNormalize"/> would refuse become zeros.</summary>
    /// <param name="raw">[rows, features].</param>
    /// <param name="normalized">Same shape; overwritten.</param>
    /// <param name="refused">Flags of the refused rows; overwritten.</param>
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

        if (IsStandardizing)
        {
            Standardize(normalized);
        }

        return isWithin;
    }

    private void Standardize(Span<float> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Arithmetic.MultiplyAdd(VectorLoop.Load(values, i), VectorLoop.Load(_gain, i), VectorLoop.Load(_shift, i));
            VectorLoop.Store(values, i, Bounds.Clamp(value, Clip));
        }

        for (; i < values.Length; i++)
        {
            float value = Arithmetic.MultiplyAdd(values[i], _gain[i], _shift[i]);
            values[i] = value > Clip ? Clip : value < -Clip ? -Clip : value;
        }
    }

    /// <summary>Returns whether <see cref="TryNormalize"/> would accept a row.</summary>
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

    /// <summary>Returns the index of the first value for which <see cref="TryNormalize"/> refuses a row, or −1.</summary>
    internal int FindRefused(ReadOnlySpan<float> raw)
    {
        int i = 0;
        while (i < raw.Length && Math.Abs(Arithmetic.MultiplyAdd(raw[i], _scale[i], _offset[i])) <= Limit)
        {
            i++;
        }

        return i < raw.Length ? i : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<float> Normalize(ReadOnlySpan<float> raw, int i)
        => Arithmetic.MultiplyAdd(VectorLoop.Load(raw, i), VectorLoop.Load(_scale, i), VectorLoop.Load(_offset, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Outside(Vector<float> value) => ~Vector.LessThanOrEqual(Vector.Abs(value), new Vector<float>(Limit));
}

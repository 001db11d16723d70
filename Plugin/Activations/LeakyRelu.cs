using System.Globalization;
using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Activations;

/// <summary>Leaky ReLU f(z) = z where z ≥ 0, else α·z; f′ = 1 or α by the sign of a (Maas, Hannun, Ng 2013).</summary>
/// <remarks>Named <c>leaky_relu</c> with the default α, otherwise for example <c>leaky_relu(0.01)</c>. Immutable; does not allocate; thread safe.</remarks>
public sealed class LeakyRelu : Activation
{
    private const float DefaultSlope = 0.2f;

    /// <summary>Creates the activation. Allocates.</summary>
    /// <param name="slope">Slope α on the negative side, 0 (ReLU) to 1 (identity). Default: 0.2, as in Keras 3; libtorch has 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is NaN or out of its range.</exception>
    public LeakyRelu(float slope = DefaultSlope)
    {
        Require.InRange(slope, 0, 1);
        Slope = slope;
        Name = slope == DefaultSlope ? BaseName : string.Format(CultureInfo.InvariantCulture, "{0}({1:R})", BaseName, slope);
    }

    /// <summary>Slope α on the negative side.</summary>
    public float Slope { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    internal static string BaseName => "leaky_relu";

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LeakyRelu other && Slope.Equals(other.Slope);

    /// <inheritdoc/>
    public override int GetHashCode() => Slope.GetHashCode();

    /// <summary>Returns the activation with a name such as <c>leaky_relu(0.01)</c>; null for other names.</summary>
    internal static LeakyRelu? Parse(string name)
    {
        int start = BaseName.Length + 1;
        bool isForm = name.Length > start && name.StartsWith(BaseName + "(", StringComparison.Ordinal) && name[^1] == ')';
        return isForm && float.TryParse(name[start..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out float slope) && slope is >= 0 and <= 1
            ? new LeakyRelu(slope)
            : null;
    }

    private protected override void Apply(Span<float> values) => VectorLoop.Apply(new Value(Slope), values, values);

    private protected override void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient)
        => VectorLoop.Combine(new Gradient(Slope), known, gradient);

    private readonly struct Value(float slope) : IUnaryFunction
    {
        public Vector<float> Invoke(Vector<float> z) => Vector.ConditionalSelect(Vector.LessThan(z, Vector<float>.Zero), z * new Vector<float>(slope), z);
    }

    private readonly struct Gradient(float slope) : IBinaryFunction
    {
        // With α = 0 negative inputs give −0, so the sign is read from the bits: a comparison would miss −0.
        public Vector<float> Invoke(Vector<float> a, Vector<float> g) => Vector.ConditionalSelect(
            Vector.LessThan(Vector.AsVectorInt32(a), Vector<int>.Zero), g * new Vector<float>(slope), g);
    }
}

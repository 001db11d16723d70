using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Activations;

/// <summary>A function a = f(z) between layers, element by element (softmax: row by row). Without a non-linear one, any stack of Dense layers is a single linear map.</summary>
/// <remarks>The derivative is computed from the stored output a, or from z where a does not tell it: <see cref="NeedsInput"/>. Stateless; does not allocate; thread safe.</remarks>
[JsonConverter(typeof(ActivationJsonConverter))]
public abstract class Activation
{
    /// <summary>f(z) = z.</summary>
    public static Activation Identity { get; } = new Identity();

    /// <summary>f(z) = max(0, z).</summary>
    public static Activation Relu { get; } = new Relu();

    /// <summary>f(z) = tanh z.</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary>f(z) = 1 / (1 + e⁻ᶻ).</summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary>f(z) = z where z ≥ 0, else 0.2 z; other slopes by <see cref="Activations.LeakyRelu"/>.</summary>
    public static Activation LeakyRelu { get; } = new LeakyRelu();

    /// <summary>f(z) = z where z > 0, else eᶻ − 1.</summary>
    public static Activation Elu { get; } = new Elu();

    /// <summary>f(z) = z · Φ(z) with the normal distribution Φ, exact.</summary>
    public static Activation Gelu { get; } = new Gelu();

    /// <summary>f(z) = z/2 · (1 + tanh(√(2/π) · (z + 0.044715 z³))): GELU as JAX computes it by default, within 0.0005 of <see cref="Gelu"/>.</summary>
    public static Activation GeluTanh { get; } = new GeluTanh();

    /// <summary>f(z) = z / (1 + e⁻ᶻ).</summary>
    public static Activation Silu { get; } = new Silu();

    /// <summary>f(z) = ln(1 + eᶻ).</summary>
    public static Activation Softplus { get; } = new Softplus();

    /// <summary>aᵢ = e^zᵢ / Σⱼ e^zⱼ over each row, stable at any z.</summary>
    public static Activation Softmax { get; } = new Softmax();

    /// <summary>Every activation, in the order of the documentation.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Identity, Relu, LeakyRelu, Elu, Gelu, GeluTanh, Silu, Softplus, Tanh, Sigmoid, Softmax];

    /// <summary>The name in options and archives, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether f′ is computed from z: who runs the network back must then know z.</summary>
    public virtual bool NeedsInput => false;

    /// <summary>The activation of a name.</summary>
    /// <exception cref="ArgumentException">No activation has that name.</exception>
    public static Activation FromName(string name)
    {
        Require.NotNull(name);
        foreach (Activation activation in All)
        {
            if (activation.Name == name)
            {
                return activation;
            }
        }

        if (Activations.LeakyRelu.Parse(name) is { } leaky)
        {
            return leaky;
        }

        throw new ArgumentException($"{nameof(name)}: expected one of {string.Join(", ", All.Select(each => each.Name))}, received \"{name}\".", nameof(name));
    }

    /// <summary>a = f(z), in place.</summary>
    /// <param name="values">[batch, features]: z before, a after. Padding is left alone.</param>
    public virtual void Forward(MatrixView values)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            Apply(values.Row(row));
        }
    }

    /// <summary>dL/dz = dL/da · f′(z), in place, with f′ from the output.</summary>
    /// <param name="output">[batch, features]: a = f(z).</param>
    /// <param name="gradient">[batch, features]: dL/da before, dL/dz after. Padding is left alone.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException"><see cref="NeedsInput"/> is true.</exception>
    public void Backward(ReadOnlyMatrixView output, MatrixView gradient)
    {
        if (NeedsInput)
        {
            throw new InvalidOperationException($"Activation {Name}: expected the input z beside the output, received the output alone.");
        }

        BackwardRows(output, gradient, nameof(output));
    }

    /// <summary>dL/dz = dL/da · f′(z), in place.</summary>
    /// <param name="input">[batch, features]: z; read only where <see cref="NeedsInput"/> is true, else it may be empty.</param>
    /// <param name="output">[batch, features]: a = f(z); read only where <see cref="NeedsInput"/> is false, else it may be empty.</param>
    /// <param name="gradient">[batch, features]: dL/da before, dL/dz after. Padding is left alone.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Backward(ReadOnlyMatrixView input, ReadOnlyMatrixView output, MatrixView gradient)
        => BackwardRows(NeedsInput ? input : output, gradient, NeedsInput ? nameof(input) : nameof(output));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>a = f(z) over one row.</summary>
    private protected abstract void Apply(Span<float> values);

    /// <summary>dL/dz = dL/da · f′ over one row.</summary>
    /// <param name="known">z where <see cref="NeedsInput"/> is true, else a.</param>
    /// <param name="gradient">dL/da before, dL/dz after.</param>
    private protected abstract void ApplyDerivative(ReadOnlySpan<float> known, Span<float> gradient);

    private void BackwardRows(ReadOnlyMatrixView known, MatrixView gradient, string name)
    {
        Require.Shape(known.Rows, known.Columns, gradient.Rows, gradient.Columns, name);
        for (int row = 0; row < known.Rows; row++)
        {
            ApplyDerivative(known.Row(row), gradient.Row(row));
        }
    }
}

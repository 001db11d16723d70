using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Activations;

/// <summary>Activation function a = f(z), applied element by element (softmax: row by row).</summary>
/// <remarks>
/// Without a non-linear activation, any stack of Dense layers is a single linear map. The derivative is computed from the stored output a, or from z if a
/// does not determine it: see <see cref="NeedsInput"/>. Stateless; does not allocate; thread safe.
/// </remarks>
[JsonConverter(typeof(ActivationJsonConverter))]
public abstract class Activation
{
    /// <summary>Identity, f(z) = z.</summary>
    public static Activation Identity { get; } = new Identity();

    /// <summary>ReLU, f(z) = max(0, z).</summary>
    public static Activation Relu { get; } = new Relu();

    /// <summary>Hyperbolic tangent, f(z) = tanh z.</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary>Sigmoid, f(z) = 1 / (1 + e⁻ᶻ).</summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary>Leaky ReLU, f(z) = z where z ≥ 0, else 0.2 z. For other slopes see <see cref="Activations.LeakyRelu"/>.</summary>
    public static Activation LeakyRelu { get; } = new LeakyRelu();

    /// <summary>ELU, f(z) = z where z > 0, else eᶻ − 1.</summary>
    public static Activation Elu { get; } = new Elu();

    /// <summary>GELU, f(z) = z · Φ(z) with the standard normal distribution function Φ, in its exact form.</summary>
    public static Activation Gelu { get; } = new Gelu();

    /// <summary>GELU in the approximate form that is JAX's default, f(z) = z/2 · (1 + tanh(√(2/π) · (z + 0.044715 z³))), within 0.0005 of <see cref="Gelu"/>.</summary>
    public static Activation GeluTanh { get; } = new GeluTanh();

    /// <summary>SiLU, f(z) = z / (1 + e⁻ᶻ).</summary>
    public static Activation Silu { get; } = new Silu();

    /// <summary>Softplus, f(z) = ln(1 + eᶻ).</summary>
    public static Activation Softplus { get; } = new Softplus();

    /// <summary>Softmax, aᵢ = e^zᵢ / Σⱼ e^zⱼ over each row, stable at any z.</summary>
    public static Activation Softmax { get; } = new Softmax();

    /// <summary>All activations, in the order of the documentation.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Identity, Relu, LeakyRelu, Elu, Gelu, GeluTanh, Silu, Softplus, Tanh, Sigmoid, Softmax];

    /// <summary>Name in options and archives, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether f′ is computed from z, so that a backward pass needs z.</summary>
    public virtual bool NeedsInput => false;

    /// <summary>Returns the activation with this name, such as <c>relu</c> or <c>leaky_relu(0.01)</c>.</summary>
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

    /// <summary>Computes a = f(z) in place.</summary>
    /// <param name="values">[batch, features]: z before, a after. Padding is not changed.</param>
    public virtual void Forward(MatrixView values)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            Apply(values.Row(row));
        }
    }

    /// <summary>Computes dL/dz = dL/da · f′(z) in place, with f′ from the output.</summary>
    /// <param name="output">[batch, features]: a = f(z).</param>
    /// <param name="gradient">[batch, features]: dL/da before, dL/dz after. Padding is not changed.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException"><see cref="NeedsInput"/> is true.</exception>
    public void Backward(ReadOnlyMatrixView output, MatrixView gradient)
    {
        if (NeedsInput)
        {
            throw new InvalidOperationException($"Activation {Name}: expected the input z and the output, received the output alone.");
        }

        BackwardRows(output, gradient, nameof(output));
    }

    /// <summary>Computes dL/dz = dL/da · f′(z) in place.</summary>
    /// <param name="input">[batch, features]: z. Used only if <see cref="NeedsInput"/> is true; may be empty otherwise.</param>
    /// <param name="output">[batch, features]: a = f(z). Used only if <see cref="NeedsInput"/> is false; may be empty otherwise.</param>
    /// <param name="gradient">[batch, features]: dL/da before, dL/dz after. Padding is not changed.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Backward(ReadOnlyMatrixView input, ReadOnlyMatrixView output, MatrixView gradient)
        => BackwardRows(NeedsInput ? input : output, gradient, NeedsInput ? nameof(input) : nameof(output));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Computes a = f(z) over one row in place.</summary>
    private protected abstract void Apply(Span<float> values);

    /// <summary>Computes dL/dz = dL/da · f′ over one row in place.</summary>
    /// <param name="known">z if <see cref="NeedsInput"/> is true, else a.</param>
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

using System.Text.Json.Serialization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Activations;

/// <summary>An element-wise function a = f(z) between layers. Without a non-linear one, any stack of Dense layers is a single linear map.</summary>
/// <remarks>The derivative is computed from the stored output a. Stateless; does not allocate; thread safe.</remarks>
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

    /// <summary>Every activation, in the order of the documentation.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Identity, Relu, Tanh, Sigmoid];

    /// <summary>The name in options and archives, lower case.</summary>
    public abstract string Name { get; }

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
    public virtual void Backward(ReadOnlyMatrixView output, MatrixView gradient)
    {
        Require.Shape(gradient.Rows, gradient.Columns, output.Rows, output.Columns, nameof(gradient));
        for (int row = 0; row < output.Rows; row++)
        {
            ApplyDerivative(output.Row(row), gradient.Row(row));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>a = f(z) over one row.</summary>
    private protected abstract void Apply(Span<float> values);

    /// <summary>dL/dz = dL/da · f′ over one row.</summary>
    private protected abstract void ApplyDerivative(ReadOnlySpan<float> output, Span<float> gradient);
}

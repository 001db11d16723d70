using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Initial values of a tensor. Each value is a function of the random source and its position, so layouts and workers don't change it.</summary>
/// <remarks>Stateless; does not allocate; thread safe for distinct destinations.</remarks>
public abstract class Initializer
{
    /// <summary>Sets every value. Padding is not changed.</summary>
    /// <param name="weights">[inputs, outputs]: fan-in is the number of rows, fan-out the number of columns.</param>
    /// <param name="random">Random stream of this tensor.</param>
    public void Fill(MatrixView weights, RandomSource random) => FillCore(weights, random);

    /// <summary>Returns the initializer that suits an activation: He uniform for one-sided functions (ReLU, leaky ReLU, ELU, GELU, SiLU), otherwise Glorot uniform.</summary>
    /// <param name="activation">The activation's name, such as <c>relu</c>.</param>
    public static Initializer DefaultFor(string activation)
    {
        Require.NotNull(activation);
        bool isOneSided = activation is "relu" or "elu" or "gelu" or "gelu_tanh" or "silu" || activation.StartsWith("leaky_relu", StringComparison.Ordinal);
        return isOneSided ? new HeUniform() : new GlorotUniform();
    }

    /// <summary>Sets the values one by one. An initializer that makes all values together overrides this method.</summary>
    private protected virtual void FillCore(MatrixView weights, RandomSource random)
    {
        for (int row = 0; row < weights.Rows; row++)
        {
            Span<float> values = weights.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = Value(random, (ulong)((long)row * weights.Columns + column), weights.Rows, weights.Columns);
            }
        }
    }

    /// <summary>Returns the value at a row-major index.</summary>
    private protected abstract float Value(RandomSource random, ulong index, int fanIn, int fanOut);
}

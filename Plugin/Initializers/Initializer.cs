using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Where weights start. A value is a function of the random source and its position, so layouts and workers don't change it.</summary>
/// <remarks>Stateless; does not allocate; thread safe for distinct destinations.</remarks>
public abstract class Initializer
{
    /// <summary>Sets every value, not the padding.</summary>
    /// <param name="weights">[inputs, outputs]: fan-in is the number of rows, fan-out the number of columns.</param>
    /// <param name="random">The stream of this tensor.</param>
    public void Fill(MatrixView weights, RandomSource random)
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

    /// <summary>The value at a row-major index.</summary>
    private protected abstract float Value(RandomSource random, ulong index, int fanIn, int fanOut);
}

using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Orthogonal weights W = gain · Q, which keep the lengths of signals (Saxe, McClelland, Ganguli 2014).</summary>
/// <remarks>
/// The columns of Q are orthonormal, QᵀQ = 1; if there are fewer rows than columns, the rows are. Q is made from a matrix of normal numbers by two passes of
/// modified Gram-Schmidt in float64. <see cref="Initializer.Fill"/> allocates here.
/// </remarks>
public sealed class Orthogonal : Initializer
{
    private readonly float _gain;

    /// <summary>Creates the initializer.</summary>
    /// <param name="gain">Length of each column or row, −1e30 to 1e30. Larger gains amplify signals from layer to layer. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is NaN or out of its range.</exception>
    public Orthogonal(float gain = 1)
    {
        Require.InRange(gain, -1e30, 1e30);
        _gain = gain;
    }

    private protected override void FillCore(MatrixView weights, RandomSource random)
    {
        bool isTall = weights.Rows >= weights.Columns;
        int count = Math.Min(weights.Rows, weights.Columns), length = Math.Max(weights.Rows, weights.Columns);
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new double[length];
            for (int k = 0; k < length; k++)
            {
                vectors[i][k] = random.Normal((ulong)((long)i * length + k), 0);
            }

            // Two passes are enough (Kahan, Parlett): the second removes what rounding has left.
            RemoveAndScale(vectors, i);
            RemoveAndScale(vectors, i);
        }

        for (int row = 0; row < weights.Rows; row++)
        {
            for (int column = 0; column < weights.Columns; column++)
            {
                weights[row, column] = _gain * (float)(isTall ? vectors[column][row] : vectors[row][column]);
            }
        }
    }

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut)
        => throw new InvalidOperationException("Orthogonal: expected a call of Fill, which makes all weights together, received a request for one weight.");

    private static void RemoveAndScale(double[][] vectors, int index)
    {
        double[] vector = vectors[index];
        for (int i = 0; i < index; i++)
        {
            double share = Dot(vectors[i], vector);
            for (int k = 0; k < vector.Length; k++)
            {
                vector[k] -= share * vectors[i][k];
            }
        }

        double length = Math.Sqrt(Dot(vector, vector));
        for (int k = 0; k < vector.Length; k++)
        {
            vector[k] /= length;
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}

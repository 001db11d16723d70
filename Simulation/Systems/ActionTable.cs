namespace NeuroAgents.Simulation.Systems;

/// <summary>A table with one scripted action per row of the frame.</summary>
/// <param name="width">Values per action.</param>
public sealed class ActionTable(int width)
{
    private float[] _values = [];

    /// <summary>Values per action.</summary>
    public int Width => width;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Values of all rows, row by row.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count * width);

    /// <summary>Returns one row, for reading or writing. Several threads may write different rows at once.</summary>
    public Span<float> Row(int row) => _values.AsSpan(row * width, width);

    /// <summary>Makes room for the frame's rows. Their values are undefined until written. Allocates only when the table grows.</summary>
    public void Resize(int rows)
    {
        if (rows * width > _values.Length)
        {
            _values = new float[Math.Max(rows * width, _values.Length * 2)];
        }

        Count = rows;
    }

    /// <summary>Returns the variance of each column over the rows, averaged over the columns: the mean squared error of the best constant guess.</summary>
    public double MeanVariance()
    {
        double total = 0;
        for (int column = 0; column < width; column++)
        {
            double mean = 0, squares = 0;
            for (int row = 0; row < Count; row++)
            {
                double difference = _values[row * width + column] - mean;
                mean += difference / (row + 1);
                squares += difference * (_values[row * width + column] - mean);
            }

            total += Count == 0 ? 0 : squares / Count;
        }

        return total / width;
    }
}

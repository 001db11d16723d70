using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>Objective of the temperature, L = −1/n · Σ over rows of ln α · (ln π + H̄), where ln α is the only output and H̄ the target entropy. α grows while the policy's entropy is below its target.</summary>
/// <remarks>A target row has ln π. Rows may have weights. Does not allocate. Thread safe for distinct rows.</remarks>
/// <param name="targetEntropy">H̄ of all actions together, nats.</param>
internal sealed class TemperatureObjective(float targetEntropy) : IObjective
{
    /// <summary>Returns the number of target columns, 1.</summary>
    /// <exception cref="ArgumentException">There is more than one output.</exception>
    public int TargetColumns(int outputs)
    {
        Require.Length(outputs, 1, nameof(outputs));
        return 1;
    }

    /// <inheritdoc/>
    public double Terms(int rows, int outputs) => rows;

    /// <inheritdoc/>
    public double Sum(in ObjectiveRows rows)
    {
        double sum = 0;
        for (int row = 0; row < rows.Outputs.Rows; row++)
        {
            float slope = -rows.Weight(row) * (rows.Targets[row, 0] + targetEntropy);
            rows.Gradients[row, 0] = slope / rows.TotalRows;
            sum += slope * (double)rows.Outputs[row, 0];
        }

        return sum;
    }
}

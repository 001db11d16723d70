using NeuroAgents.Losses;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>The sum of all outputs as an objective without targets: the gradient of a row's inputs is then the gradient of the row's own output.</summary>
/// <remarks>Does not allocate. Thread safe.</remarks>
internal sealed class OutputSum : IObjective
{
    /// <inheritdoc/>
    public int TargetColumns(int outputs) => 0;

    /// <inheritdoc/>
    public double Terms(int rows, int outputs) => 1;

    /// <inheritdoc/>
    public double Sum(in ObjectiveRows rows)
    {
        double sum = 0;
        for (int row = 0; row < rows.Outputs.Rows; row++)
        {
            rows.Gradients.Row(row).Fill(1);
            foreach (float output in rows.Outputs.Row(row))
            {
                sum += output;
            }
        }

        return sum;
    }
}

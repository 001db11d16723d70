using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>Objective of the actor, L = 1/n · Σ over rows of α ln π(a) − Q(o, a), with the actions a = tanh(μ + σ·ε) of fixed noise ε (the reparameterisation trick).</summary>
/// <remarks>
/// A target row has ε and dQ/da of each action, then Q. The gradient is exact only if dQ/da and Q are those of the actions of the current policy. Rows may have weights.
/// Does not allocate. Thread safe for distinct rows.
/// </remarks>
/// <param name="head">The policy's head.</param>
internal sealed class ActorObjective(SquashedGaussianHead head) : IObjective
{
    /// <summary>Temperature α, at least 0. Larger values favour the entropy of the policy over the Q-value. It must not change during a step.</summary>
    internal float Temperature { get; set; }

    /// <summary>Returns the number of target columns: ε and dQ/da of each action, and Q.</summary>
    /// <exception cref="ArgumentException">The number of outputs is not that of the head.</exception>
    public int TargetColumns(int outputs)
    {
        Require.Length(outputs, head.OutputWidth, nameof(outputs));
        return 2 * head.ActionWidth + 1;
    }

    /// <inheritdoc/>
    public double Terms(int rows, int outputs) => rows;

    /// <inheritdoc/>
    public double Sum(in ObjectiveRows rows)
    {
        int width = head.ActionWidth;
        double sum = 0;
        for (int row = 0; row < rows.Outputs.Rows; row++)
        {
            ReadOnlySpan<float> target = rows.Targets.Row(row);
            Debug.Assert(target.Length == 2 * width + 1, "A target row has noise, slopes and a Q-value.");
            float weight = rows.Weight(row), scale = weight / rows.TotalRows;
            float logProbability = head.WriteGradient(
                rows.Outputs.Row(row), target[..width], Temperature * scale, target.Slice(width, width), -scale, rows.Gradients.Row(row));
            sum += weight * (Temperature * (double)logProbability - target[2 * width]);
        }

        return sum;
    }
}

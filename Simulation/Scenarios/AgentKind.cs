using NeuroAgents.Agents;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Agents that share a brain: foragers, or the pursuers among pursuers and evaders.</summary>
/// <param name="Brain">The brain that they share.</param>
/// <param name="Roster">All of them in the frame, in the order of their handles.</param>
/// <param name="Labels">What their teacher would do, by row: of the newest frame in which it was asked.</param>
public sealed record AgentKind(Brain Brain, AgentRoster Roster, ActionTable Labels)
{
    /// <summary>How wrong the newest frame's decisions were, before anything was learned from it: 1/(n·m) · Σ (action − label)² over n agents and m actions.</summary>
    /// <remarks>
    /// The loss on rows that no weight has seen, known as progressive validation or the prequential error. Of actions as they are carried out, so of network outputs
    /// limited to −1 … 1, against the teacher's own answers. NaN for discrete actions, and where no teacher was asked. Does not allocate.
    /// </remarks>
    public float NewRowsLoss()
    {
        Decisions decisions = Brain.Decisions;
        if (Brain.Actions.Branches.Count > 0 || decisions.Count == 0 || decisions.Count != Labels.Count)
        {
            return float.NaN;
        }

        double sum = 0;
        for (int row = 0; row < decisions.Count; row++)
        {
            sum += MeanSquaredError(decisions.Action(row), Labels.Row(row));
        }

        return (float)(sum / decisions.Count);
    }

    /// <summary>The mean squared error of one agent: 1/m · Σ (action − label)² over m actions. Does not allocate.</summary>
    public static float MeanSquaredError(ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        float squares = 0;
        for (int i = 0; i < action.Length; i++)
        {
            float difference = action[i] - label[i];
            squares += difference * difference;
        }

        return squares / action.Length;
    }
}

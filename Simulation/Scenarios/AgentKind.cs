using NeuroAgents.Agents;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Agents that share a brain: foragers, or the pursuers among pursuers and evaders.</summary>
/// <param name="Brain">The brain that all agents of the kind share.</param>
/// <param name="Roster">All agents of the kind in this frame, in the order of their handles.</param>
/// <param name="Labels">The teacher's actions by row, from the newest frame in which it was asked.</param>
public sealed record AgentKind(Brain Brain, AgentRoster Roster, ActionTable Labels)
{
    /// <summary>Returns the mean squared error of the newest frame's decisions, 1/(n·m) · Σ (action − label)² over n agents and m actions, before the brain learns from that frame.</summary>
    /// <remarks>
    /// This is the loss on rows that have not been trained on, known as progressive validation or the prequential error. It compares the executed actions (network
    /// outputs limited to −1 … 1) with the teacher's own answers. NaN for discrete actions and if no teacher was asked. Does not allocate.
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

    /// <summary>Returns the mean squared error of one agent: 1/m · Σ (action − label)² over m actions. Does not allocate.</summary>
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

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A scripted expert for one kind of agents: the teacher, or a script that sees more than the teacher does.</summary>
internal interface IExpert
{
    /// <summary>Looks around once a frame, before it is asked.</summary>
    void Look()
    {
    }

    /// <summary>One agent's action. Several threads may ask for different rows.</summary>
    /// <param name="row">The agent's row of the frame.</param>
    /// <param name="observation">What the agent senses.</param>
    /// <param name="action">Overwritten, one value per action.</param>
    void Act(int row, ReadOnlySpan<float> observation, Span<float> action);
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A scripted expert for one kind of agents: the teacher, or a script that sees more than the teacher.</summary>
internal interface IExpert
{
    /// <summary>Gathers what the expert needs from the world, once a frame before <see cref="Act"/>. Default: nothing.</summary>
    void Prepare()
    {
    }

    /// <summary>Writes one agent's action. Several threads may call it at the same time for different rows.</summary>
    /// <param name="row">The agent's row of the frame.</param>
    /// <param name="observation">The agent's observation.</param>
    /// <param name="action">Overwritten with one value per action.</param>
    void Act(int row, ReadOnlySpan<float> observation, Span<float> action);
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session: measures the brain on examples that it is never taught.</summary>
public interface IHeldOutValidation
{
    /// <summary>The measurements so far.</summary>
    HeldOutRecord Record { get; }

    /// <summary>Measures, in frames where a measurement is due. Called after the new weights are in use; no part of the time that a frame costs a game.</summary>
    /// <param name="frame">Number of the frame, from 0.</param>
    void Validate(long frame);
}

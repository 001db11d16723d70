using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Systems;

/// <summary>The controls through which a person steers one agent with a body. The agent's brain learns the person's actions in place of the expert's.</summary>
/// <remarks>Use the controls only between two frames, on the thread that runs them. They have no effect while no agent is driven.</remarks>
public sealed class HumanDriver
{
    private readonly float[] _action = new float[2];

    /// <summary>The driven agent; null for none. The handle remains after the agent dies, but then has no effect.</summary>
    public AgentHandle? Handle { get; private set; }

    /// <summary>Turn and thrust, each −1 to 1.</summary>
    public ReadOnlySpan<float> Action => _action;

    /// <summary>Takes the controls of an agent or releases them. Turn and thrust start at 0.</summary>
    /// <param name="handle">The agent; null to release the controls.</param>
    public void Drive(AgentHandle? handle)
    {
        Handle = handle;
        Hold(0, 0);
    }

    /// <summary>Sets the action that the agent carries out from the next frame on.</summary>
    /// <param name="turn">−1 fully right to 1 fully left.</param>
    /// <param name="thrust">−1 back to 1 ahead.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or outside −1 to 1.</exception>
    public void Hold(float turn, float thrust)
    {
        Require(turn, nameof(turn));
        Require(thrust, nameof(thrust));
        (_action[0], _action[1]) = (turn, thrust);
    }

    /// <summary>Finds the driven agent's row in a roster. Returns false if no agent is driven or the roster does not have it.</summary>
    internal bool TryFind(AgentRoster roster, out int row)
    {
        row = 0;
        return Handle is { } handle && roster.TryFindRow(handle, out row);
    }

    private static void Require(float value, string name)
    {
        if (!(value >= -1 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name}: expected −1 to 1, received {value}."));
        }
    }
}

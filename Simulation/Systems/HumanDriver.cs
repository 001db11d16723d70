using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Systems;

/// <summary>A person at the controls of one agent with a body: it does what they say, and its brain is taught that in place of the script's answer.</summary>
/// <remarks>Changed between two frames, by the thread that runs them. While nobody is driven it changes nothing.</remarks>
public sealed class HumanDriver
{
    private readonly float[] _action = new float[2];

    /// <summary>Who is driven; null for nobody. It stays when the agent dies, and then changes nothing.</summary>
    public AgentHandle? Handle { get; private set; }

    /// <summary>Turn and thrust.</summary>
    public ReadOnlySpan<float> Action => _action;

    /// <summary>Takes the controls of an agent, or lets go of them.</summary>
    /// <param name="handle">The agent; null for nobody.</param>
    public void Drive(AgentHandle? handle)
    {
        Handle = handle;
        Hold(0, 0);
    }

    /// <summary>Says what the agent does from the next frame on.</summary>
    /// <param name="turn">−1 fully right to 1 fully left.</param>
    /// <param name="thrust">−1 back to 1 ahead.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is NaN or out of its range.</exception>
    public void Hold(float turn, float thrust)
    {
        Require(turn, nameof(turn));
        Require(thrust, nameof(thrust));
        (_action[0], _action[1]) = (turn, thrust);
    }

    /// <summary>The row of the driven agent, if it is one of a roster.</summary>
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

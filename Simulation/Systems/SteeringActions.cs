using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Systems;

/// <summary>The actions of agents with bodies, turn and thrust: as two numbers, or as two choices among a few values, which learners of Q-values need.</summary>
public sealed class SteeringActions
{
    private static readonly float[] s_turns = [-1, -0.5f, 0, 0.5f, 1];
    private static readonly float[] s_thrusts = [0.2f, 0.6f, 1];
    private readonly bool _isDiscrete;

    private SteeringActions(bool isDiscrete) => _isDiscrete = isDiscrete;

    /// <summary>Turn and thrust as numbers, each −1 to 1.</summary>
    public static SteeringActions Continuous { get; } = new(isDiscrete: false);

    /// <summary>Turn as a choice among −1, −0.5, 0, 0.5 and 1, thrust among 0.2, 0.6 and 1.</summary>
    public static SteeringActions Discrete { get; } = new(isDiscrete: true);

    /// <summary>Creates the specification of a brain with these actions.</summary>
    public ActionSpec CreateSpec() => _isDiscrete
        ? ActionSpec.Discrete(new ActionBranch("turn", "right", "half_right", "straight", "half_left", "left"), new ActionBranch("thrust", "slow", "medium", "full"))
        : ActionSpec.Continuous("turn", "thrust");

    /// <summary>Returns the turn and thrust of a brain's action.</summary>
    public Steering Read(ReadOnlySpan<float> action)
        => _isDiscrete ? new Steering(s_turns[(int)action[0]], s_thrusts[(int)action[1]]) : new Steering(action[0], action[1]);

    /// <summary>Replaces turn and thrust by the indices of the nearest choices if the actions are discrete; otherwise leaves them unchanged.</summary>
    public void Encode(Span<float> action)
    {
        if (_isDiscrete)
        {
            (action[0], action[1]) = (Nearest(s_turns, action[0]), Nearest(s_thrusts, action[1]));
        }
    }

    private static int Nearest(ReadOnlySpan<float> values, float wanted)
    {
        int nearest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            nearest = Math.Abs(values[i] - wanted) < Math.Abs(values[nearest] - wanted) ? i : nearest;
        }

        return nearest;
    }
}

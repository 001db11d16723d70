namespace NeuroAgents.Learning.Experience;

/// <summary>Reason why an agent's episode ended.</summary>
public enum EpisodeEnd
{
    /// <summary>The task itself ended: success, failure, death. No reward follows, so the last state has the value 0.</summary>
    Terminated,

    /// <summary>The episode was cut, for example by a time limit. Rewards would have followed, so the value of the last state is estimated.</summary>
    Truncated,
}

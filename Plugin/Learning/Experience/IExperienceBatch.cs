namespace NeuroAgents.Learning.Experience;

/// <summary>Columns of experience that a brain can deliver.</summary>
public enum ExperienceColumn
{
    /// <summary>The raw observation, in the units of its spec.</summary>
    Observation,

    /// <summary>The action that a teacher would have taken.</summary>
    Label,

    /// <summary>The choices that were allowed, 1 or 0 for each choice of all branches; empty if all actions are continuous.</summary>
    Mask,

    /// <summary>The action as it was sampled: continuous values before they were limited to [−1, 1], and an index for each branch.</summary>
    Action,

    /// <summary>ln π(action | observation) of the policy that sampled, one value. A learner that asks for it receives sampled actions of the published policy alone: rows of an older policy, and rows whose action was not the policy's, are dropped, and running moments change only when a new policy is published.</summary>
    LogProbability,

    /// <summary>Sum of the rewards from the decision to the agent's next one or to the episode's end, one value.</summary>
    Reward,

    /// <summary>The raw observation at the agent's next decision, or at the end of a truncated episode.</summary>
    NextObservation,

    /// <summary>The choices that are allowed at the agent's next decision, 1 or 0 for each choice of all branches; all 1 at the end of an episode, where they are unknown. Empty if all actions are continuous.</summary>
    NextMask,
}

/// <summary>Ordered rows of experience: one row per decision of an agent, columns by name.</summary>
/// <remarks>Valid only during <see cref="ILearner.Record"/>. May be read from several threads at once; does not allocate.</remarks>
public interface IExperienceBatch
{
    /// <summary>Number of rows.</summary>
    int Count { get; }

    /// <summary>Returns the number of a row's agent, <c>AgentHandle.Id</c>; 0 for a row that belongs to no agent, such as a label outside any decision. Each trajectory of a recording has a number of its own.</summary>
    ulong Agent(int row);

    /// <summary>Returns the values of one column in one row; empty if the batch does not have the column.</summary>
    ReadOnlySpan<float> Values(ExperienceColumn column, int row);

    /// <summary>End of the episode with this row's transition; null if the episode continues, and in batches of labels.</summary>
    EpisodeEnd? End(int row) => null;

    /// <summary>Number of this transition among all decisions of its agent, from 0. Two rows of one agent are successive decisions only if their numbers are successive.</summary>
    long Transition(int row) => 0;

    /// <summary>Number of the policy that decides now; each publication of parameters has a higher one. That policy decided every row if the learner asked for <see cref="ExperienceColumn.LogProbability"/>.</summary>
    long PolicyVersion => 0;
}

/// <summary>Number of rows of experience.</summary>
/// <param name="Recorded">Rows ever recorded.</param>
/// <param name="Held">Rows that steps can draw from.</param>
public readonly record struct ExperienceCount(long Recorded, int Held);

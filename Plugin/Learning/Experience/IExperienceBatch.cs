namespace NeuroAgents.Learning.Experience;

/// <summary>Columns of experience that a brain can deliver.</summary>
public enum ExperienceColumn
{
    /// <summary>The raw observation, in the units of its spec.</summary>
    Observation,

    /// <summary>The action that a teacher would have taken.</summary>
    Label,

    /// <summary>The choices that were allowed, 1 or 0 for each choice of all branches; no values where actions are continuous.</summary>
    Mask,
}

/// <summary>Rows of experience in an order: one row per decision of an agent, columns by name.</summary>
/// <remarks>Valid during <see cref="ILearner.Record"/> alone. May be read from several threads at once; does not allocate.</remarks>
public interface IExperienceBatch
{
    /// <summary>Number of rows.</summary>
    int Count { get; }

    /// <summary>Number of a row's agent, <c>AgentHandle.Id</c>; 0 for a row that belongs to no agent, such as one of a recording.</summary>
    ulong Agent(int row);

    /// <summary>Values of one column in one row; empty if the batch does not have the column.</summary>
    ReadOnlySpan<float> Values(ExperienceColumn column, int row);
}

/// <summary>Number of rows of experience.</summary>
/// <param name="Recorded">Rows ever recorded.</param>
/// <param name="Held">Rows that steps can draw from.</param>
public readonly record struct ExperienceCount(long Recorded, int Held);

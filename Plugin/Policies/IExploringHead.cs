namespace NeuroAgents.Policies;

/// <summary>A policy head whose exploration depends on the number of rows that it has drawn. The count is part of the learner's saved state.</summary>
internal interface IExploringHead
{
    /// <summary>Number of rows that were drawn so far. All rows of a decision see the count of its start.</summary>
    long Decisions { get; set; }
}

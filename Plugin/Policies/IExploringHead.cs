namespace NeuroAgents.Policies;

/// <summary>A policy head whose exploration depends on the number of rows that the brain has decided. The count is part of the learner's saved state.</summary>
internal interface IExploringHead
{
    /// <summary>Number of rows decided so far while the brain explores, those of greedy agents included. All rows of one <c>Brain.Decide</c> call see the count from the start of the call.</summary>
    long Decisions { get; set; }
}

namespace NeuroAgents.Agents;

/// <summary>The way in which a brain chooses actions.</summary>
public enum ActingMode
{
    /// <summary>The likeliest choice of each branch and the mean of each continuous action.</summary>
    Greedy,

    /// <summary>A random action by the policy's probabilities: exploration, which learning from rewards needs. Agents outside of <see cref="BrainOptions.ExploringShare"/> act greedily.</summary>
    Sample,
}

namespace NeuroAgents.Agents;

/// <summary>Actions that <see cref="Demonstrations"/> record.</summary>
public enum DemonstrationSource
{
    /// <summary>The labels of a teacher, as <c>Brain.Teach</c> receives them. They have no rewards and no order in time, so only imitation learns from them.</summary>
    Labels,

    /// <summary>The actions that agents carried out: the brain's, and where <see cref="Brain.Acted"/> told another one, that one. With rewards and ends.</summary>
    Actions,

    /// <summary>The actions of <see cref="Brain.Acted"/> alone, such as those of a player's hands. With rewards and ends.</summary>
    Hands,
}

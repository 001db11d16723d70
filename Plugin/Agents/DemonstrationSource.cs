namespace NeuroAgents.Agents;

/// <summary>The actions that a recording holds, see <see cref="Demonstrations"/>.</summary>
public enum DemonstrationSource
{
    /// <summary>The labels of a teacher, as <c>Brain.Teach</c> receives them. They have no rewards and no order in time, so only imitation learns from them.</summary>
    Labels,

    /// <summary>The actions that agents carried out, with rewards and ends. An action that <see cref="Brain.Acted"/> reports replaces the brain's.</summary>
    Actions,

    /// <summary>Only the actions that <see cref="Brain.Acted"/> reports, such as a player's, with rewards and ends.</summary>
    Hands,
}

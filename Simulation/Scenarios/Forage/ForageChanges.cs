namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The feature with which a curriculum changes the number of hazards.</summary>
internal sealed class ForageChanges(ForagePlacement placement, int agents) : IChangingSettings
{
    public void Change(string setting, double value)
    {
        if (setting != ForageOptions.HazardsPerAgent.Name)
        {
            throw new ArgumentException($"setting: expected {ForageOptions.HazardsPerAgent.Name}, received {setting}.", nameof(setting));
        }

        placement.SetHazards(ForageOptions.CountHazards(value, agents));
    }
}

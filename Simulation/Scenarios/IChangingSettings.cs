namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A feature of a session with settings that a curriculum changes for all agents at once, between two frames: those with <see cref="SettingChange.BetweenFrames"/>.</summary>
/// <remarks>A saved run contains the changed world, so a resumed run does not repeat the call.</remarks>
public interface IChangingSettings
{
    /// <summary>Changes the world to the new value of a setting. Allocates.</summary>
    /// <param name="setting">Name of the setting.</param>
    /// <param name="value">The value, within the setting's range.</param>
    void Change(string setting, double value);
}

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A setting's name or value is wrong; the message is one line for the user.</summary>
public sealed class SettingException(string message) : Exception(message);

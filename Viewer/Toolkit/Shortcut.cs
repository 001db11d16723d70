using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Toolkit;

/// <summary>What a key does.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyName">What people call it.</param>
/// <param name="Meaning">What it does, for the help.</param>
/// <param name="Act">Does it.</param>
internal sealed record Shortcut(Key Key, string KeyName, string Meaning, Action Act);

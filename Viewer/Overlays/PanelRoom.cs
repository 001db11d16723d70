namespace NeuroAgents.Viewer.Overlays;

/// <summary>What room a window has for panels.</summary>
/// <param name="Columns">Number of columns: two, one on the right, or none.</param>
/// <param name="Height">Height of a column, units.</param>
/// <param name="BelowHeight">Height below the world that panels may take at most, units; 0 where that is too narrow.</param>
/// <param name="BesideHeight">Height of a further column beside the left one, units; 0 where the world would have no width, or nothing belongs to the left one.</param>
internal readonly record struct PanelRoom(int Columns, float Height, float BelowHeight, float BesideHeight);

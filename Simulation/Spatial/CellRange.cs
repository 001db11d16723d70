namespace NeuroAgents.Simulation.Spatial;

/// <summary>A run of neighbouring cells: the sorted items from Start up to End, seen across the world's seam with a shift.</summary>
/// <param name="Start">First sorted item.</param>
/// <param name="End">One past the last sorted item.</param>
/// <param name="ShiftX">To add to the items' x, m.</param>
/// <param name="ShiftY">To add to the items' y, m.</param>
public readonly record struct CellRange(int Start, int End, float ShiftX, float ShiftY);

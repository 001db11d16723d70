namespace NeuroAgents.Simulation.Spatial;

/// <summary>Neighbouring cells of one row, seen across the world's seam with a shift: grids of equal cells share it.</summary>
/// <param name="First">First cell.</param>
/// <param name="Last">Last cell.</param>
/// <param name="ShiftX">To add to x of what is in the cells, m.</param>
/// <param name="ShiftY">To add to y of what is in the cells, m.</param>
internal readonly record struct CellRun(int First, int Last, float ShiftX, float ShiftY);

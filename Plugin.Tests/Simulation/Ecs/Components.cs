namespace NeuroAgents.Tests.Simulation.Ecs;

// Sizes 4, 8, 12 and 1 byte: the copies of the store differ by size.
internal record struct A(int Value);

internal record struct B(long Value);

internal record struct C(float X, float Y, float Z);

internal struct Tag;

internal record struct Unused(double Value);

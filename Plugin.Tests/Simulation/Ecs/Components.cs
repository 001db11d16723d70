namespace NeuroAgents.Tests.Simulation.Ecs;

// Components of 4, 8, 12 and 1 byte, because the store copies each size in its own way.
internal record struct A(int Value);

internal record struct B(long Value);

internal record struct C(float X, float Y, float Z);

internal struct Tag;

internal record struct Unused(double Value);

using NeuroAgents.Devices;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>Parts of a plugin that its brains share.</summary>
internal sealed record BrainServices(
    Workers Workers, CallGate Calls, FrameEvents Events, LearningHost Host, PluginMeter? Meter = null, IDevice? LearningDevice = null, IDevice? DecisionDevice = null)
{
    internal IDevice DecisionDevice { get; } = DecisionDevice ?? new CpuDevice(Workers);
}

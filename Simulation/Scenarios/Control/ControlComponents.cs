using System.Runtime.InteropServices;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>State of an agent's control task. A task uses the first few numbers; the others are 0.</summary>
internal record struct ControlState(float First, float Second, float Third, float Fourth)
{
    /// <summary>Largest number of values in a state.</summary>
    internal const int Capacity = 4;

    /// <summary>Returns the numbers of many states, <see cref="Capacity"/> per state.</summary>
    internal static Span<float> Values(Span<ControlState> states) => MemoryMarshal.Cast<ControlState, float>(states);
}

/// <summary>A mark of agents of the second team.</summary>
[NotSaved("The component has no value, and a resumed run creates its entities with it.")]
internal record struct Rival;

/// <summary>Values of a task's settings in an agent's running episode. A task uses the first few; the others are 0.</summary>
internal record struct ControlSettings(float First, float Second)
{
    /// <summary>Largest number of values.</summary>
    internal const int Capacity = 2;

    /// <summary>Returns the values of many agents, <see cref="Capacity"/> per agent.</summary>
    internal static Span<float> Values(Span<ControlSettings> settings) => MemoryMarshal.Cast<ControlSettings, float>(settings);
}

/// <summary>The running episode of an agent.</summary>
/// <param name="Number">Number of the agent's episode, from 0.</param>
/// <param name="Step">Steps of the episode so far.</param>
/// <param name="Return">Sum of the episode's rewards so far.</param>
internal record struct ControlEpisode(int Number, int Step, double Return)
{
    /// <summary>Largest number of an episode. The numbers start again at 0 after it.</summary>
    internal const int MaxNumber = 1 << 30;

    /// <summary>Largest magnitude of a return. Sums are limited to it.</summary>
    internal const double MaxReturn = 1_000_000;
}

using NeuroAgents.Inference;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The texts of the network panel.</summary>
internal static class NetworkCaption
{
    /// <summary>Maximum number of texts.</summary>
    internal const int Count = 3;

    /// <summary>Returns explanations of cells and edges, or the details of the input or neuron under the cursor.</summary>
    internal static IReadOnlyList<string> Of(BrainFacts brain, BrainSnapshot now, AgentSnapshot? agent, WeightMap map, (int Input, int Neuron) hovered)
    {
        if (hovered.Input >= 0)
        {
            string value = agent is null ? "" : $": {Numerals.Decimals(agent.Inputs.Items[hovered.Input], 3)}, normalised from {Numerals.Short(agent.Observation.Items[hovered.Input])}";
            return [$"input {brain.Observations.Columns[hovered.Input].Name}{value}", "edges: all weights out of it"];
        }

        if (hovered.Neuron >= 0)
        {
            return OfNeuron(brain, now, agent, hovered.Neuron);
        }

        string edges = string.Join(", ", brain.Layers.Select(layer => Edge.EveryNeuron(layer) is > 1 and int every ? $"{Edge.PerNeuron(layer)} into 1 of {every}" : $"{Edge.PerNeuron(layer)}"));
        return [Cells(now, agent), .. Ends(brain, agent), $"edges: the strongest weights into each neuron ({edges}), blue < 0, orange > 0; full colour at ±{Numerals.Decimals(map.Limit, 2)}"];
    }

    private static string Cells(BrainSnapshot now, AgentSnapshot? agent)
    {
        string who = agent is null ? "" : agent.Handle is { } handle ? $"agent {handle.Slot}.{handle.Generation}" : "one agent";
        return now.NeuronMaps.Count > 0 ? $"cells: each neuron's output over the plane, on its own scale{(who == "" ? "" : $"; borders: its output for {who}")}"
            : who == "" ? "cells: click an agent to see its activations"
            : $"cells: activations of {who}, relative to the largest of the layer";
    }

    /// <summary>Returns explanations of inputs and outputs, because they differ from the observations and the action in the agent's panel.</summary>
    private static IEnumerable<string> Ends(BrainFacts brain, AgentSnapshot? agent)
    {
        if (agent is not null)
        {
            string inputs = brain.IsNormalizedByRange ? "−1 to 1 over their ranges" : "normalised, full colour at ±1";
            yield return $"inputs: {inputs}; outputs: {(brain.Actions.ContinuousCount > 0 ? "unclamped, " : "")}after learning";
        }
    }

    /// <summary>Returns the number of dead or saturated units in words, in a long and a short wording.</summary>
    internal static IReadOnlyList<string> Units(IReadOnlyList<BrainFacts> brains, BrainFacts brain, BrainSnapshot now)
    {
        string name = brains.Count > 1 ? $"{brain.Name}  ·  " : "";
        if (now.UnitStates.Count == 0 || now.EvaluatedAgents == 0)
        {
            return [$"{name}units: not evaluated yet", $"{name}not evaluated yet"];
        }

        int dead = 0, saturated = 0;
        foreach (UnitState state in now.UnitStates.Items)
        {
            dead += state == UnitState.Dead ? 1 : 0;
            saturated += state == UnitState.Saturated ? 1 : 0;
        }

        string units = $"{dead} dead (crossed), {saturated} saturated (barred)";
        return [$"{name}of {Numerals.Whole(brain.Layers[^1].First)} hidden units {units}, over {now.EvaluatedAgents} agents", $"{name}{units}", $"{name}{dead} dead, {saturated} saturated"];
    }

    private static IReadOnlyList<string> OfNeuron(BrainFacts brain, BrainSnapshot now, AgentSnapshot? agent, int neuron)
    {
        NeuronLayer layer = brain.Layers.Last(each => each.First <= neuron);
        int unit = neuron - layer.First;
        bool isOutput = layer == brain.Layers[^1];
        string name = isOutput ? $"output {brain.OutputNames[unit]}" : $"layer {brain.Layers.ToList().IndexOf(layer) + 1}, unit {unit}, {layer.Activation.Name}";
        string value = agent is null ? "" : $": {Numerals.Decimals(agent.Activations.Items[neuron], 4)}";
        string state = neuron >= now.UnitStates.Count ? "" : now.UnitStates.Items[neuron] switch
        {
            UnitState.Dead => $", dead: 0 for all of {now.EvaluatedAgents} agents",
            UnitState.Saturated => $", saturated: flat for nearly all of {now.EvaluatedAgents} agents",
            _ => "",
        };
        return [$"{name}{value}{state}", isOutput ? "edges: all weights into it" : "edges: all weights into it and out of it"];
    }
}

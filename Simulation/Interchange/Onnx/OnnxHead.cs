using System.Globalization;
using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>From network outputs to actions, as the plugin's heads do it.</summary>
internal static class OnnxHead
{
    private const float Allowed = 0.5f;

    internal static void Append(OnnxGraph graph, ActionSpec actions, string output, OnnxConvention convention)
    {
        bool isDiscrete = actions.Branches.Count > 0, isMLAgents = convention == OnnxConvention.MLAgents;
        string action = isDiscrete ? Choose(graph, actions, output) : Limit(graph, output);
        string kind = isDiscrete ? "discrete" : "continuous";
        TensorProto.Types.DataType type = isDiscrete ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float;
        if (!isMLAgents)
        {
            graph.Output("action", action, actions.Width, type);
            return;
        }

        // Indices are integers: Unity's current runtime casts discrete actions to an integer tensor, constants to a float one.
        graph.ConstantOutput("version_number", [1], 3);
        graph.ConstantOutput("memory_size", [1], 0);
        graph.Output($"{kind}_actions", action, actions.Width, type);
        if (isDiscrete)
        {
            graph.ConstantOutput("discrete_action_output_shape", [1, actions.Width], [.. actions.Branches.Select(branch => (float)branch.Choices.Count)]);
        }
        else
        {
            graph.ConstantOutput("continuous_action_output_shape", [1], actions.Width);
        }

        graph.Output($"deterministic_{kind}_actions", action, actions.Width, type);
    }

    private static string Limit(OnnxGraph graph, string output)
        => graph.Add("Clip", [output, graph.Constant("head/minimum", [], [-1f]), graph.Constant("head/maximum", [], [1f])]);

    private static string Choose(OnnxGraph graph, ActionSpec actions, string output)
    {
        string mask = graph.Input("action_masks", actions.OutputWidth);
        string isAllowed = graph.Add("Greater", [mask, graph.Constant("head/allowed", [], [Allowed])]);
        string logits = graph.Add("Where", [isAllowed, output, graph.Constant("head/lowest", [], [float.MinValue])]);
        string axis = graph.Integer("head/axis", 1);
        List<string> choices = [];
        int first = 0;
        for (int branch = 0; branch < actions.Branches.Count; branch++)
        {
            int end = first + actions.Branches[branch].Choices.Count;
            string place = string.Create(CultureInfo.InvariantCulture, $"head/{branch}");
            string part = graph.Add("Slice", [logits, graph.Integer($"{place}/start", first), graph.Integer($"{place}/end", end), axis]);
            choices.Add(graph.Add("ArgMax", [part], OnnxGraph.Attribute("axis", 1), OnnxGraph.Attribute("keepdims", 1)));
            first = end;
        }

        return choices.Count == 1 ? choices[0] : graph.Add("Concat", [.. choices], OnnxGraph.Attribute("axis", 1));
    }
}

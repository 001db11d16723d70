using System.Globalization;
using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The action head of an exported policy: operators from network outputs to actions, equal to the plugin's heads.</summary>
internal static class OnnxHead
{
    private const float Allowed = 0.5f;

    internal static void Append(OnnxGraph graph, ActionSpec actions, string output, OnnxConvention convention)
    {
        bool isMLAgents = convention == OnnxConvention.MLAgents;
        if (isMLAgents)
        {
            graph.ConstantOutput("version_number", [1], 3);
            graph.ConstantOutput("memory_size", [1], 0);
        }

        (int continuous, int branches) = (actions.ContinuousCount, actions.Branches.Count);
        bool isHybrid = continuous > 0 && branches > 0;
        if (continuous > 0)
        {
            string action = Limit(graph, isHybrid ? Part(graph, "head/continuous", output, 0, continuous) : output);
            if (isMLAgents)
            {
                graph.Output("continuous_actions", action, continuous);
                graph.ConstantOutput("continuous_action_output_shape", [1], continuous);
            }

            graph.Output(isMLAgents ? "deterministic_continuous_actions" : isHybrid ? "continuous_action" : "action", action, continuous);
        }

        if (branches > 0)
        {
            // Indices are integers, because Unity's current runtime casts discrete actions to an integer tensor and constants to a float tensor.
            string action = Choose(graph, actions, isHybrid ? Part(graph, "head/discrete", output, continuous, actions.OutputWidth) : output);
            if (isMLAgents)
            {
                graph.Output("discrete_actions", action, branches, TensorProto.Types.DataType.Int64);
                graph.ConstantOutput("discrete_action_output_shape", [1, branches], [.. actions.Branches.Select(branch => (float)branch.Choices.Count)]);
            }

            graph.Output(isMLAgents ? "deterministic_discrete_actions" : isHybrid ? "discrete_action" : "action", action, branches, TensorProto.Types.DataType.Int64);
        }
    }

    private static string Part(OnnxGraph graph, string place, string output, int start, int end)
        => graph.Add("Slice", [output, graph.Integer($"{place}/start", start), graph.Integer($"{place}/end", end), graph.Integer($"{place}/axis", 1)]);

    private static string Limit(OnnxGraph graph, string output)
        => graph.Add("Clip", [output, graph.Constant("head/minimum", [], [-1f]), graph.Constant("head/maximum", [], [1f])]);

    private static string Choose(OnnxGraph graph, ActionSpec actions, string output)
    {
        string mask = graph.Input("action_masks", actions.Shape.Choices);
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

using System.Buffers.Binary;
using NeuroAgents.Agents;
using NeuroAgents.Policies;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>An action head with masked choices that <see cref="OnnxHead"/> wrote after a network.</summary>
/// <param name="Output">Name of the network's output, which the head reads.</param>
/// <param name="Shape">Actions that the head computes.</param>
internal sealed record ExportedHead(string Output, ActionShape Shape)
{
    private const float MaxMaskedLogit = -1e30f;

    /// <summary>Possible names of the head's continuous and discrete outputs.</summary>
    private static readonly (string? Continuous, string Discrete)[] s_outputs =
        [("continuous_action", "discrete_action"), ("continuous_actions", "discrete_actions"), (null, "discrete_actions"), (null, "action")];

    /// <summary>Returns the head at the end of a graph; null if the graph has another end.</summary>
    internal static ExportedHead? Find(GraphProto graph)
    {
        HashSet<string> outputs = [.. graph.Output.Select(output => output.Name)];
        (string? continuous, string discrete) = Array.Find(s_outputs, pair => outputs.Contains(pair.Discrete) && (pair.Continuous is null || outputs.Contains(pair.Continuous)));
        return discrete is null ? null : new Search(graph).Run(continuous, discrete);
    }

    /// <summary>A search that follows the head's operators from its outputs back to the network.</summary>
    private sealed class Search
    {
        private readonly Dictionary<string, NodeProto> _producers = [];
        private readonly Dictionary<string, TensorProto> _constants = [];
        private readonly HashSet<string> _inputs;

        internal Search(GraphProto graph)
        {
            foreach (NodeProto node in graph.Node.Where(node => node.Output.Count == 1))
            {
                _producers[node.Output[0]] = node;
            }

            foreach (TensorProto tensor in graph.Initializer)
            {
                _constants[tensor.Name] = tensor;
            }

            _inputs = [.. graph.Input.Select(input => input.Name)];
        }

        internal ExportedHead? Run(string? continuous, string discrete)
        {
            if (Argument(discrete, "Identity", 1) is not { } choices || Branches(choices) is not { } branches || Logits(branches.Logits) is not { } logits)
            {
                return null;
            }

            if (continuous is null)
            {
                return new ExportedHead(logits, new ActionShape(0, branches.Sizes));
            }

            string? limited = Argument(continuous, "Identity", 1) is { } action && Producer(action, "Clip", 3) is { } clip && Number(clip.Input[1]) == -1 && Number(clip.Input[2]) == 1 ? clip.Input[0] : null;
            return limited is not null && Slice(limited) is { Start: 0 } values && Slice(logits) is { } rest && rest.Data == values.Data && rest.Start == values.End && values.End > 0
                ? new ExportedHead(values.Data, new ActionShape(values.End, branches.Sizes))
                : null;
        }

        /// <summary>Returns the logits whose consecutive parts are the choices of the branches, and the parts' sizes; null if the operators differ.</summary>
        private (string Logits, int[] Sizes)? Branches(string choices)
        {
            NodeProto? joined = Producer(choices, "Concat", null);
            if (joined is not null && (Integer(joined, "axis") != 1 || joined.Input.Count > ActionSpec.MaximumBranches))
            {
                return null;
            }

            List<int> sizes = [];
            string? logits = null;
            int next = 0;
            foreach (string choice in joined is null ? [choices] : joined.Input)
            {
                if (Producer(choice, "ArgMax", 1) is not { } largest || Integer(largest, "axis") != 1 || Integer(largest, "select_last_index") is not (null or 0)
                    || Slice(largest.Input[0]) is not { } part || part.Start != next || part.End - part.Start < 2 || (logits ??= part.Data) != part.Data)
                {
                    return null;
                }

                sizes.Add(part.End - part.Start);
                next = part.End;
            }

            return logits is null ? null : (logits, [.. sizes]);
        }

        /// <summary>Returns the logits before masking; null if the operators differ.</summary>
        private string? Logits(string masked)
            => Producer(masked, "Where", 3) is { } choice && Number(choice.Input[2]) < MaxMaskedLogit
                && Producer(choice.Input[0], "Greater", 2) is { } allowed && _inputs.Contains(allowed.Input[0]) && Number(allowed.Input[1]) is >= 0 and < 1
                ? choice.Input[1]
                : null;

        /// <summary>Returns the range of columns that a Slice takes; null if the value comes from another operator.</summary>
        private (string Data, int Start, int End)? Slice(string value)
            => Producer(value, "Slice", 4) is { } slice && Whole(slice.Input[1]) is { } start && Whole(slice.Input[2]) is { } end && Whole(slice.Input[3]) == 1
                && start >= 0 && end > start && end <= ActionSpec.MaximumOutputWidth
                ? (slice.Input[0], (int)start, (int)end)
                : null;

        private NodeProto? Producer(string value, string operation, int? inputs)
            => _producers.TryGetValue(value, out NodeProto? node) && node.OpType == operation && node.Domain is "" or "ai.onnx" && (inputs is null || node.Input.Count == inputs) ? node : null;

        private string? Argument(string value, string operation, int inputs) => Producer(value, operation, inputs)?.Input[0];

        private static long? Integer(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I;

        private long? Whole(string name)
            => !_constants.TryGetValue(name, out TensorProto? tensor) || tensor.DataType != (int)TensorProto.Types.DataType.Int64 ? null
                : tensor.RawData.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span)
                : tensor.Int64Data.Count == 1 ? tensor.Int64Data[0] : null;

        private float? Number(string name)
            => !_constants.TryGetValue(name, out TensorProto? tensor) || tensor.DataType != (int)TensorProto.Types.DataType.Float ? null
                : tensor.RawData.Length == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(tensor.RawData.Span)
                : tensor.FloatData.Count == 1 ? tensor.FloatData[0] : null;
    }
}

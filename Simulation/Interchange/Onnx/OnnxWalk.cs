using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Which nodes of a graph stand between its input and its output: nobody runs the others, so nobody minds what they are.</summary>
internal sealed class OnnxWalk
{
    private readonly GraphProto _graph;
    private readonly string _origin;
    private readonly Dictionary<string, NodeProto> _producers = [];

    internal OnnxWalk(GraphProto graph, string origin)
    {
        (_graph, _origin) = (graph, origin);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!Initializers.TryAdd(tensor.Name, tensor))
            {
                throw Refuse($"tensor {OnnxText.Quote(tensor.Name)}", "a name of its own", "it twice");
            }
        }

        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output.Where(output => output.Length > 0))
            {
                if (Initializers.ContainsKey(output) || !_producers.TryAdd(output, node))
                {
                    throw Refuse($"value {OnnxText.Quote(output)}", "to be given once", "it twice");
                }
            }
        }

        Input = FindInput();
        (Output, Nodes) = FindOutput();
    }

    /// <summary>Constants by name.</summary>
    internal Dictionary<string, TensorProto> Initializers { get; } = [];

    /// <summary>The one input that is no constant.</summary>
    internal ValueInfoProto Input { get; }

    /// <summary>The one output of floats.</summary>
    internal string Output { get; }

    /// <summary>The nodes that the output needs, in the graph's order.</summary>
    internal IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>Older models list constants among the inputs too.</summary>
    private ValueInfoProto FindInput()
    {
        ValueInfoProto[] inputs = [.. _graph.Input.Where(input => !Initializers.ContainsKey(input.Name))];
        return inputs.Length == 1
            ? inputs[0]
            : throw Refuse("inputs", "one that is no constant", $"{inputs.Length}{Names(inputs.Select(input => input.Name))}");
    }

    /// <summary>The output that is the input's doing, not a constant; labels beside it are integers and are passed over.</summary>
    private (string Output, IReadOnlyList<NodeProto> Nodes) FindOutput()
    {
        List<(string Name, HashSet<NodeProto> Nodes)> found = [];
        foreach (ValueInfoProto output in _graph.Output.DistinctBy(output => output.Name).Take(16))
        {
            TypeProto? type = output.Type;
            bool isFloat = type?.TensorType is not { } tensor
                || (TensorProto.Types.DataType)tensor.ElemType is TensorProto.Types.DataType.Undefined or TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double;
            if (isFloat && Reaches(output.Name, out HashSet<NodeProto> needed))
            {
                found.Add((output.Name, needed));
            }
        }

        return found.Count == 1
            ? (found[0].Name, [.. _graph.Node.Where(found[0].Nodes.Contains)])
            : throw Refuse("outputs", "one of floats that depends on the input", $"{found.Count}{Names(found.Select(each => each.Name))}");
    }

    private bool Reaches(string output, out HashSet<NodeProto> nodes)
    {
        nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        bool isReached = false;
        Stack<string> open = new([output]);
        while (open.TryPop(out string? name))
        {
            isReached |= name == Input.Name;
            if (_producers.TryGetValue(name, out NodeProto? node) && nodes.Add(node))
            {
                foreach (string input in node.Input)
                {
                    open.Push(input);
                }
            }
        }

        return isReached;
    }

    private static string Names(IEnumerable<string> names) => string.Concat(names.Take(4).Select((name, i) => (i == 0 ? ": " : ", ") + OnnxText.Quote(name)));

    private ArchiveFormatException Refuse(string part, string expected, string found) => new(_origin, part, expected, found);
}

using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The nodes between a graph's input and the output that is read. Other nodes are ignored, even if their operators are unknown.</summary>
internal sealed class OnnxWalk
{
    private const int MaxOutputs = 16;
    private readonly GraphProto _graph;
    private readonly string _origin;
    private readonly Dictionary<string, NodeProto> _producers = [];
    private readonly Dictionary<string, int> _readers = [];

    /// <summary>Finds the output, its nodes and its input.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="origin">Name of the file in messages.</param>
    /// <param name="output">The output to read; null for the only float output.</param>
    internal OnnxWalk(GraphProto graph, string origin, string? output)
    {
        (_graph, _origin) = (graph, origin);
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!Initializers.TryAdd(tensor.Name, tensor))
            {
                throw Refuse($"tensor {OnnxText.Quote(tensor.Name)}", "a unique name", "a repeated one");
            }
        }

        foreach (NodeProto node in graph.Node)
        {
            foreach (string result in node.Output.Where(result => result.Length > 0))
            {
                if (Initializers.ContainsKey(result) || !_producers.TryAdd(result, node))
                {
                    throw Refuse($"value {OnnxText.Quote(result)}", "one definition", "a second one");
                }
            }
        }

        Reach found = FindOutput(output);
        (Input, Output, Nodes) = (RequireInput(found), found.Output, [.. graph.Node.Where(found.Nodes.Contains)]);
        foreach (string input in Nodes.Where(node => node.OpType != "Shape").SelectMany(node => node.Input))
        {
            _readers[input] = CountReaders(input) + 1;
        }
    }

    /// <summary>Constants by name.</summary>
    internal Dictionary<string, TensorProto> Initializers { get; } = [];

    /// <summary>The only input that the output depends on.</summary>
    internal ValueInfoProto Input { get; }

    /// <summary>The output that is read.</summary>
    internal string Output { get; }

    /// <summary>The nodes that the output needs, in the graph's order.</summary>
    internal IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>Returns the number of operands of needed nodes that read a value. Nodes that only read its shape do not count.</summary>
    internal int CountReaders(string value) => _readers.GetValueOrDefault(value);

    /// <summary>Returns the node that computes a value; null for inputs and constants.</summary>
    internal NodeProto? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>Returns the only input that is not a constant. Older models list constants among the inputs too.</summary>
    private ValueInfoProto RequireInput(Reach found) => found.Inputs.Count == 1
        ? found.Inputs[0]
        : throw Refuse("inputs", "one that is not a constant", $"{found.Inputs.Count}{Names(found.Inputs.Select(input => input.Name))}");

    /// <summary>Finds the named output, or without a name the only float output that depends on the input. Labels next to a float output are integers and are skipped.</summary>
    private Reach FindOutput(string? name)
    {
        ValueInfoProto[] inputs = [.. _graph.Input.Where(input => !Initializers.ContainsKey(input.Name))];
        HashSet<string> names = [.. inputs.Select(input => input.Name)];
        ValueInfoProto[] outputs = [.. _graph.Output.DistinctBy(output => output.Name)];
        ValueInfoProto[] read = name is null ? outputs[..Math.Min(outputs.Length, MaxOutputs)] : [.. outputs.Where(output => output.Name == name)];
        if (name is not null && read.Length == 0)
        {
            throw Refuse("outputs", $"one of {outputs.Length}{Names(outputs.Select(output => output.Name))}", OnnxText.Quote(name));
        }

        Reach[] found = [.. read.Select(output => Trace(output, names)).Where(reach => reach.Inputs.Count > 0)];
        Reach[] floats = [.. found.Where(reach => reach.IsFloat)];
        Reach[] candidates = floats.Length > 0 ? floats : found;
        return candidates.Length == 1
            ? candidates[0]
            : throw Refuse(
                "outputs", name is null && candidates.Length > 1 ? "one float output that depends on the input, or the name of one" : "one float output that depends on the input",
                $"{candidates.Length}{Names(candidates.Select(each => each.Output))}");
    }

    private Reach Trace(ValueInfoProto output, HashSet<string> inputs)
    {
        HashSet<NodeProto> nodes = new(ReferenceEqualityComparer.Instance);
        HashSet<string> reached = [];
        Stack<string> open = new([output.Name]);
        while (open.TryPop(out string? name))
        {
            if (inputs.Contains(name))
            {
                reached.Add(name);
            }
            else if (_producers.TryGetValue(name, out NodeProto? node) && nodes.Add(node))
            {
                foreach (string input in node.Input)
                {
                    open.Push(input);
                }
            }
        }

        bool isFloat = output.Type?.TensorType is not { } tensor || (TensorProto.Types.DataType)tensor.ElemType is TensorProto.Types.DataType.Undefined
            or TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16;
        return new Reach(output.Name, isFloat, nodes, [.. _graph.Input.Where(input => reached.Contains(input.Name))]);
    }

    private static string Names(IEnumerable<string> names) => string.Concat(names.Take(MaxOutputs).Select((name, i) => (i == 0 ? ": " : ", ") + OnnxText.Quote(name)));

    private ArchiveFormatException Refuse(string part, string expected, string found) => new(_origin, part, expected, found);

    /// <summary>The nodes and inputs that an output depends on.</summary>
    private sealed record Reach(string Output, bool IsFloat, HashSet<NodeProto> Nodes, IReadOnlyList<ValueInfoProto> Inputs);
}

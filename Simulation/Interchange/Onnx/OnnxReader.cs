using NeuroAgents.Activations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A reader that follows the value that depends on the input through a graph, and builds layers that compute the same.</summary>
/// <remarks>
/// <para>The reader follows one value by its name. A node that is the value's only reader changes the layers at once. If several nodes read the value, their results are kept as functions of it,
/// element by element, until a node reads one of these functions in another way. The reader then finds the activation that equals the function, and the function's result becomes the value.
/// The earlier value and its other functions are dropped, and a node that reads one of them later is refused.</para>
/// <para>A node that reads neither the value nor its functions is folded to a constant. Operators on a shape are folded too, with NaN for an unknown number of rows.</para>
/// <code>
/// input ──► MatMul ──► Add ──► z ──┬──► Sigmoid ──► Mul ──► output
///                                  └─────────────────┘
///           dense layer, folded     kept as functions of z, then matched: SiLU
/// </code>
/// </remarks>
internal sealed partial class OnnxReader
{
    private const int MinOpset = 7;

    /// <summary>Largest number of values in layers that only scale. Such values are not in the file, so the length of the file does not bound them.</summary>
    private const long MaxScalingValues = 1 << 22;
    private static readonly string[] s_operators =
    [
        "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Neg", "Pow", "Relu", "LeakyRelu", "PRelu", "Elu", "Celu", "Gelu", "Swish", "Sigmoid", "Tanh", "Erf", "Softplus",
        "Softmax", "LogSoftmax", "BatchNormalization", "Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Cast", "Concat",
        "Shape", "Scaler", "Clip", "ArgMax", "ZipMap",
    ];

    private readonly string _origin;
    private readonly OnnxWalk _walk;
    private readonly DenseStack _stack = new();
    private readonly SideFiles _sideFiles;
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly Dictionary<string, ElementFunction> _functions = [];
    private readonly Dictionary<string, double[]?> _lengths = [];
    private readonly HashSet<string> _notes = [];
    private readonly long _opset;
    private readonly OnnxShape _shape;
    private readonly long _maxValues;
    private string _value;
    private long _storedValues;
    private Limits? _limits;
    private NodeProto? _logarithm;
    private bool _isMapped;

    /// <summary>Prepares the reader at the graph's input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bytes">Length of the model's file, bytes. It bounds the stored values: a float takes at least two bytes in the file and is stored at most six times.</param>
    /// <param name="origin">Name of the file in messages.</param>
    /// <param name="output">The output to read; null for the only float output.</param>
    /// <param name="sideFiles">The files that hold values outside the model's file.</param>
    internal OnnxReader(ModelProto model, long bytes, string origin, string? output, SideFiles sideFiles)
    {
        _origin = origin;
        _sideFiles = sideFiles;
        _maxValues = bytes + MaxScalingValues;
        _walk = new OnnxWalk(model.Graph, origin, output);
        _value = _walk.Input.Name;
        _opset = model.OpsetImport.LastOrDefault(import => IsStandard(import.Domain))?.Version ?? 0;
        if (_opset < MinOpset)
        {
            throw new ArchiveFormatException(origin, "opset", $"{MinOpset} or later", $"{_opset}");
        }

        _shape = OnnxShape.Of(_walk.Input, IsInputInColumns(), origin);
        _lengths[_value] = _shape.Lengths();
    }

    /// <summary>Whether the model limits its output to [−1, 1] at the end.</summary>
    internal bool IsLimited => _limits is not null;

    /// <summary>Whether the output is the index of the largest value.</summary>
    internal bool IsIndex { get; private set; }

    /// <summary>The differences between the network and the model, one sentence each.</summary>
    internal IReadOnlyCollection<string> Notes => _notes;

    /// <summary>Reads the whole graph and returns its layers.</summary>
    internal DenseStack Read()
    {
        foreach (NodeProto node in _walk.Nodes)
        {
            Read(node);
        }

        if (_functions.ContainsKey(_walk.Output))
        {
            Resolve(_walk.Producer(_walk.Output)!, _walk.Output);
        }

        if (_value != _walk.Output || _shape.Width is not { } width || (!_shape.IsRow && _shape.Dimensions > 1) || (_stack.NeedsIdentity(isEnd: true) && width > DenseStack.MaxScaled))
        {
            throw new ArchiveFormatException(
                _origin, $"output {OnnxText.Quote(_walk.Output)}", "rows of known width after a dense layer", $"the end of the graph at {OnnxText.Quote(_value)}, {_shape}");
        }

        if (_logarithm is not null)
        {
            throw Refuse(_logarithm, "a Softmax, Exp or ArgMax after it", "the output");
        }

        if (_limits is { IsUnit: false } limits)
        {
            throw Refuse(limits.Node, "the limits -1 and 1", $"{limits.Minimum:R} and {limits.Maximum:R}");
        }

        _stack.Close(width);
        return _stack;
    }

    private void Read(NodeProto node)
    {
        bool isLearned = node is { OpType: "Scaler" or "ZipMap", Domain: "ai.onnx.ml" };
        if (!isLearned && (!IsStandard(node.Domain) || node.OpType is "Scaler" or "ZipMap"))
        {
            throw Refuse(node, $"one of {string.Join(", ", s_operators)}", node.Domain.Length == 0 ? node.OpType : $"{OnnxText.Quote(node.Domain)} {node.OpType}");
        }

        string[] followed = [.. node.Input.Where(IsFollowed).Distinct()];
        if (followed.Length == 0 || node.OpType == "Shape")
        {
            _constants[Result(node)] = Fold(node);
        }
        else if (IsEnded)
        {
            FollowEnd(node);
            Advance(node);
        }
        else if (followed.Length > 1)
        {
            if (!TryKeep(node))
            {
                RequireType(node, "Concat", $"{followed.Length} operands that depend on the input: {string.Join(", ", followed.Take(4).Select(OnnxText.Quote))}");
                Pair(node);
                Advance(node);
            }
        }
        else if (followed[0] == _value || !TryKeep(node))
        {
            Resolve(node, followed[0]);
            if (_walk.CountReaders(_value) == 1 || !TryKeep(node))
            {
                Follow(node);
                Advance(node);
            }
        }
    }

    /// <summary>Stores the node's result as a function of the value. Returns false if the result is not such a function.</summary>
    private bool TryKeep(NodeProto node)
    {
        if (FunctionOf(node) is not { } function)
        {
            return false;
        }

        RequireMemory(node, function.Size);
        _functions[Result(node)] = function;
        _lengths[Result(node)] = _shape.Lengths();

        // If an activation has several readers, they must read functions of its result, not of its input.
        if (!function.IsPolynomial && _walk.CountReaders(Result(node)) > 1 && function.Match() is not null)
        {
            Resolve(node, Result(node));
        }

        return true;
    }

    /// <summary>Whether only a few operators may follow the value.</summary>
    private bool IsEnded => _limits is not null || _logarithm is not null || IsIndex || _isMapped;

    private bool IsFollowed(string name) => name == _value || _functions.ContainsKey(name);

    private void Advance(NodeProto node)
    {
        _value = Result(node);
        _lengths[_value] = _shape.Lengths();
        _functions.Clear();
    }

    private void Follow(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Gemm": Gemm(node); break;
            case "MatMul": MatMul(node); break;
            case "Clip" when !IsRelu(node): Limit(node); break;
            case "Identity": break;
            case "Cast": RequireFloat(node); break;
            case "Dropout": RequireInference(node); break;
            case "Flatten": Flatten(node); break;
            case "Reshape": Reshape(node); break;
            case "Squeeze" or "Unsqueeze" or "Transpose" or "Expand": Rearrange(node); break;
            case "Concat" when node.Input.Count == 1: break;
            case "Concat": throw Refuse(node, "one operand, or 1 - p and p of one sigmoid", $"{node.Input.Count} operands");
            case "ZipMap": _isMapped = true; break;
            case "Softmax":
                RequireFeatureAxis(node, Integer(node, "axis", _opset >= 13 ? -1 : 1));
                Activate(node, Activation.Softmax);
                break;
            case "LogSoftmax":
                RequireFeatureAxis(node, Integer(node, "axis", _opset >= 13 ? -1 : 1));
                _logarithm = node;
                break;
            case "ArgMax":
                RequireFeatureAxis(node, Integer(node, "axis", 0));
                RequireWidth(node);
                IsIndex = true;
                break;
            default: Transform(node); break;
        }
    }

    private void Transform(NodeProto node)
    {
        if (ScalingOf(node) is { } scaling)
        {
            _stack.Scale(scaling);
            return;
        }

        (double inside, Activation activation, double outside) = ActivationOf(node) ?? throw (Array.IndexOf(s_operators, node.OpType) >= 0
            ? Refuse(node, "a step of an activation that the plugin has", "a step of another function")
            : Refuse(node, $"one of {string.Join(", ", s_operators)}", OnnxText.Quote(node.OpType)));
        int width = RequireWidth(node);
        _stack.Scale(DenseStack.Scaling.Uniform(width, inside));
        Activate(node, activation);
        _stack.Scale(DenseStack.Scaling.Uniform(width, outside));
    }

    /// <summary>Reads the few operators that may follow a limited value, an index, or the logarithm of probabilities.</summary>
    private void FollowEnd(NodeProto node)
    {
        if (_logarithm is not null && node.OpType is "Softmax" or "Exp" or "ArgMax")
        {
            // The logarithm of a softmax differs from its input by the same number for the whole row.
            _logarithm = null;
            RequireFeatureAxis(node, node.OpType == "Exp" ? -1 : Integer(node, "axis", node.OpType == "ArgMax" ? 0 : _opset >= 13 ? -1 : 1));
            if (node.OpType == "ArgMax")
            {
                IsIndex = true;
            }
            else
            {
                Activate(node, Activation.Softmax);
            }
        }
        else if (_limits is { } limits && ScalingOf(node) is { IsUniform: true } scaling && scaling.Scale[0] > 0)
        {
            _limits = limits with { Minimum = limits.Minimum * scaling.Scale[0] + scaling.Offset[0], Maximum = limits.Maximum * scaling.Scale[0] + scaling.Offset[0] };
            _stack.Scale(scaling);
        }
        else if (IsIndex && node.OpType is "Cast" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" or "Identity")
        {
            // There is one index per row, for any shape.
        }
        else if (!_isMapped && !IsIndex && node.OpType is "Cast" or "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" or "Identity" or "Expand")
        {
            Follow(node);
        }
        else
        {
            throw Refuse(node, $"nothing after {(_isMapped ? "ZipMap" : IsIndex ? "ArgMax" : _limits is null ? "LogSoftmax except Softmax, Exp or ArgMax" : "Clip")}", node.OpType);
        }
    }

    /// <summary>Appends the layers of a function of the value. The result of the function becomes the value.</summary>
    private void Resolve(NodeProto node, string name)
    {
        if (name == _value)
        {
            return;
        }

        ElementFunction function = _functions[name];
        if (node.OpType is "Softmax" or "ArgMax")
        {
            function = function.WithoutRowConstant();
        }

        NodeProto last = _walk.Producer(name) ?? node;
        ElementFunction.Composition found = function.Match() ?? throw Refuse(last, "a step of an activation that the plugin has", "a step of another function");
        _stack.Scale(found.Before);
        if (found.Activation is { } activation)
        {
            Activate(last, activation);
            _stack.Scale(found.After!);
        }

        _value = name;
        _functions.Clear();
    }

    /// <summary>Returns the activation of a node, with the factors before and after it; null if the node has none.</summary>
    private (double Inside, Activation Activation, double Outside)? ActivationOf(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Relu" or "Clip": return (1, Activation.Relu, 1);
            case "Sigmoid": return (1, Activation.Sigmoid, 1);
            case "Tanh": return (1, Activation.Tanh, 1);
            case "Softplus": return (1, Activation.Softplus, 1);
            case "Gelu":
                string form = Attribute(node, "approximate")?.S.ToStringUtf8() ?? "none";
                return form switch
                {
                    "none" => (1, Activation.Gelu, 1),
                    "tanh" => (1, Activation.GeluTanh, 1),
                    _ => throw Refuse(node, "approximate none or tanh", OnnxText.Quote(form)),
                };
            case "Swish":
                float steepness = Float(node, "alpha", 1);
                return float.IsNormal(steepness) ? (steepness, Activation.Silu, 1.0 / steepness) : throw Refuse(node, "alpha other than 0", $"{steepness}");
            case "Elu":
                return Float(node, "alpha", 1) == 1 ? (1, Activation.Elu, 1) : throw Refuse(node, "alpha 1", $"{Float(node, "alpha", 1)}");
            case "Celu":
                float bound = Float(node, "alpha", 1);
                return bound > 0 && float.IsNormal(bound) ? (1.0 / bound, Activation.Elu, bound) : throw Refuse(node, "alpha above 0", $"{bound}");
            case "LeakyRelu":
                return (1, Leaky(node, Float(node, "alpha", 0.01f)), 1);
            case "PRelu":
                double[] slopes = Spread(node, Constant(node, 1));
                return Array.TrueForAll(slopes, slope => slope == slopes[0]) ? (1, Leaky(node, (float)slopes[0]), 1) : throw Refuse(node, "one slope for all", "several");
            default:
                return null;
        }
    }

    private LeakyRelu Leaky(NodeProto node, float slope) => slope is >= 0 and <= 1 ? new LeakyRelu(slope) : throw Refuse(node, "alpha from 0 to 1", $"{slope}");

    private void Activate(NodeProto node, Activation activation)
    {
        int width = RequireWidth(node);
        if (_stack.NeedsIdentity(isEnd: false))
        {
            RequireMemory(node, (long)width * width);
            if (width > DenseStack.MaxScaled)
            {
                throw Refuse(node, $"a dense layer in front, or at most {DenseStack.MaxScaled} values", $"{width} values");
            }
        }

        _stack.Activate(activation, width);
    }

    /// <summary>Refuses an axis other than the features'. Since opset 13, Softmax normalises over one axis; before, over this axis and all later ones.</summary>
    private void RequireFeatureAxis(NodeProto node, long axis)
    {
        bool isFeatures = _shape.InColumns
            ? axis is 0 or -2 && (_opset >= 13 || node.OpType == "ArgMax")
            : axis == -1 || axis == _shape.Dimensions - 1;
        if (!_shape.IsRow || !isFeatures)
        {
            throw Refuse(node, "the axis of a row's values", $"axis {axis}");
        }
    }

    /// <summary>Returns whether samples are columns: then the first product has the input on its right side, or transposed.</summary>
    private bool IsInputInColumns()
    {
        HashSet<string> reached = [_walk.Input.Name];
        foreach (NodeProto node in _walk.Nodes)
        {
            int place = node.Input.ToList().FindIndex(reached.Contains);
            if (place >= 0 && node.OpType is "Gemm" or "MatMul")
            {
                return (place == 1) != (Integer(node, place == 1 ? "transB" : "transA", 0) != 0);
            }

            if (place >= 0)
            {
                reached.Add(Result(node));
            }
        }

        return false;
    }

    private static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    /// <summary>The bounds of a Clip. Later nodes may scale them to −1 and 1.</summary>
    private sealed record Limits(NodeProto Node, double Minimum, double Maximum)
    {
        private const double Tolerance = 1e-6;

        internal bool IsUnit => Math.Abs(Minimum + 1) <= Tolerance && Math.Abs(Maximum - 1) <= Tolerance;
    }
}

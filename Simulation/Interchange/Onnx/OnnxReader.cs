using NeuroAgents.Activations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Follows the one value that is no constant through a graph and builds the layers that do the same to it.</summary>
internal sealed partial class OnnxReader
{
    private const int LowestOpset = 7;

    /// <summary>Values of layers that stand for a scaling alone: they are nowhere in the file.</summary>
    private const long MostScalingValues = 1 << 22;
    private static readonly string[] s_operators =
    [
        "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Softplus", "Softmax", "Identity", "Dropout", "Flatten",
        "Reshape", "Cast", "Scaler", "Clip",
    ];

    private readonly string _origin;
    private readonly OnnxWalk _walk;
    private readonly DenseStack _stack = new();
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly long _opset;
    private readonly OnnxShape _shape;
    private readonly long _mostValues;
    private string _value;
    private long _taken;

    /// <summary>Begins at the input.</summary>
    /// <param name="model">The model.</param>
    /// <param name="bytes">Length of its file: no float takes less than four of them, and none is kept more than three times.</param>
    /// <param name="origin">What messages call it.</param>
    internal OnnxReader(ModelProto model, long bytes, string origin)
    {
        _origin = origin;
        _mostValues = bytes + MostScalingValues;
        _walk = new OnnxWalk(model.Graph, origin);
        _value = _walk.Input.Name;
        _opset = model.OpsetImport.LastOrDefault(import => IsStandard(import.Domain))?.Version ?? 0;
        if (_opset < LowestOpset)
        {
            throw new ArchiveFormatException(origin, "opset", $"{LowestOpset} or later", $"{_opset}");
        }

        _shape = OnnxShape.Of(_walk.Input, IsInputInColumns(), origin);
    }

    /// <summary>Whether the output is cut to [−1, 1] at last.</summary>
    internal bool IsLimited { get; private set; }

    /// <summary>Reads the whole graph.</summary>
    internal DenseStack Read()
    {
        foreach (NodeProto node in _walk.Nodes)
        {
            Read(node);
        }

        if (_value != _walk.Output || _shape.Width is not { } width || !_shape.IsFlat || (_stack.NeedsIdentity(isEnd: true) && width > DenseStack.MostScaled))
        {
            throw new ArchiveFormatException(
                _origin, $"output {OnnxText.Quote(_walk.Output)}", "rows of known width behind a dense layer", $"the end of the graph at {OnnxText.Quote(_value)}, {_shape}");
        }

        _stack.Close(width);
        return _stack;
    }

    private void Read(NodeProto node)
    {
        bool isScaler = node is { OpType: "Scaler", Domain: "ai.onnx.ml" };
        if (!isScaler && (!IsStandard(node.Domain) || node.OpType == "Scaler"))
        {
            throw Refuse(node, $"one of {string.Join(", ", s_operators)}", node.Domain.Length == 0 ? node.OpType : $"{OnnxText.Quote(node.Domain)} {node.OpType}");
        }

        if (!node.Input.Contains(_value))
        {
            _constants[Result(node)] = Evaluate(node);
            return;
        }

        if (IsLimited && node.OpType is not ("Identity" or "Cast"))
        {
            throw Refuse(node, "nothing behind Clip", node.OpType);
        }

        Follow(node);
        _value = Result(node);
    }

    private void Follow(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Gemm": Gemm(node); break;
            case "MatMul": MatMul(node); break;
            case "Add" or "Sub" or "Mul" or "Div": Scale(node); break;
            case "Scaler": Scaler(node); break;
            case "Clip": Limit(node); break;
            case "Identity": break;
            case "Cast": RequireFloat(node); break;
            case "Dropout": RequireInference(node); break;
            case "Flatten": Flatten(node); break;
            case "Reshape": Reshape(node); break;
            default: Activate(node, ActivationOf(node)); break;
        }
    }

    private Activation ActivationOf(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Relu": return Activation.Relu;
            case "Sigmoid": return Activation.Sigmoid;
            case "Tanh": return Activation.Tanh;
            case "Softplus": return Activation.Softplus;
            case "Softmax":
                RequireFeatureAxis(node);
                return Activation.Softmax;
            case "Elu":
                return Float(node, "alpha", 1) == 1 ? Activation.Elu : throw Refuse(node, "alpha 1", $"{Float(node, "alpha", 1)}");
            case "LeakyRelu":
                float slope = Float(node, "alpha", 0.01f);
                return slope is >= 0 and <= 1 ? new LeakyRelu(slope) : throw Refuse(node, "alpha from 0 to 1", $"{slope}");
            default:
                throw Refuse(node, $"one of {string.Join(", ", s_operators)}", OnnxText.Quote(node.OpType));
        }
    }

    private void Activate(NodeProto node, Activation activation)
    {
        int width = RequireWidth(node);
        if (_stack.NeedsIdentity(isEnd: false))
        {
            Take(node, (long)width * width);
            if (width > DenseStack.MostScaled)
            {
                throw Refuse(node, $"a dense layer in front, or at most {DenseStack.MostScaled} values", $"{width} values");
            }
        }

        _stack.Activate(activation, width);
    }

    /// <summary>Softmax goes over one axis since opset 13; before, over all from one on.</summary>
    private void RequireFeatureAxis(NodeProto node)
    {
        long axis = Integer(node, "axis", _opset >= 13 ? -1 : 1);
        bool isFeatures = _shape.InColumns ? axis is 0 or -2 && _opset >= 13 : axis is 1 or -1;
        if (!_shape.IsFlat || !isFeatures)
        {
            throw Refuse(node, "the axis of a row's values", $"axis {axis}");
        }
    }

    /// <summary>A product that reads the input from the right, or transposed, says that the input's columns are what rows are elsewhere.</summary>
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
}

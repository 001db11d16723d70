using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Constants, attributes and errors.</summary>
internal sealed partial class OnnxReader
{
    /// <summary>A node that no value of the input reaches.</summary>
    private OnnxTensor Evaluate(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Constant":
                TensorProto tensor = Attribute(node, "value")?.T ?? throw Refuse(node, "an attribute value that is a tensor", "none");
                return OnnxTensor.Read(tensor, _origin);
            case "Identity":
                return Constant(node, 0);
            case "Cast":
                RequireFloat(node);
                return Constant(node, 0);
            case "Transpose" when Constant(node, 0) is { Shape.Length: 2 } matrix:
                Take(node, matrix.Values.Length);
                long[] order = [.. Attribute(node, "perm")?.Ints ?? [1, 0]];
                return order is [0, 1] ? matrix : order is [1, 0] ? matrix.Transposed() : throw Refuse(node, "two dimensions to swap", "others");
            default:
                throw Refuse(node, "constants through Constant, Identity, Cast or Transpose of a matrix", OnnxText.Quote(node.OpType));
        }
    }

    /// <summary>An operand that does not depend on the input.</summary>
    private OnnxTensor Constant(NodeProto node, int place)
    {
        string name = place < node.Input.Count ? node.Input[place] : "";
        if (_constants.TryGetValue(name, out OnnxTensor? known))
        {
            return known;
        }

        if (!_walk.Initializers.TryGetValue(name, out TensorProto? tensor))
        {
            throw Refuse(node, $"operand {place} to be a constant", name.Length == 0 ? "nothing" : OnnxText.Quote(name));
        }

        return _constants[name] = OnnxTensor.Read(tensor, _origin);
    }

    /// <summary>A constant as one value for each of a row, by the rules of broadcasting.</summary>
    private double[] Spread(NodeProto node, OnnxTensor constant)
    {
        if (constant.Values.Length > 1)
        {
            _shape.Learn(constant.Shape);
        }

        int width = RequireWidth(node);
        return constant.Values.Length == 1 && constant.Shape.Length <= _shape.Dimensions
            ? Filled(width, constant.Values[0])
            : _shape.IsOneRow(constant.Shape) ? constant.Values : throw Refuse(node, $"a constant for each of {_shape}", $"shape [{string.Join(", ", constant.Shape)}]");
    }

    private int RequireWidth(NodeProto node)
        => _shape.Width is { } width and <= DenseStack.MostUnits ? width : throw Refuse(node, $"a row of known width, at most {DenseStack.MostUnits}", _shape.ToString());

    /// <summary>Counts what is about to be kept: a small file could use its tensors again and again.</summary>
    private void Take(NodeProto node, long values)
    {
        if ((_taken += values) > _mostValues)
        {
            throw Refuse(node, $"at most {_mostValues} values in the layers of a file of this size", "more");
        }
    }

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    private static long Integer(NodeProto node, string name, long standard) => Attribute(node, name)?.I ?? standard;

    private static float Float(NodeProto node, string name, float standard) => Attribute(node, name)?.F ?? standard;

    private string Result(NodeProto node) => node.Output.Count > 0 && node.Output[0].Length > 0 ? node.Output[0] : throw Refuse(node, "a result", "none");

    private ArchiveFormatException Refuse(NodeProto node, string expected, string found)
    {
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";
        return new ArchiveFormatException(_origin, string.Create(CultureInfo.InvariantCulture, $"node {OnnxText.Quote(name)} ({OnnxText.Quote(node.OpType)[1..^1]})"), expected, found);
    }
}

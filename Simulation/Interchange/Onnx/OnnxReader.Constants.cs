using System.Globalization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The access to constants and attributes, and the errors.</summary>
internal sealed partial class OnnxReader
{
    /// <summary>Returns an operand that does not depend on the input.</summary>
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

        return _constants[name] = Read(tensor);
    }

    private OnnxTensor Read(TensorProto tensor)
    {
        AddNote(tensor.DataType);
        return OnnxTensor.Read(tensor, _origin, _sideFiles);
    }

    /// <summary>Adds a note if numbers are converted from another type in the file.</summary>
    private void AddNote(int type)
    {
        string? name = (TensorProto.Types.DataType)type switch
        {
            TensorProto.Types.DataType.Float16 => "float16",
            TensorProto.Types.DataType.Bfloat16 => "bfloat16",
            TensorProto.Types.DataType.Double => "float64",
            _ => null,
        };
        if (name is not null)
        {
            _notes.Add($"the model computes in {name}, the network in float32: the weights are converted");
        }
    }

    /// <summary>Returns a constant as one value for each value of a row, by the rules of broadcasting.</summary>
    private double[] Spread(NodeProto node, OnnxTensor constant)
    {
        if (constant.Values.Length > 1)
        {
            _shape.Learn(constant.Shape);
        }

        int width = RequireWidth(node);

        // A scaling needs a few arrays of this size.
        RequireMemory(node, 4L * width);
        double[] values = _shape.Spread(constant, width) ?? throw Refuse(node, $"a constant for each of {_shape}", $"shape [{string.Join(", ", constant.Shape)}]");
        RequireNumbers(node, values);
        return values;
    }

    private int RequireWidth(NodeProto node)
        => _shape.Width is { } width and <= DenseStack.MaxUnits ? width : throw Refuse(node, $"a row of known width, at most {DenseStack.MaxUnits}", _shape.ToString());

    private void RequireNumbers(NodeProto node, double[] values)
    {
        if (!Array.TrueForAll(values, double.IsFinite))
        {
            throw Refuse(node, "finite constants", "infinity, NaN or the number of rows");
        }
    }

    private void RequireType(NodeProto node, string expected, string found)
    {
        if (node.OpType != expected)
        {
            throw Refuse(node, "one operand that depends on the input, or the parts of an activation", found);
        }
    }

    /// <summary>Counts values before they are stored and refuses too many. Without this limit, a small file could fill the memory by using its tensors again and again.</summary>
    private void RequireMemory(NodeProto node, long values)
    {
        long max = _maxValues + _sideFiles.BytesRead;
        if ((_storedValues += values) > max)
        {
            throw Refuse(node, $"at most {max} values in the layers of a file of this size", "more");
        }
    }

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    private static long Integer(NodeProto node, string name, long standard) => Attribute(node, name)?.I ?? standard;

    private static float Float(NodeProto node, string name, float standard) => Attribute(node, name)?.F ?? standard;

    /// <summary>Returns the axes, which are an attribute before opset 13 and an operand since then; null if they are missing.</summary>
    private double[]? Axes(NodeProto node) => Attribute(node, "axes") is { } listed
        ? [.. listed.Ints.Take(OnnxTensor.MaxDimensions + 1).Select(axis => (double)axis)]
        : node.Input.Count > 1 && node.Input[1].Length > 0 ? Constant(node, 1).Values : null;

    private static string Length(double length) => double.IsNaN(length) ? "rows" : length.ToString("R", CultureInfo.InvariantCulture);

    private string Result(NodeProto node) => node.Output.Count > 0 && node.Output[0].Length > 0 ? node.Output[0] : throw Refuse(node, "a result", "none");

    private ArchiveFormatException Refuse(NodeProto node, string expected, string found)
    {
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";
        return new ArchiveFormatException(_origin, string.Create(CultureInfo.InvariantCulture, $"node {OnnxText.Quote(name)} ({OnnxText.Quote(node.OpType)[1..^1]})"), expected, found);
    }
}

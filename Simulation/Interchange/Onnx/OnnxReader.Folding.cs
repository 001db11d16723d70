namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The nodes whose value does not depend on the input, except on its shape. They are computed once, during the import.</summary>
/// <remarks>An unknown number of rows is NaN. Operators that move values also move NaN; arithmetic on it is refused.</remarks>
internal sealed partial class OnnxReader
{
    private static readonly string[] s_folded =
    [
        "Constant", "ConstantOfShape", "Identity", "Cast", "Shape", "Gather", "Slice", "Concat", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Where",
        "Equal", "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Neg", "Abs", "Sqrt", "Exp", "Log", "Reciprocal",
    ];

    private OnnxTensor Fold(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Constant": return ValueOf(node);
            case "ConstantOfShape": return FilledShape(node);
            case "Identity": return Constant(node, 0);
            case "Cast": return CastOf(node, Constant(node, 0));
            case "Shape": return ShapeOf(node);
            case "Gather": return GatherOf(node, Constant(node, 0), Constant(node, 1));
            case "Slice": return SliceOf(node, Constant(node, 0));
            case "Concat": return Joined(node);
            case "Reshape": return ReshapeOf(node, Constant(node, 0), Constant(node, 1).Values);
            case "Squeeze": return SqueezeOf(node, Constant(node, 0));
            case "Unsqueeze": return UnsqueezeOf(node, Constant(node, 0));
            case "Transpose": return TransposeOf(node, Constant(node, 0));
            case "Expand": return Broadcast(node, Constant(node, 0), new OnnxTensor(ShapeFrom(node, Constant(node, 1)), [], Constant(node, 0).IsWhole), null);
            case "Where": return WhereOf(node);
            case "Equal": return Broadcast(node, Constant(node, 0), Constant(node, 1), (a, b) => a == b ? 1 : 0) with { IsWhole = true };
            case "Add": return Computed(node, (a, b) => a + b);
            case "Sub": return Computed(node, (a, b) => a - b);
            case "Mul": return Computed(node, (a, b) => a * b);
            case "Div": return Computed(node, Constant(node, 0).IsWhole ? (a, b) => Math.Truncate(a / b) : (a, b) => a / b);
            case "Pow": return Computed(node, Math.Pow);
            case "Min": return Computed(node, Math.Min);
            case "Max": return Computed(node, Math.Max);
            case "Neg": return Mapped(node, value => -value);
            case "Abs": return Mapped(node, Math.Abs);
            case "Sqrt": return Mapped(node, Math.Sqrt);
            case "Exp": return Mapped(node, Math.Exp);
            case "Log": return Mapped(node, Math.Log);
            case "Reciprocal": return Mapped(node, value => 1 / value);
            default: throw Refuse(node, $"constants through one of {string.Join(", ", s_folded)}", OnnxText.Quote(node.OpType));
        }
    }

    /// <summary>Reads the attribute of a Constant node. The attribute's name determines its type.</summary>
    private OnnxTensor ValueOf(NodeProto node)
    {
        AttributeProto? attribute = node.Attribute.FirstOrDefault(each => each.Name.StartsWith("value", StringComparison.Ordinal));
        OnnxTensor? tensor = attribute?.Name switch
        {
            "value" when attribute.T is { } values => Read(values),
            "value_float" => new OnnxTensor([], [attribute.F]),
            "value_floats" when attribute.Floats.Count > 0 => new OnnxTensor([attribute.Floats.Count], [.. attribute.Floats.Select(value => (double)value)]),
            "value_int" => new OnnxTensor([], [attribute.I], IsWhole: true),
            "value_ints" when attribute.Ints.Count > 0 => new OnnxTensor([attribute.Ints.Count], [.. attribute.Ints.Select(value => (double)value)], IsWhole: true),
            _ => null,
        };
        return tensor is not null && Array.TrueForAll(tensor.Values, double.IsFinite)
            ? tensor
            : throw Refuse(node, "an attribute value, value_float, value_floats, value_int or value_ints of finite numbers", attribute is null ? "none" : OnnxText.Quote(attribute.Name));
    }

    private OnnxTensor FilledShape(NodeProto node)
    {
        int[] shape = ShapeFrom(node, Constant(node, 0));
        OnnxTensor value = Attribute(node, "value")?.T is { } given ? Read(given) : new OnnxTensor([], [0]);
        return value.Values.Length == 1
            ? new OnnxTensor(shape, Filled(Counted(node, shape), value.Values[0]), value.IsWhole)
            : throw Refuse(node, "one value", $"{value.Values.Length}");
    }

    private OnnxTensor CastOf(NodeProto node, OnnxTensor tensor)
    {
        long type = Integer(node, "to", 0);
        switch ((TensorProto.Types.DataType)type)
        {
            case TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Int64:
                return tensor.IsWhole ? tensor : Mapped(node, Math.Truncate) with { IsWhole = true };
            case TensorProto.Types.DataType.Bool:
                return Mapped(node, value => value != 0 ? 1 : 0) with { IsWhole = true };
            default:
                RequireFloat(node);
                return tensor.IsWhole ? Mapped(node, value => value) with { IsWhole = false } : tensor;
        }
    }

    /// <summary>Returns the shape of a constant or of the followed value.</summary>
    private OnnxTensor ShapeOf(NodeProto node)
    {
        double[] lengths = _lengths.TryGetValue(node.Input.FirstOrDefault() ?? "", out double[]? followed)
            ? followed ?? throw Refuse(node, "rows of known width", _shape.ToString())
            : [.. Constant(node, 0).Shape.Select(length => (double)length)];
        double[] part = lengths[Place(Integer(node, "start", 0), lengths.Length)..];
        int end = Place(Integer(node, "end", lengths.Length), lengths.Length) - (lengths.Length - part.Length);
        return end > 0 ? new OnnxTensor([end], part[..end], IsWhole: true) : throw Refuse(node, "a shape of one dimension or more", "none");
    }

    private OnnxTensor GatherOf(NodeProto node, OnnxTensor data, OnnxTensor indices)
    {
        int axis = Axis(node, Integer(node, "axis", 0), data.Shape.Length);
        int length = data.Shape[axis], inner = data.Shape[(axis + 1)..].Aggregate(1, (product, each) => product * each);
        int[] shape = [.. data.Shape[..axis], .. indices.Shape, .. data.Shape[(axis + 1)..]];
        double[] values = new double[Counted(node, shape)];
        for (int i = 0; i < values.Length; i++)
        {
            double index = indices.Values[i / inner % indices.Values.Length];
            index = index < 0 ? index + length : index;
            if (!(index >= 0 && index < length))
            {
                throw Refuse(node, $"indices below {length}", Length(index));
            }

            values[i] = data.Values[(i / inner / indices.Values.Length * length + (int)index) * inner + i % inner];
        }

        return new OnnxTensor(shape, values, data.IsWhole);
    }

    private OnnxTensor SliceOf(NodeProto node, OnnxTensor tensor)
    {
        // Operands since opset 10, attributes before.
        double[] starts = Listed(node, "starts", 1), ends = Listed(node, "ends", 2), steps = Listed(node, "steps", 4);
        double[] axes = Listed(node, "axes", 3) is { Length: > 0 } given ? given : [.. Enumerable.Range(0, Math.Min(starts.Length, tensor.Shape.Length)).Select(axis => (double)axis)];
        if (starts.Length is 0 or > OnnxTensor.MaxDimensions || steps.Length > OnnxTensor.MaxDimensions || ends.Length != starts.Length || axes.Length != starts.Length || Array.Exists(steps, step => step != 1))
        {
            throw Refuse(node, "a start and an end for each axis, without steps", $"{starts.Length} starts and {ends.Length} ends");
        }

        for (int i = 0; i < starts.Length; i++)
        {
            int axis = Axis(node, axes[i], tensor.Shape.Length), length = tensor.Shape[axis];
            int start = Place(starts[i], length), end = Place(ends[i], length);
            if (end <= start)
            {
                throw Refuse(node, "a part with values", "an empty one");
            }

            int inner = tensor.Shape[(axis + 1)..].Aggregate(1, (product, each) => product * each), kept = (end - start) * inner;
            OnnxTensor whole = tensor;
            int[] shape = [.. whole.Shape];
            shape[axis] = end - start;
            double[] values = new double[Counted(node, shape)];
            for (int part = 0; part < values.Length / kept; part++)
            {
                Array.Copy(whole.Values, (part * length + start) * inner, values, part * kept, kept);
            }

            tensor = new OnnxTensor(shape, values, whole.IsWhole);
        }

        return tensor;
    }

    private OnnxTensor Joined(NodeProto node)
    {
        if (node.Input.Count == 0)
        {
            throw Refuse(node, "one operand or more", "none");
        }

        OnnxTensor[] parts = [.. Enumerable.Range(0, node.Input.Count).Select(place => Constant(node, place))];
        int[] shape = [.. parts[0].Shape];
        int axis = Axis(node, Integer(node, "axis", 0), shape.Length);
        long length = 0;
        foreach (OnnxTensor part in parts)
        {
            if (part.Shape.Length != shape.Length || part.Shape.Where((each, i) => i != axis && each != shape[i]).Any())
            {
                throw Refuse(node, $"shapes that differ only on axis {axis}", $"[{string.Join(", ", part.Shape)}] and [{string.Join(", ", shape)}]");
            }

            length += part.Shape[axis];
        }

        shape[axis] = (int)Math.Min(length, int.MaxValue);
        double[] values = new double[Counted(node, shape)];
        int inner = shape[(axis + 1)..].Aggregate(1, (product, each) => product * each), outer = values.Length / (shape[axis] * inner), place = 0;
        for (int block = 0; block < outer; block++)
        {
            foreach (OnnxTensor part in parts)
            {
                int count = part.Shape[axis] * inner;
                Array.Copy(part.Values, block * count, values, place, count);
                place += count;
            }
        }

        return new OnnxTensor(shape, values, Array.TrueForAll(parts, part => part.IsWhole));
    }

    private OnnxTensor ReshapeOf(NodeProto node, OnnxTensor tensor, double[] target)
    {
        double known = 1;
        double[] lengths = [.. target.Take(OnnxTensor.MaxDimensions + 1)];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = lengths[i] == 0 && i < tensor.Shape.Length ? tensor.Shape[i] : lengths[i];
            known *= lengths[i] == -1 ? 1 : lengths[i];
        }

        lengths = [.. lengths.Select(length => length == -1 ? Math.Floor(tensor.Values.Length / known) : length)];
        bool isKept = lengths.Length <= OnnxTensor.MaxDimensions && Array.TrueForAll(lengths, length => length is >= 1 and <= int.MaxValue)
            && lengths.Aggregate(1.0, (product, length) => product * length) == tensor.Values.Length;
        return isKept
            ? tensor with { Shape = [.. lengths.Select(length => (int)length)] }
            : throw Refuse(node, $"a shape of {tensor.Values.Length} values", $"[{string.Join(", ", target.Take(OnnxTensor.MaxDimensions).Select(Length))}]");
    }

    private OnnxTensor SqueezeOf(NodeProto node, OnnxTensor tensor)
    {
        double[]? axes = Axes(node);
        HashSet<int> removed = [.. axes is null
            ? Enumerable.Range(0, tensor.Shape.Length).Where(axis => tensor.Shape[axis] == 1)
            : axes.Take(OnnxTensor.MaxDimensions).Select(axis => Axis(node, axis, tensor.Shape.Length))];
        return removed.All(axis => tensor.Shape[axis] == 1)
            ? tensor with { Shape = [.. tensor.Shape.Where((_, axis) => !removed.Contains(axis))] }
            : throw Refuse(node, "dimensions of 1 to remove", $"[{string.Join(", ", tensor.Shape)}]");
    }

    private OnnxTensor UnsqueezeOf(NodeProto node, OnnxTensor tensor)
    {
        double[] axes = Axes(node) ?? throw Refuse(node, "axes", "none");
        int dimensions = tensor.Shape.Length + axes.Length;
        HashSet<int> added = dimensions <= OnnxTensor.MaxDimensions ? [.. axes.Select(axis => Axis(node, axis, dimensions))] : [];
        if (added.Count != axes.Length)
        {
            throw Refuse(node, $"different axes, at most {OnnxTensor.MaxDimensions} in all", $"{axes.Length}");
        }

        Queue<int> lengths = new(tensor.Shape);
        return tensor with { Shape = [.. Enumerable.Range(0, dimensions).Select(axis => added.Contains(axis) ? 1 : lengths.Dequeue())] };
    }

    private OnnxTensor TransposeOf(NodeProto node, OnnxTensor tensor)
    {
        long[] order = [.. Attribute(node, "perm")?.Ints.Take(OnnxTensor.MaxDimensions + 1) ?? Enumerable.Range(0, tensor.Shape.Length).Reverse().Select(axis => (long)axis)];
        if (order.Length == tensor.Shape.Length && order.SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis)))
        {
            return tensor;
        }

        if (order is not [1, 0] || tensor.Shape.Length != 2)
        {
            throw Refuse(node, "two dimensions to swap", "another order");
        }

        RequireMemory(node, tensor.Values.Length);
        return tensor.Transposed();
    }

    private OnnxTensor WhereOf(NodeProto node)
    {
        OnnxTensor condition = Constant(node, 0), whenTrue = Constant(node, 1), whenFalse = Constant(node, 2);
        OnnxTensor shape = Broadcast(node, Broadcast(node, condition, whenTrue, null), whenFalse, null);
        OnnxTensor Spread(OnnxTensor tensor) => Broadcast(node, tensor, shape, null);
        (double[] isTrue, double[] yes, double[] no) = (Spread(condition).Values, Spread(whenTrue).Values, Spread(whenFalse).Values);
        return new OnnxTensor(shape.Shape, [.. isTrue.Select((value, i) => value != 0 ? yes[i] : no[i])], whenTrue.IsWhole && whenFalse.IsWhole);
    }

    private OnnxTensor Computed(NodeProto node, Func<double, double, double> function)
    {
        if (node.Input.Count != 2)
        {
            throw Refuse(node, "two operands", $"{node.Input.Count}");
        }

        OnnxTensor result = Broadcast(node, Constant(node, 0), Constant(node, 1), function);
        RequireNumbers(node, result.Values);
        return result;
    }

    private OnnxTensor Mapped(NodeProto node, Func<double, double> function)
    {
        OnnxTensor operand = Constant(node, 0);
        RequireMemory(node, operand.Values.Length);
        double[] values = [.. operand.Values.Select(function)];
        RequireNumbers(node, values);
        return operand with { Values = values };
    }

    /// <summary>Applies a function to two constants by the rules of broadcasting. Without a function, the result is the first constant in the common shape.</summary>
    private OnnxTensor Broadcast(NodeProto node, OnnxTensor left, OnnxTensor right, Func<double, double, double>? function)
    {
        int[] shape = new int[Math.Max(left.Shape.Length, right.Shape.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            int one = i <= left.Shape.Length ? left.Shape[^i] : 1, other = i <= right.Shape.Length ? right.Shape[^i] : 1;
            shape[^i] = one == other || other == 1 ? one : one == 1 ? other
                : throw Refuse(node, "shapes that can be broadcast together", $"[{string.Join(", ", left.Shape)}] and [{string.Join(", ", right.Shape)}]");
        }

        double[] values = new double[Counted(node, shape)];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, leftPlace = 0, rightPlace = 0, leftStride = 1, rightStride = 1;
            for (int axis = 1; axis <= shape.Length; axis++)
            {
                int index = rest % shape[^axis];
                rest /= shape[^axis];
                Step(left.Shape, axis, index, ref leftPlace, ref leftStride);
                Step(right.Shape, axis, index, ref rightPlace, ref rightStride);
            }

            values[i] = function is null ? left.Values[leftPlace] : function(left.Values[leftPlace], right.Values[rightPlace]);
        }

        return new OnnxTensor(shape, values, left.IsWhole && right.IsWhole);
    }

    private static void Step(int[] shape, int axis, int index, ref int place, ref int stride)
    {
        if (axis <= shape.Length)
        {
            place += shape[^axis] == 1 ? 0 : index * stride;
            stride *= shape[^axis];
        }
    }

    /// <summary>Returns a shape from a constant. An unknown number of rows becomes 1, because values that are the same for every row are stored once.</summary>
    private int[] ShapeFrom(NodeProto node, OnnxTensor lengths)
    {
        bool isShape = lengths.Values.Length <= OnnxTensor.MaxDimensions
            && Array.TrueForAll(lengths.Values, length => double.IsNaN(length) || length is >= 1 and <= int.MaxValue);
        return isShape
            ? [.. lengths.Values.Select(length => double.IsNaN(length) ? 1 : (int)length)]
            : throw Refuse(node, $"at most {OnnxTensor.MaxDimensions} dimensions above 0", $"[{string.Join(", ", lengths.Values.Take(OnnxTensor.MaxDimensions).Select(Length))}]");
    }

    /// <summary>Returns the number of values of a shape, after checking it against the limit.</summary>
    private int Counted(NodeProto node, int[] shape)
    {
        if (shape.Length > OnnxTensor.MaxDimensions)
        {
            throw Refuse(node, $"at most {OnnxTensor.MaxDimensions} dimensions", $"{shape.Length}");
        }

        double count = shape.Aggregate(1.0, (product, length) => product * length);
        RequireMemory(node, (long)Math.Min(count, long.MaxValue / 4));
        return (int)count;
    }

    private double[] Listed(NodeProto node, string name, int place) => Attribute(node, name) is { } list
        ? [.. list.Ints.Take(OnnxTensor.MaxDimensions + 1).Select(value => (double)value)]
        : place < node.Input.Count && node.Input[place].Length > 0 ? Constant(node, place).Values : [];

    private int Axis(NodeProto node, double axis, int dimensions)
    {
        double place = axis < 0 ? axis + dimensions : axis;
        return place >= 0 && place < dimensions ? (int)place : throw Refuse(node, $"an axis of {dimensions}", Length(axis));
    }

    /// <summary>Returns the start or end of a slice. A negative index counts from the end.</summary>
    private static int Place(double index, int length) => double.IsNaN(index) ? 0 : (int)Math.Clamp(index < 0 ? index + length : index, 0, length);
}

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Products, scalings and what changes nothing but the shape.</summary>
internal sealed partial class OnnxReader
{
    /// <summary>alpha · A · B + beta · C, with A or B transposed: the value is A in rows, or B in columns.</summary>
    private void Gemm(NodeProto node)
    {
        bool isRight = RequireProduct(node);
        bool isTransposed = Integer(node, isRight ? "transB" : "transA", 0) != 0, isOtherTransposed = Integer(node, isRight ? "transA" : "transB", 0) != 0;
        Multiply(node, isRight, isTransposed, isOtherTransposed, Float(node, "alpha", 1));
        if (node.Input.Count > 2 && node.Input[2].Length > 0)
        {
            double beta = Float(node, "beta", 1);
            double[] bias = Spread(node, Constant(node, 2));
            _stack.Scale(new DenseStack.Scaling(Filled(bias.Length, 1), [.. bias.Select(value => beta * value)]));
        }
    }

    private void MatMul(NodeProto node) => Multiply(node, RequireProduct(node), isTransposed: false, isOtherTransposed: false, 1);

    private void Multiply(NodeProto node, bool isRight, bool isTransposed, bool isOtherTransposed, double factor)
    {
        OnnxTensor weights = Constant(node, isRight ? 0 : 1);
        if (weights.Shape.Length != 2 || !_shape.IsFlat)
        {
            throw Refuse(node, "rows of values and a matrix", $"{_shape} and {weights.Shape.Length} dimensions");
        }

        if (_shape.InColumns != (isRight != isTransposed))
        {
            throw Refuse(node, "every row of the input on its own", "a product over the rows");
        }

        // From the right it is (W · x)ᵀ = xᵀ · Wᵀ.
        OnnxTensor oriented = isOtherTransposed != isRight ? weights.Transposed() : weights;
        (int inputs, int units) = (oriented.Shape[0], oriented.Shape[1]);
        if (inputs > DenseStack.MostUnits || units > DenseStack.MostUnits || (_shape.Width ?? inputs) != inputs)
        {
            throw Refuse(node, $"a matrix for {_shape}, at most {DenseStack.MostUnits} wide", $"one of {inputs} inputs and {units} units");
        }

        Take(node, 2L * inputs * units);
        _stack.Multiply([.. oriented.Values.Select(value => factor * value)], inputs, units);
        _shape.Become(isRight, units);
    }

    /// <summary>Whether the value is the right operand; it must not be both, nor what is added.</summary>
    private bool RequireProduct(NodeProto node)
        => node.Input.Count < 2 || node.Input.Take(3).Count(input => input == _value) != 1 || (node.Input.Count > 2 && node.Input[2] == _value)
            ? throw Refuse(node, "a product of the input with a constant", $"{node.Input.Count} operands")
            : node.Input[1] == _value;

    /// <summary>Add, Sub, Mul, Div with a constant on either side.</summary>
    private void Scale(NodeProto node)
    {
        if (node.Input.Count != 2 || node.Input[0] == node.Input[1])
        {
            throw Refuse(node, "two operands, one of them constant", $"{node.Input.Count}");
        }

        bool isRight = node.Input[1] == _value;
        double[] operand = Spread(node, Constant(node, isRight ? 0 : 1));
        double[] ones = Filled(operand.Length, 1), zeros = Filled(operand.Length, 0);
        _stack.Scale((node.OpType, isRight) switch
        {
            ("Add", _) => new DenseStack.Scaling(ones, operand),
            ("Sub", false) => new DenseStack.Scaling(ones, [.. operand.Select(value => -value)]),
            ("Sub", true) => new DenseStack.Scaling(Filled(operand.Length, -1), operand),
            ("Mul", _) => new DenseStack.Scaling(operand, zeros),
            ("Div", false) when !operand.Contains(0) => new DenseStack.Scaling([.. operand.Select(value => 1 / value)], zeros),
            _ => throw Refuse(node, "a division by a constant without zeros", isRight ? "a division by the input" : "a zero"),
        });
    }

    /// <summary>(x − offset) · scale, the operator of scikit-learn's scalers.</summary>
    private void Scaler(NodeProto node)
    {
        double[] offset = SpreadList(node, "offset"), scale = SpreadList(node, "scale");
        _stack.Scale(new DenseStack.Scaling(scale, [.. scale.Select((value, i) => -value * offset[i])]));
    }

    private double[] SpreadList(NodeProto node, string name)
    {
        double[] values = [.. Attribute(node, name)?.Floats.Select(value => (double)value) ?? []];
        return values.Length > 0 && Array.TrueForAll(values, double.IsFinite)
            ? Spread(node, new OnnxTensor(_shape.InColumns ? [values.Length, 1] : [values.Length], values))
            : throw Refuse(node, $"attribute {name} of finite numbers", $"{values.Length} values");
    }

    private void Limit(NodeProto node)
    {
        // Bounds were attributes before opset 11; left out, they are open.
        double minimum = node.Input.Count > 1 ? Constant(node, 1).Values[0] : Float(node, "min", float.MinValue);
        double maximum = node.Input.Count > 2 ? Constant(node, 2).Values[0] : Float(node, "max", float.MaxValue);
        IsLimited = node.Input[0] == _value && minimum == -1 && maximum == 1
            ? true
            : throw Refuse(node, "the limits -1 and 1", $"{minimum:R} and {maximum:R}");
    }

    private void RequireFloat(NodeProto node)
    {
        long type = Integer(node, "to", 0);
        if ((TensorProto.Types.DataType)type is not (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double))
        {
            throw Refuse(node, "a cast to float or double", $"type {type}");
        }
    }

    private void RequireInference(NodeProto node)
    {
        if (node.Input[0] != _value || (node.Input.Count > 2 && node.Input[2].Length > 0 && Constant(node, 2).Values[0] != 0))
        {
            throw Refuse(node, "inference", "training mode");
        }
    }

    private void Flatten(NodeProto node)
    {
        long axis = Integer(node, "axis", 1);
        if (axis != 1 && axis != 1 - _shape.Dimensions)
        {
            throw Refuse(node, "rows kept apart, axis 1", $"axis {axis}");
        }

        _shape.Flatten();
    }

    /// <summary>To rows of all their values.</summary>
    private void Reshape(NodeProto node)
    {
        double[] target = node.Input.Count == 2 && node.Input[0] == _value ? Constant(node, 1).Values : [];
        bool isKept = target.Length == 2 && !_shape.InColumns && Integer(node, "allowzero", 0) == 0
            && (target[1] == _shape.Width
                ? target[0] is -1 || (target[0] == 0 && _shape.IsFlat) || target[0] == _shape.Batch
                : target[1] == -1 && (target[0] == 0 || target[0] == _shape.Batch) && _shape.Width is not null);
        if (!isKept)
        {
            throw Refuse(node, $"a shape that keeps {_shape} in rows", $"[{string.Join(", ", target.Take(8))}]");
        }

        _shape.Flatten();
    }

    private static double[] Filled(int length, double value)
    {
        double[] values = new double[length];
        Array.Fill(values, value);
        return values;
    }
}

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The operators on the value that the reader follows: products, scalings, and changes of its shape.</summary>
internal sealed partial class OnnxReader
{
    /// <summary>Reads alpha · A · B + beta · C, where A and B may be transposed. The followed value is A with samples in rows, or B with samples in columns.</summary>
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
        if (weights.Shape.Length != 2 || !_shape.IsRow || (node.OpType == "Gemm" && !_shape.IsFlat))
        {
            throw Refuse(node, "rows of values and a matrix", $"{_shape} and {weights.Shape.Length} dimensions");
        }

        if (_shape.InColumns != (isRight != isTransposed))
        {
            throw Refuse(node, "a product within each row", "a product over the rows");
        }

        // If the value is the right operand: (W · x)ᵀ = xᵀ · Wᵀ.
        OnnxTensor oriented = isOtherTransposed != isRight ? weights.Transposed() : weights;
        (int inputs, int units) = (oriented.Shape[0], oriented.Shape[1]);
        if (inputs > DenseStack.MaxUnits || units > DenseStack.MaxUnits || (_shape.Width ?? inputs) != inputs)
        {
            throw Refuse(node, $"a matrix for {_shape}, at most {DenseStack.MaxUnits} wide", $"one of {inputs} inputs and {units} units");
        }

        RequireMemory(node, 2L * inputs * units);
        RequireNumbers(node, oriented.Values);
        _stack.Multiply([.. oriented.Values.Select(value => factor * value)], inputs, units);
        _shape.Become(isRight, units);
    }

    /// <summary>Returns whether the value is the right operand. Refuses a node that reads the value twice or adds it.</summary>
    private bool RequireProduct(NodeProto node)
        => node.Input.Count < 2 || node.Input.Take(3).Count(input => input == _value) != 1 || (node.Input.Count > 2 && node.Input[2] == _value)
            ? throw Refuse(node, "a product of the input with a constant", $"{node.Input.Count} operands")
            : node.Input[1] == _value;

    /// <summary>Reads Add, Sub, Mul, Div with a constant on either side, and equivalent operators; null for another operator.</summary>
    private DenseStack.Scaling? ScalingOf(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Neg": return DenseStack.Scaling.Uniform(RequireWidth(node), -1);
            case "Scaler": return Scaler(node);
            case "BatchNormalization": return BatchNormalization(node);
            case "Add" or "Sub" or "Mul" or "Div": break;
            default: return null;
        }

        if (node.Input.Count != 2)
        {
            throw Refuse(node, "two operands, one of them constant", $"{node.Input.Count}");
        }

        bool isRight = IsFollowed(node.Input[1]);
        double[] operand = Spread(node, Constant(node, isRight ? 0 : 1));
        double[] ones = Filled(operand.Length, 1), zeros = Filled(operand.Length, 0);
        return (node.OpType, isRight) switch
        {
            ("Add", _) => new DenseStack.Scaling(ones, operand),
            ("Sub", false) => new DenseStack.Scaling(ones, [.. operand.Select(value => -value)]),
            ("Sub", true) => new DenseStack.Scaling(Filled(operand.Length, -1), operand),
            ("Mul", _) => new DenseStack.Scaling(operand, zeros),
            ("Div", false) when !operand.Contains(0) => new DenseStack.Scaling([.. operand.Select(value => 1 / value)], zeros),
            _ => throw Refuse(node, "a division by a constant without zeros", isRight ? "a division by the input" : "a zero"),
        };
    }

    /// <summary>Reads (x − offset) · scale, the operator of scikit-learn's scalers.</summary>
    private DenseStack.Scaling Scaler(NodeProto node)
    {
        double[] offset = SpreadList(node, "offset"), scale = SpreadList(node, "scale");
        return new DenseStack.Scaling(scale, [.. scale.Select((value, i) => -value * offset[i])]);
    }

    /// <summary>Reads γ · (x − μ) / √(σ² + ε) + β with the statistics from training.</summary>
    private DenseStack.Scaling BatchNormalization(NodeProto node)
    {
        if (node.Input.Count != 5 || !IsFollowed(node.Input[0]) || Integer(node, "training_mode", 0) != 0 || _shape.InColumns)
        {
            throw Refuse(node, "five operands, rows of values and four constants, and no training", $"{node.Input.Count} and {_shape}");
        }

        double[][] constants = [.. Enumerable.Range(1, 4).Select(place => Spread(node, Constant(node, place)))];
        (double[] gain, double[] shift, double[] mean, double[] variance) = (constants[0], constants[1], constants[2], constants[3]);
        double epsilon = Float(node, "epsilon", 1e-5f);
        if (!Array.TrueForAll(variance, value => value + epsilon > 0))
        {
            throw Refuse(node, "variances that are positive with epsilon", "a smaller one");
        }

        double[] scale = [.. gain.Select((value, i) => value / Math.Sqrt(variance[i] + epsilon))];
        return new DenseStack.Scaling(scale, [.. scale.Select((value, i) => shift[i] - mean[i] * value)]);
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
        (double minimum, double maximum) = Bounds(node);
        _limits = node.Input[0] == _value && minimum < maximum
            ? new Limits(node, minimum, maximum)
            : throw Refuse(node, "the limits -1 and 1", $"{minimum:R} and {maximum:R}");
    }

    private bool IsRelu(NodeProto node) => Bounds(node) is (0, >= float.MaxValue);

    /// <summary>Reads the bounds of a Clip, which are attributes before opset 11. A missing bound is infinite.</summary>
    private (double Minimum, double Maximum) Bounds(NodeProto node) => (
        node.Input.Count > 1 && node.Input[1].Length > 0 ? Constant(node, 1).Values[0] : Float(node, "min", float.MinValue),
        node.Input.Count > 2 && node.Input[2].Length > 0 ? Constant(node, 2).Values[0] : Float(node, "max", float.MaxValue));

    private void RequireFloat(NodeProto node)
    {
        long type = Integer(node, "to", 0);
        switch ((TensorProto.Types.DataType)type)
        {
            case TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double: break;
            case TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16: AddNote((int)type); break;
            default: throw Refuse(node, "a cast to float, double, float16 or bfloat16", $"type {type}");
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
            throw Refuse(node, "separate rows, axis 1", $"axis {axis}");
        }

        _shape.Flatten();
    }

    /// <summary>Changes the shape and keeps the rows.</summary>
    private void Reshape(NodeProto node)
    {
        double[] target = node.Input.Count == 2 && node.Input[0] == _value ? Constant(node, 1).Values : [];
        string before = _shape.ToString();
        if (!_shape.TryReshape(target, isZeroKept: Integer(node, "allowzero", 0) != 0))
        {
            throw Refuse(node, $"a shape that keeps {before} in rows", $"[{string.Join(", ", target.Take(8).Select(Length))}]");
        }
    }

    /// <summary>Reads operators that keep the order of a row's values.</summary>
    private void Rearrange(NodeProto node)
    {
        bool isKept = node.Input[0] == _value && node.OpType switch
        {
            "Squeeze" => Axes(node) is { } axes && _shape.TrySqueeze(axes),
            "Unsqueeze" => Axes(node) is { } axes && _shape.TryUnsqueeze(axes),
            "Transpose" => Attribute(node, "perm") is { } order && _shape.TryTranspose(order.Ints),
            _ => _shape.IsKeptBy(Constant(node, 1).Values),
        };
        if (!isKept)
        {
            throw Refuse(node, $"a shape that keeps {_shape} in rows", "another");
        }
    }

    /// <summary>Reads [1 − p, p] with a sigmoid p, which scikit-learn writes for two classes.</summary>
    private void Pair(NodeProto node)
    {
        bool?[] isComplement = [.. node.Input.Take(3).Select(IsComplement)];
        long axis = Integer(node, "axis", 0);
        bool isPair = isComplement is [true, false] or [false, true] && _shape is { InColumns: false, IsFlat: true, Width: 1 } && axis is 1 or -1;
        if (!isPair || !_stack.TryPair(isComplementFirst: isComplement[0] == true))
        {
            throw Refuse(node, "1 - p and p of one sigmoid", $"{node.Input.Count} operands on axis {axis}");
        }

        _shape.Become(inColumns: false, 2);
    }

    /// <summary>Returns true if a value is 1 − p, false if it is the current value p, and null for any other value.</summary>
    private bool? IsComplement(string name)
    {
        if (name == _value)
        {
            return false;
        }

        return _functions.TryGetValue(name, out ElementFunction? function) && function.Match() is { Activation: null, Before: { Scale: [var scale], Offset: [var offset] } }
            ? (scale, offset) switch { (1, 0) => false, (-1, 1) => true, _ => null }
            : null;
    }

    /// <summary>Returns the node's result as a function of the value, element by element; null if the node does something else.</summary>
    private ElementFunction? FunctionOf(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Cast":
                RequireFloat(node);
                return Operand(node, 0);
            case "Dropout" when node.Input[0] == _value:
                RequireInference(node);
                return Operand(node, 0);
            case "Identity":
                return Operand(node, 0);
            case "Expand" when IsFollowed(node.Input[0]) && node.Input.Count == 2:
                return _shape.IsKeptBy(Constant(node, 1).Values) ? Operand(node, 0) : null;
            case "Add" or "Sub" or "Mul" when node.Input.Count == 2 && node.Input.All(IsFollowed):
                ElementFunction left = Operand(node, 0), right = Operand(node, 1);
                return node.OpType switch
                {
                    "Mul" => left.Times(right),
                    "Sub" => left.Plus(right.Then(DenseStack.Scaling.Uniform(RequireWidth(node), -1))),
                    _ => left.Plus(right),
                };
            case "Pow" when node.Input.Count == 2 && IsFollowed(node.Input[0]) && Constant(node, 1).Values is [var power]:
                ElementFunction root = Operand(node, 0);
                return power switch { 1 => root, 2 => root.Times(root), 3 => root.Times(root)?.Times(root), _ => null };
            case ElementFunction.RowConstant when _shape.IsRow && Integer(node, "keepdims", 1) == 1 && Axes(node) is [var axis] && (axis == -1 || axis == _shape.Dimensions - 1):
                return Operand(node, 0) is { IsPolynomial: true } logits ? logits.Under(node.OpType, null) : null;
            case "Erf":
                return Operand(node, 0) is { IsPolynomial: true } error ? error.Under(node.OpType, null) : null;
            case "Clip" when !IsRelu(node):
                return null;
        }

        if (!IsFollowed(node.Input[0]) && node.OpType is not ("Add" or "Sub" or "Mul" or "Div"))
        {
            return null;
        }

        if (ScalingOf(node) is { } scaling)
        {
            return Operand(node, IsFollowed(node.Input[0]) ? 0 : 1).Then(scaling);
        }

        if (ActivationOf(node) is not { } found || Operand(node, 0) is not { IsPolynomial: true } argument)
        {
            return null;
        }

        int width = RequireWidth(node);
        return argument.Then(DenseStack.Scaling.Uniform(width, found.Inside)).Under(node.OpType, found.Activation).Then(DenseStack.Scaling.Uniform(width, found.Outside));
    }

    private ElementFunction Operand(NodeProto node, int place)
        => _functions.GetValueOrDefault(node.Input[place]) ?? ElementFunction.Variable(RequireWidth(node));

    private static double[] Filled(int length, double value)
    {
        double[] values = new double[length];
        Array.Fill(values, value);
        return values;
    }
}

using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The shape of the value that <see cref="OnnxReader"/> follows through the graph: [batch, features …], or [features, batch] if samples are columns.</summary>
internal sealed class OnnxShape
{
    private int[]? _features;

    private OnnxShape(int[]? features, long? batch, bool inColumns) => (_features, Batch, InColumns) = (features, batch, inColumns);

    /// <summary>Whether a sample is a column.</summary>
    internal bool InColumns { get; private set; }

    /// <summary>Number of rows if the model fixes it, otherwise null.</summary>
    internal long? Batch { get; }

    /// <summary>Number of values per row; null while unknown.</summary>
    internal int? Width => _features is null ? null : (int)Math.Min(_features.Aggregate(1L, (product, length) => Math.Min(product * length, int.MaxValue)), int.MaxValue);

    /// <summary>Whether a row has one dimension.</summary>
    internal bool IsFlat => _features is null or { Length: 1 };

    /// <summary>Whether a row's values are in the last dimension and the other dimensions are 1.</summary>
    internal bool IsRow => _features is null || (_features.Length > 0 && Array.TrueForAll(_features[..^1], length => length == 1));

    /// <summary>Number of dimensions, the batch included.</summary>
    internal int Dimensions => 1 + (_features?.Length ?? 1);

    /// <summary>Returns the shape that a model declares for its input. Unknown dimensions are learned from the first constant.</summary>
    internal static OnnxShape Of(ValueInfoProto input, bool inColumns, string origin)
    {
        TypeProto.Types.Tensor? tensor = input.Type?.TensorType;
        if (tensor?.Shape is null)
        {
            return new OnnxShape(null, null, inColumns);
        }

        long?[] lengths = [.. tensor.Shape.Dim.Take(9).Select(length => length.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? length.DimValue : (long?)null)];
        if (lengths.Length is < 2 or > 8 || (inColumns && lengths.Length != 2) || Array.Exists(lengths, length => length is < 1 or > int.MaxValue))
        {
            string found = string.Join(", ", lengths.Select(length => length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"));
            throw new ArchiveFormatException(origin, $"input {OnnxText.Quote(input.Name)}", "the shape [batch, values]", $"[{found}]");
        }

        if (inColumns)
        {
            Array.Reverse(lengths);
        }

        int[]? features = Array.TrueForAll(lengths[1..], length => length is not null) ? [.. lengths[1..].Select(length => (int)length!.Value)] : null;
        return features is null && lengths.Length > 2
            ? throw new ArchiveFormatException(origin, $"input {OnnxText.Quote(input.Name)}", "known dimensions except the batch", "an unknown one")
            : new OnnxShape(features, lengths[0], inColumns);
    }

    /// <summary>Sets the shape after a product: rows of another width, or columns.</summary>
    internal void Become(bool inColumns, int width)
        => (InColumns, _features) = (inColumns, _features is { Length: > 1 } ? [.. _features[..^1], width] : [width]);

    /// <summary>Joins all values of a row to one dimension.</summary>
    internal void Flatten() => _features = Width is { } width ? [width] : null;

    /// <summary>Changes the shape if this keeps rows apart: the batch stays the first dimension, and the other dimensions hold as many values as before.</summary>
    /// <param name="target">The new dimensions: 0 for an unchanged one, −1 for one that follows from the others, NaN for the number of rows.</param>
    /// <param name="isZeroKept">Whether 0 means a length of 0 instead.</param>
    internal bool TryReshape(ReadOnlySpan<double> target, bool isZeroKept)
    {
        if (InColumns || target.Length is 0 or > OnnxTensor.MaxDimensions || Width is not { } width || (isZeroKept && target.Contains(0)))
        {
            return false;
        }

        int[] features = new int[target.Length - 1];
        int open = -1;
        long known = 1;
        for (int i = 0; i < features.Length; i++)
        {
            double length = target[i + 1];
            length = length == 0 && i < _features!.Length ? _features[i] : length;
            if (length == -1 && open < 0)
            {
                open = i;
            }
            else if (length is >= 1 and <= int.MaxValue && known * length <= int.MaxValue)
            {
                features[i] = (int)length;
                known *= features[i];
            }
            else
            {
                return false;
            }
        }

        if (open >= 0 && width % known == 0)
        {
            features[open] = (int)(width / known);
            known = width;
        }

        // If a feature dimension is -1, the rows must be given. If the rows are -1, the number of features must stay the same.
        double rows = target[0];
        bool areRowsKept = double.IsNaN(rows) || rows == 0 || rows == Batch || (rows == -1 && open < 0);
        if (known != width || !areRowsKept)
        {
            return false;
        }

        _features = features;
        return true;
    }

    /// <summary>Removes dimensions of length 1.</summary>
    internal bool TrySqueeze(ReadOnlySpan<double> axes)
    {
        if (InColumns || _features is null || axes.Length > _features.Length)
        {
            return false;
        }

        bool[] isRemoved = new bool[_features.Length];
        foreach (double axis in axes)
        {
            double place = (axis < 0 ? axis + Dimensions : axis) - 1;
            if (!(place >= 0 && place < _features.Length) || _features[(int)place] != 1)
            {
                return false;
            }

            isRemoved[(int)place] = true;
        }

        _features = [.. _features.Where((_, i) => !isRemoved[i])];
        return true;
    }

    /// <summary>Adds dimensions of length 1 after the batch.</summary>
    internal bool TryUnsqueeze(ReadOnlySpan<double> axes)
    {
        int dimensions = Dimensions + axes.Length;
        if (InColumns || _features is null || dimensions > OnnxTensor.MaxDimensions)
        {
            return false;
        }

        bool[] isAdded = new bool[dimensions];
        foreach (double axis in axes)
        {
            double place = axis < 0 ? axis + dimensions : axis;
            if (!(place >= 1 && place < dimensions) || isAdded[(int)place])
            {
                return false;
            }

            isAdded[(int)place] = true;
        }

        Queue<int> features = new(_features);
        _features = [.. isAdded.Skip(1).Select(each => each ? 1 : features.Dequeue())];
        return true;
    }

    /// <summary>Reorders the dimensions if this keeps the order of the values.</summary>
    internal bool TryTranspose(IReadOnlyList<long> order)
    {
        if (InColumns || _features is null || order.Count != Dimensions || order[0] != 0)
        {
            return false;
        }

        int[] features = new int[_features.Length];
        long last = 0;
        for (int i = 0; i < features.Length; i++)
        {
            long from = order[i + 1];
            if (from < 1 || from > _features.Length || order.Count(each => each == from) != 1)
            {
                return false;
            }

            features[i] = _features[from - 1];
            if (features[i] > 1 && from < last)
            {
                return false;
            }

            last = features[i] > 1 ? from : last;
        }

        _features = features;
        return true;
    }

    /// <summary>Returns whether broadcasting with values of another shape keeps this shape.</summary>
    internal bool IsKeptBy(ReadOnlySpan<double> other)
    {
        if (InColumns || _features is null || other.Length > Dimensions)
        {
            return false;
        }

        for (int i = 1; i <= other.Length; i++)
        {
            double length = other[^i];
            bool isBatch = i == Dimensions;
            if (length != 1 && (isBatch ? !double.IsNaN(length) && length != Batch : length != _features[^i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the lengths as the operator Shape does, with NaN for an unknown number of rows; null while the width is unknown.</summary>
    internal double[]? Lengths()
    {
        double rows = Batch ?? double.NaN;
        return _features is null ? null : InColumns ? [_features[0], rows] : [rows, .. _features.Select(length => (double)length)];
    }

    /// <summary>Infers an unknown width from a constant that has one value per value of a row.</summary>
    internal void Learn(int[] constant)
    {
        int[] other = InColumns ? [.. constant.Reverse()] : constant;
        if (_features is null && other.Length is 1 or 2 && (other.Length == 1 ? !InColumns : other[0] == 1))
        {
            _features = [other[^1]];
        }
    }

    /// <summary>Broadcasts a constant to one value for each value of a row; null if it has another shape or differs between rows.</summary>
    internal double[]? Spread(OnnxTensor constant, int width)
    {
        int[] features = _features!, lengths = InColumns ? [features[0], 1] : [1, .. features];
        int[] shape = constant.Shape;
        if (shape.Length > lengths.Length)
        {
            return null;
        }

        // Shapes are aligned at the last dimension. A dimension of length 1 repeats its value.
        int[] strides = new int[lengths.Length];
        int stride = 1;
        for (int i = 1; i <= shape.Length; i++)
        {
            if (shape[^i] != 1 && shape[^i] != lengths[^i])
            {
                return null;
            }

            strides[^i] = shape[^i] == 1 ? 0 : stride;
            stride *= shape[^i];
        }

        if (constant.Values.Length == width)
        {
            return constant.Values;
        }

        double[] values = new double[width];
        for (int i = 0; i < width; i++)
        {
            int rest = i, place = 0;
            for (int axis = lengths.Length - 1; axis >= 0; axis--)
            {
                place += rest % lengths[axis] * strides[axis];
                rest /= lengths[axis];
            }

            values[i] = constant.Values[place];
        }

        return values;
    }

    public override string ToString()
        => $"{(InColumns ? "columns" : "rows")} of {(_features is null ? "unknown width" : _features.Length == 0 ? "one value" : string.Join(" × ", _features))}";
}

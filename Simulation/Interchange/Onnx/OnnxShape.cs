using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Shape of the value that is followed: [batch, features …], or [features, batch] where it is in columns.</summary>
internal sealed class OnnxShape
{
    private int[]? _features;

    private OnnxShape(int[]? features, long? batch, bool inColumns) => (_features, Batch, InColumns) = (features, batch, inColumns);

    /// <summary>Whether a sample is a column.</summary>
    internal bool InColumns { get; private set; }

    /// <summary>The number of rows, where the model fixes it.</summary>
    internal long? Batch { get; }

    /// <summary>Values a row; null while unknown.</summary>
    internal int? Width => _features is null ? null : (int)Math.Min(_features.Aggregate(1L, (product, length) => Math.Min(product * length, int.MaxValue)), int.MaxValue);

    /// <summary>Whether a row has one dimension.</summary>
    internal bool IsFlat => _features is null or { Length: 1 };

    /// <summary>Number of dimensions, the batch included.</summary>
    internal int Dimensions => 1 + (_features?.Length ?? 1);

    /// <summary>The shape that a model declares for its input; what it leaves open is learned from the first constant.</summary>
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
            ? throw new ArchiveFormatException(origin, $"input {OnnxText.Quote(input.Name)}", "every dimension but the batch known", "an open one")
            : new OnnxShape(features, lengths[0], inColumns);
    }

    /// <summary>A product gives rows of another width, or columns.</summary>
    internal void Become(bool inColumns, int width) => (InColumns, _features) = (inColumns, [width]);

    /// <summary>All values of a row in one dimension.</summary>
    internal void Flatten() => _features = Width is { } width ? [width] : null;

    /// <summary>While the width is unknown, a constant for each value of a row tells it.</summary>
    internal void Learn(int[] constant)
    {
        int[] other = InColumns ? [.. constant.Reverse()] : constant;
        if (_features is null && other.Length is 1 or 2 && (other.Length == 1 ? !InColumns : other[0] == 1))
        {
            _features = [other[^1]];
        }
    }

    /// <summary>Whether a constant has one value for each of a row and is the same for every row.</summary>
    internal bool IsOneRow(int[] constant) => _features is not null && (InColumns
        ? constant.AsSpan().SequenceEqual([_features[0], 1])
        : constant.AsSpan().SequenceEqual(_features) || (constant.Length == _features.Length + 1 && constant[0] == 1 && constant.AsSpan(1).SequenceEqual(_features)));

    public override string ToString()
        => $"{(InColumns ? "columns" : "rows")} of {(_features is null ? "unknown width" : string.Join(" × ", _features))}";
}

using NeuroAgents.Initializers;
using NeuroAgents.Layers;

namespace NeuroAgents.Models;

/// <summary>Position and shape of one trainable tensor in a parameter buffer.</summary>
public sealed record ParameterSegment
{
    internal ParameterSegment(string name, int offset, ParameterShape shape)
    {
        Name = name;
        Offset = offset;
        Shape = shape;
    }

    /// <summary>Full name, such as <c>policy/dense_0/weights</c>.</summary>
    public string Name { get; }

    /// <summary>Index of the first value.</summary>
    public int Offset { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Shape.Rows;

    /// <summary>Number of columns.</summary>
    public int Columns => Shape.Columns;

    /// <summary>Distance from one row to the next, in values.</summary>
    public int Stride => Shape.Stride;

    /// <summary>Initial values.</summary>
    public Initializer Initializer => Shape.Initializer;

    internal ParameterShape Shape { get; }
}

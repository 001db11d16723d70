using NeuroAgents.Initializers;
using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>Shape and initial values of one trainable tensor of a layer.</summary>
/// <param name="Name">Name within the layer, such as <c>weights</c>.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Initializer">Initial values.</param>
public sealed record ParameterShape(string Name, int Rows, int Columns, Initializer Initializer)
{
    /// <summary>Distance from one row to the next in the parameter buffer, in values.</summary>
    public int Stride => Matrix.PaddedStride(Columns);

    /// <summary>Length in the parameter buffer, padding included, in values.</summary>
    public int Length => checked(Rows * Stride);
}

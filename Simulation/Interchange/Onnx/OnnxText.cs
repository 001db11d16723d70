using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Text from a file, for a message of one line.</summary>
internal static class OnnxText
{
    /// <summary>Returns the text in quotes, escaped and cut to 60 characters.</summary>
    internal static string Quote(string text) => Excerpt.Of(text);
}

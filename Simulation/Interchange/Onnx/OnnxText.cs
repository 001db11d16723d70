using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A formatter of untrusted text from a file for messages of one line.</summary>
internal static class OnnxText
{
    /// <summary>Returns the text in quotes, escaped and cut to 60 characters.</summary>
    internal static string Quote(string text) => Excerpt.Of(text);
}

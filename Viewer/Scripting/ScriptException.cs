using NeuroAgents.Serialization;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>A script can't be read, or can't go on. The message is one line: file, line, what was expected and what was given.</summary>
/// <param name="path">The script's file.</param>
/// <param name="line">The line's number, from 1.</param>
/// <param name="expected">What was expected.</param>
/// <param name="given">What was given.</param>
public sealed class ScriptException(string path, int line, string expected, string given)
    : Exception($"\"{path}\" line {line}: expected {expected}, given {Excerpt.OneLine(given, 200)}.");

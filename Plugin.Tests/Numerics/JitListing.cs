using System.Text.RegularExpressions;

namespace NeuroAgents.Tests.Numerics;

/// <summary>The JIT's listing of a method, with the loops that multiply and add and their accesses to the stack.</summary>
internal sealed partial class JitListing
{
    private const string Head = "; Assembly listing for method ";
    private readonly List<string[]> _blocks = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Regex _stack;

    private JitListing(string[] lines)
    {
        Method = lines[0][Head.Length..lines[0].IndexOf('(', StringComparison.Ordinal)];

        // Where rsp is the frame, rbp is a register like any other.
        _stack = Array.Exists(lines, line => line.StartsWith("; rbp based frame", StringComparison.Ordinal)) ? EitherPointer() : StackPointer();
        List<string> block = [];
        foreach (string line in lines.Append("G_end:"))
        {
            if (Label().Match(line) is { Success: true } label)
            {
                _blocks.Add([.. block]);
                _labels[label.Groups[1].Value] = _blocks.Count;
                block = [];
            }
            else if (!line.StartsWith(';'))
            {
                block.Add(line);
            }
        }
    }

    /// <summary>Type and name, as <c>Namespace.Type:Method</c>.</summary>
    internal string Method { get; }

    /// <summary>Returns every listing in the JIT's output.</summary>
    internal static IEnumerable<JitListing> Read(string text)
        => text.Split(Head).Skip(1).Select(part => new JitListing((Head + part).Split('\n')));

    /// <summary>Returns the innermost loops that multiply and add: the number of multiply-adds, and the lines that move vectors from or to the stack.</summary>
    internal IEnumerable<(int MultiplyAdds, string[] Spills)> Loops()
    {
        (int First, int Last)[] loops = [.. BackwardJumps().Distinct()];
        foreach ((int first, int last) in loops)
        {
            bool isInnermost = !Array.Exists(loops, other => other != (first, last) && other.First >= first && other.Last <= last);
            string[] lines = [.. _blocks[first..(last + 1)].SelectMany(block => block)];
            int multiplyAdds = lines.Count(line => line.Contains("vfmadd", StringComparison.Ordinal));
            if (isInnermost && multiplyAdds > 0)
            {
                yield return (multiplyAdds, [.. lines.Where(line => VectorRegister().IsMatch(line) && _stack.IsMatch(line)).Select(line => line.Trim())]);
            }
        }
    }

    private IEnumerable<(int First, int Last)> BackwardJumps()
    {
        for (int block = 0; block < _blocks.Count; block++)
        {
            foreach (string line in _blocks[block])
            {
                if (Jump().Match(line) is { Success: true } jump && _labels.TryGetValue(jump.Groups[1].Value, out int target) && target <= block)
                {
                    yield return (target, block);
                }
            }
        }
    }

    [GeneratedRegex(@"^(G_\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+j\w+\s+(?:SHORT\s+)?(G_\w+)")]
    private static partial Regex Jump();

    [GeneratedRegex(@"\b[xyz]mm\d")]
    private static partial Regex VectorRegister();

    [GeneratedRegex(@"\[rsp\b")]
    private static partial Regex StackPointer();

    [GeneratedRegex(@"\[r[sb]p\b")]
    private static partial Regex EitherPointer();
}

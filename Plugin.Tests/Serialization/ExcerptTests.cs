using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Verbs;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

/// <summary>Text from untrusted sources, which must not affect the screen outside of its own place.</summary>
public sealed class ExcerptTests
{
    [Theory]
    [InlineData("plain ü 名", "plain ü 名")]
    [InlineData("\u001b[2J\u0007", "\\u001b[2J\\u0007")]
    [InlineData("a\r\nb\u2028c\u2029d\u0085", "a\\u000d\\u000ab\\u2028c\\u2029d\\u0085")]
    [InlineData("a\u202eb\u2066c\u200bd\ufeff", "a\\u202eb\\u2066c\\u200bd\\ufeff")]
    [InlineData("\U0001F600", "\U0001F600")]
    public void OneLineHoldsNothingThatMovesTheCursor(string text, string line)
    {
        Assert.Equal(line, Excerpt.OneLine(text));
        Assert.Equal(line, Excerpt.OneLine(line));
        Assert.Equal($"\"{line}\"", Excerpt.Of(text));
    }

    [Fact]
    public void HalvesOfSurrogatePairsAreEscaped()
    {
        Assert.Equal("\\ud83d", Excerpt.OneLine("\U0001F600"[..1]));
        Assert.Equal("a\\ud83d…", Excerpt.OneLine("a\U0001F600", maxLength: 2));
    }

    [Fact]
    public void LongTextsAndListsAreCut()
    {
        Assert.Equal(new string('x', 60) + "…", Excerpt.OneLine(new string('x', 3000)));
        Assert.Equal("a, \\u0007, " + new string('x', 60) + "…", Excerpt.Names(["a", "\a", new string('x', 61)]));
        string[] many = [.. Enumerable.Range(0, 103).Select(i => $"n{i}")];
        Assert.EndsWith(", n98, n99 and 3 more", Excerpt.Names(many), StringComparison.Ordinal);
    }

    [Fact]
    public void ATableOnATerminalMovesNoCursor()
        => Assert.Equal("y\n\\u001b[2J,1\n" + new string('x', 99) + "\n", PredictVerb.ForTerminal("y\n\u001b[2J,1\n" + new string('x', 99) + "\n"));

    [Fact]
    public void AnExceptionOfAFileIsOneShortLine()
    {
        ArchiveFormatException error = new("f", "\u001b[31mpart", "a\nb", new string('x', 5000));
        Assert.StartsWith("f: \\u001b[31mpart: expected a\\u000ab, received xxx", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1000, 1100);
    }
}

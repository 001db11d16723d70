using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>What the README shows is what is compiled and run here.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void TheSampleIsInTheReadme()
    {
        string source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "EmbeddingExample.cs"));
        int start = source.IndexOf("// <sample>\n", StringComparison.Ordinal) + "// <sample>\n".Length;
        string sample = source[start..source.IndexOf("// </sample>", StringComparison.Ordinal)];
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("```csharp\n" + sample + "```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSampleLearns()
    {
        using GuardGame game = new(guards: 300);
        game.FixedUpdate(1f / 60);
        game.LateUpdate();
        float first = game.Loss;
        for (int frame = 0; frame < 400; frame++)
        {
            game.FixedUpdate(1f / 60);
            game.LateUpdate();
        }

        Assert.True(game.Loss < 0.1f * first, $"loss {first} at first, {game.Loss} at last");
    }

    [Fact]
    public void TheReadmeNamesTheTwoCommands()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("dotnet run -c Release --project Simulation\n", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test -c Release\n", readme, StringComparison.Ordinal);
    }
}

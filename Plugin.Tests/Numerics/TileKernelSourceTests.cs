using System.Runtime.CompilerServices;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>The two kernels of fixed vector width are generated from one source. NEUROAGENTS_WRITE_KERNELS=1 writes their files.</summary>
public sealed class TileKernelSourceTests
{
    public static TheoryData<int> Widths => [.. TileKernelSource.All.Select(source => source.Bits)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void TheKernelInThePluginIsTheGeneratedText(int bits)
    {
        TileKernelSource source = TileKernelSource.All.Single(each => each.Bits == bits);
        string expected = source.Text();
        if (Environment.GetEnvironmentVariable("NEUROAGENTS_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(Path.Combine(PluginNumerics(), source.FileName), expected);
            return;
        }

        string actual = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kernels", source.FileName));
        Assert.True(expected == actual.ReplaceLineEndings("\n"), $"{source.FileName} is not what TileKernelSource writes: run this test with NEUROAGENTS_WRITE_KERNELS=1.");
    }

    private static string PluginNumerics([CallerFilePath] string thisFile = "")
        => Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "Plugin", "Numerics");
}

using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>A tile is fast because its sums stay in registers: the JIT's own listing must show no vector on the stack in the inner loops.</summary>
public sealed partial class SpillGuardTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly Type[] s_kernels =
    [
        .. typeof(Matrix).Assembly.GetTypes().Where(type => KernelName().Match(type.Name) is { Success: true } name && IsAccelerated(name.Groups[1].Value)),
    ];

    /// <summary>Makes the JIT compile every tile. The child process runs this test.</summary>
    [Fact]
    public void EveryTileCompiles()
    {
        foreach (MethodInfo tile in Tiles().Append(typeof(SpillingTile).GetMethod(nameof(SpillingTile.Tile20x2), Statics)!))
        {
            if (!tile.IsGenericMethodDefinition)
            {
                RuntimeHelpers.PrepareMethod(tile.MethodHandle);
            }
        }

        // Generic tiles are compiled for the type arguments that the kernels use.
        foreach (TileKernel kernel in TileKernels.Supported)
        {
            new TileKernelTests().GivesTheBitsOfTheTextbookLoops(kernel.ToString());
        }
    }

    [Fact]
    public void SumsStayInRegisters()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "Reads x64 listings.");
        Assert.SkipWhen(PluginBuild.IsDebug, "A debug build keeps every value on the stack.");
        Assert.SkipUnless(s_kernels.Length > 0, "This build or this processor has no kernel with vectors of fixed width.");
        JitListing[] listings = Compile();

        // A method that spills on purpose shows that the guard detects spills.
        Assert.Contains(listings.Where(each => each.Method.Contains(nameof(SpillingTile), StringComparison.Ordinal)), each => Fault(each) is not null);
        Assert.All(s_kernels, kernel => Assert.Contains(Tiles(), tile => tile.DeclaringType == kernel));
        foreach (MethodInfo tile in Tiles())
        {
            JitListing[] own = [.. listings.Where(each => each.Method.Split('[')[0] == $"{tile.DeclaringType!.FullName}:{tile.Name}")];
            Assert.True(own.Length > 0, $"{tile.DeclaringType!.Name}.{tile.Name} has no listing");
            Assert.All(own, listing => Assert.Null(Fault(listing)));
        }
    }

    /// <summary>Returns the fault of a tile's inner loops, or null.</summary>
    private static string? Fault(JitListing listing)
    {
        (int MultiplyAdds, string[] Spills)[] loops = [.. listing.Loops()];
        Match size = TileName().Match(listing.Method);
        int wanted = size.Success ? int.Parse(size.Groups[1].ValueSpan) * int.Parse(size.Groups[2].ValueSpan) : 1;
        if (loops.Length == 0 && size.Success)
        {
            return $"{listing.Method}: no loop with multiply-adds";
        }

        foreach ((int multiplyAdds, string[] spills) in loops)
        {
            if (spills.Length > 0 || multiplyAdds % wanted != 0)
            {
                return $"{listing.Method}: {multiplyAdds} multiply-adds in the loop, expected {wanted}; on the stack: {string.Join("; ", spills)}";
            }
        }

        return null;
    }

    private static IEnumerable<MethodInfo> Tiles()
        => s_kernels.SelectMany(type => type.GetMethods(Statics | BindingFlags.DeclaredOnly)).Where(method => TileName().IsMatch(":" + method.Name));

    private static JitListing[] Compile()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["DOTNET_JitDisasm"] = "Tile*", ["DOTNET_JitStdOutFile"] = folder["listing"], ["DOTNET_TieredCompilation"] = "0", ["DOTNET_ReadyToRun"] = "0",
            },
        };
        foreach (string argument in new[]
        {
            typeof(SpillGuardTests).Assembly.Location, "-method", $"{typeof(SpillGuardTests).FullName}.{nameof(EveryTileCompiles)}",
        })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return [.. JitListing.Read(File.ReadAllText(folder["listing"]))];
    }

    private static bool IsAccelerated(string bits) => bits switch
    {
        "512" => Vector512.IsHardwareAccelerated,
        "256" => Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported,
        _ => false,
    };

    [GeneratedRegex(@"^TileKernel(\d+)$")]
    private static partial Regex KernelName();

    [GeneratedRegex(@":Tile(\d+)x(\d+)")]
    private static partial Regex TileName();
}

/// <summary>More sums than there are registers.</summary>
internal static class SpillingTile
{
    internal static unsafe void Tile20x2(float* a, float* b, float* c, int inner)
    {
        Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default, c8 = default;
        Vector256<float> c9 = default, c10 = default, c11 = default, c12 = default, c13 = default, c14 = default, c15 = default, c16 = default;
        Vector256<float> c17 = default, c18 = default, c19 = default, d0 = default, d1 = default, d2 = default, d3 = default, d4 = default;
        Vector256<float> d5 = default, d6 = default, d7 = default, d8 = default, d9 = default, d10 = default, d11 = default, d12 = default;
        Vector256<float> d13 = default, d14 = default, d15 = default, d16 = default, d17 = default, d18 = default, d19 = default;
        for (int k = 0; k < inner; k++)
        {
            Vector256<float> b0 = Vector256.Load(b + 16 * k), b1 = Vector256.Load(b + 16 * k + 8);
            float* row = a + k;
            Step(ref c0, ref d0, row, b0, b1);
            Step(ref c1, ref d1, row + 1, b0, b1);
            Step(ref c2, ref d2, row + 2, b0, b1);
            Step(ref c3, ref d3, row + 3, b0, b1);
            Step(ref c4, ref d4, row + 4, b0, b1);
            Step(ref c5, ref d5, row + 5, b0, b1);
            Step(ref c6, ref d6, row + 6, b0, b1);
            Step(ref c7, ref d7, row + 7, b0, b1);
            Step(ref c8, ref d8, row + 8, b0, b1);
            Step(ref c9, ref d9, row + 9, b0, b1);
            Step(ref c10, ref d10, row + 10, b0, b1);
            Step(ref c11, ref d11, row + 11, b0, b1);
            Step(ref c12, ref d12, row + 12, b0, b1);
            Step(ref c13, ref d13, row + 13, b0, b1);
            Step(ref c14, ref d14, row + 14, b0, b1);
            Step(ref c15, ref d15, row + 15, b0, b1);
            Step(ref c16, ref d16, row + 16, b0, b1);
            Step(ref c17, ref d17, row + 17, b0, b1);
            Step(ref c18, ref d18, row + 18, b0, b1);
            Step(ref c19, ref d19, row + 19, b0, b1);
        }

        Vector256<float> sum = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15 + c16 + c17 + c18 + c19;
        Vector256.Store(sum + d0 + d1 + d2 + d3 + d4 + d5 + d6 + d7 + d8 + d9 + d10 + d11 + d12 + d13 + d14 + d15 + d16 + d17 + d18 + d19, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Step(ref Vector256<float> c, ref Vector256<float> d, float* a, Vector256<float> b0, Vector256<float> b1)
    {
        Vector256<float> broadcast = Vector256.Create(*a);
        c = Vector256.FusedMultiplyAdd(broadcast, b0, c);
        d = Vector256.FusedMultiplyAdd(broadcast, b1, d);
    }
}

using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Embedding;

/// <summary>A game that has installed the package. It plays the README's sample and exits with 1 if the plugin breaks a promise.</summary>
internal static class Program
{
    private const int Guards = 300;
    private static int s_broken;

    /// <param name="arguments">A folder for the brains that the game saves.</param>
    private static int Main(string[] arguments)
    {
        string? build = typeof(NeuroPlugin).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName;
        Console.WriteLine($"plugin for {build} on {RuntimeInformation.FrameworkDescription}, kernel {MatrixMultiply.Kernel}");
        LearnsWithinABudget();
        SavesAndLoads(arguments[0]);
        ReadsOptions();
        return s_broken == 0 ? 0 : 1;
    }

    private static void LearnsWithinABudget()
    {
        using GuardGame game = new(Guards, learnBudget: TimeSpan.FromMilliseconds(1.5));
        float first = float.NaN;
        for (int frame = 0; frame < 300; frame++)
        {
            PlayFrame(game, frame);
            first = float.IsNaN(first) ? game.Loss : first;
        }

        Action play = () => Play(game, frames: 60);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        long process = MinBytesOf(10, play);
        thread = GC.GetAllocatedBytesForCurrentThread() - thread;
        Check(game.Loss < 0.5f * first, $"within a budget the loss fell from {first:g3} to {game.Loss:g3}");
        Check(thread == 0 && process == 0, $"600 frames allocated {thread} bytes; the process {process} in the least of ten parts");
    }

    /// <summary>Plays with a fixed number of steps, so the saved brain has the same bits in every program that plays this.</summary>
    private static void SavesAndLoads(string folder)
    {
        string saved = Path.Combine(folder, "guards.safetensors"), again = Path.Combine(folder, "again.safetensors");
        using GuardGame game = new(Guards), other = new(Guards);
        Play(game, frames: 300);
        game.Save(saved);
        other.Load(saved);
        other.Save(again);
        byte[] bytes = File.ReadAllBytes(saved);
        Check(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(again)), $"a brain of {bytes.Length} bytes, loss {game.Loss:g3}, loads as what was saved");
    }

    private static void ReadsOptions()
    {
        PluginOptions options = StrictJson.Read("""{ "seed": 7, "learn_steps": 2 }""", OptionsJson.Plugin, "game.json");
        string message = "nothing";
        try
        {
            StrictJson.Read("""{ "hiden": [32] }""", OptionsJson.Brain, "game.json");
        }
        catch (OptionsFormatException exception)
        {
            message = exception.Message;
        }

        Check(options is { Seed: 7, LearnSteps: 2 } && message.Contains("\"hidden\"", StringComparison.Ordinal), $"a misspelt option is told: {message}");
    }

    private static void Play(GuardGame game, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            PlayFrame(game, frame);
        }
    }

    /// <summary>Plays a frame with 0 to 2 fixed steps, as in a game that draws at another rate.</summary>
    private static void PlayFrame(GuardGame game, int frame)
    {
        for (int step = 0; step < frame % 3; step++)
        {
            game.FixedUpdate(1f / 60);
        }

        game.LateUpdate();
    }

    /// <summary>Returns the minimum of the process's allocated bytes over several parts, because the runtime may allocate in some of them on its own threads.</summary>
    private static long MinBytesOf(int parts, Action play)
    {
        long least = long.MaxValue;
        for (int part = 0; part < parts; part++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            play();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static void Check(bool isKept, string promise)
    {
        s_broken += isKept ? 0 : 1;
        Console.WriteLine($"{(isKept ? "ok" : "FAILED")}: {promise}");
    }
}

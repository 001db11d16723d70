using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The parameters of <c>separate</c>, read from the settings.</summary>
internal sealed record SeparateOptions
{
    internal static readonly Setting ProblemName = Setting.Choice("problem", "how the colours lie in the plane", "circle", Problem.Names);
    internal static readonly Setting NoiseShare = Setting.Number("noise", "share of what is taught that names the wrong colour", 0, 0, 0.5);
    internal static readonly Setting SampleCount = Setting.Whole("samples", "fixed points that alone are ever taught; 0 for every place that agents come to", 0, 0, 65_536);
    internal static readonly Setting PatienceFrames = Setting.Whole(
        "patience", "frames without a lower loss on validation points after which learning stops and the best weights come back; 0 for never", 0, 0, 1_000_000);

    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        ProblemName, NoiseShare, SampleCount, PatienceFrames,
        BrainSettings.Hidden with { Default = "16,16" }, BrainSettings.LearningRate with { Default = "0.002" },
    ];

    internal SeparateOptions(SettingValues values)
    {
        Problem = Problem.Find(values.Choice(ProblemName));
        Noise = (float)values.Number(NoiseShare);
        Samples = values.Whole(SampleCount);
        Patience = values.Whole(PatienceFrames);
    }

    /// <summary>The arrangement of the colours on the plane.</summary>
    internal Problem Problem { get; }

    /// <summary>Share of wrong colours among the labels.</summary>
    internal float Noise { get; }

    /// <summary>Number of fixed points to teach; 0 to teach the agents' places.</summary>
    internal int Samples { get; }

    /// <summary>Frames without a lower validation loss after which learning stops; 0 if it never stops.</summary>
    internal int Patience { get; }

    /// <summary>Returns the label to teach for a colour: the colour itself or, with probability <see cref="Noise"/>, the other one.</summary>
    internal int Tell(int colour, RandomSource random, ulong id, ulong step) => random.Uniform(id, step) < Noise ? 1 - colour : colour;
}

using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The parameters of <c>separate</c>, read from the settings.</summary>
internal sealed record SeparateOptions
{
    internal static readonly Setting ProblemName = Setting.Choice("problem", "arrangement of the two colours on the plane", "circle", Problem.Names);
    internal static readonly Setting NoiseShare = Setting.Number("noise", "share of the labels with the wrong colour; larger shares make the colours harder to learn", 0, 0, 0.5);
    internal static readonly Setting SampleCount = Setting.Whole("samples", "number of fixed points to teach instead of the agents' places, 0 for the places; fewer points overfit more", 0, 0, 65_536);
    internal static readonly Setting PatienceFrames = Setting.Whole(
        "patience", "frames without a lower validation loss before learning stops and the best weights return; 0 never stops", 0, 0, 1_000_000);

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
    internal int DrawLabel(int colour, RandomSource random, ulong id, ulong step) => random.Uniform(id, step) < Noise ? 1 - colour : colour;
}

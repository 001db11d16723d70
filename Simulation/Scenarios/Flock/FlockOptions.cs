using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The parameters of the world of <c>flock</c> and of its teacher, read from the settings.</summary>
internal sealed record FlockOptions
{
    internal static readonly Setting Area = Setting.Number("area", "area of the world per agent, m²; smaller areas make denser flocks and slower frames", 12, 1, 10_000);
    internal static readonly Setting SightMetres = Setting.Number("sight", "distance up to which agents sense, m; larger distances take more time per frame", 6, 1, 100);
    internal static readonly Setting SpacingMetres = Setting.Number("spacing", "wanted distance to the nearest neighbour, m; the score counts the deviation from it", 1.5, 0.1, 50);
    internal static readonly Setting LifeSeconds = Setting.Number("life", "mean lifetime of an agent, s; a new agent then starts elsewhere at rest", 10, 0.1, 1e6);
    internal static readonly Setting SeparationWeight = Setting.Number("separation", "weight of the teacher's rule to keep away from close neighbours; larger weights spread the flock", 1.5, 0, 10);
    internal static readonly Setting AlignmentWeight = Setting.Number("alignment", "weight of the teacher's rule to match the neighbours' velocity; larger weights align the flock", 2, 0, 10);
    internal static readonly Setting CohesionWeight = Setting.Number("cohesion", "weight of the teacher's rule to fly to the middle of the neighbours; larger weights tighten the flock", 0.5, 0, 10);

    internal static IReadOnlyList<Setting> Settings { get; } =
        [Area, SightMetres, SpacingMetres, LifeSeconds, SeparationWeight, AlignmentWeight, CohesionWeight, TeachSystem.ShuffleLabels];

    internal FlockOptions(SettingValues values, int agents)
    {
        SightRange = (float)values.Number(SightMetres);
        Spacing = (float)values.Number(SpacingMetres);
        Life = (float)values.Number(LifeSeconds);
        Separation = (float)values.Number(SeparationWeight);
        Alignment = (float)values.Number(AlignmentWeight);
        Cohesion = (float)values.Number(CohesionWeight);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, SightRange);
    }

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>Distance up to which agents sense, m.</summary>
    internal float SightRange { get; }

    /// <summary>Wanted distance to the nearest neighbour, m.</summary>
    internal float Spacing { get; }

    /// <summary>Mean lifetime of an agent, s.</summary>
    internal float Life { get; }

    /// <summary>Side of a grid cell, m. Slightly more than the sight range, so that a neighbourhood is three cells wide even after rounding.</summary>
    internal float CellSize { get; }

    /// <summary>Weight of the teacher's rule to keep away from close neighbours.</summary>
    internal float Separation { get; }

    /// <summary>Weight of the teacher's rule to match the velocity of the neighbours.</summary>
    internal float Alignment { get; }

    /// <summary>Weight of the teacher's rule to fly to the middle of the neighbours.</summary>
    internal float Cohesion { get; }

    /// <summary>Length of a neighbourhood's mean velocity that counts as full order, m/s.</summary>
    internal const float CruisingSpeed = 2.5f;

    internal static Locomotion Locomotion { get; } = new(Acceleration: 12, Drag: 3, TurnRate: 4);
}

using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The parameters of the world of <c>flock</c> and of its teacher, read from the settings.</summary>
internal sealed record FlockOptions
{
    internal static readonly Setting Area = Setting.Number("area", "world per agent, m²", 12, 1, 10_000);
    internal static readonly Setting SightMetres = Setting.Number("sight", "how far agents sense, m", 6, 1, 100);
    internal static readonly Setting SpacingMetres = Setting.Number("spacing", "distance to keep from the nearest neighbour, m", 1.5, 0.1, 50);
    internal static readonly Setting LifeSeconds = Setting.Number("life", "mean time until another agent begins elsewhere in an agent's stead, s", 10, 0.1, 1e6);
    internal static readonly Setting SeparationWeight = Setting.Number("separation", "how much the teacher minds close neighbours", 1.5, 0, 10);
    internal static readonly Setting AlignmentWeight = Setting.Number("alignment", "how much the teacher goes along with its neighbours", 2, 0, 10);
    internal static readonly Setting CohesionWeight = Setting.Number("cohesion", "how much the teacher seeks the middle of its neighbours", 0.5, 0, 10);

    internal static IReadOnlyList<Setting> Settings { get; } =
        [Area, SightMetres, SpacingMetres, LifeSeconds, SeparationWeight, AlignmentWeight, CohesionWeight, TeachSystem.ShuffleLabels];

    internal FlockOptions(SettingValues values, int agents)
    {
        Sight = (float)values.Number(SightMetres);
        Spacing = (float)values.Number(SpacingMetres);
        Life = (float)values.Number(LifeSeconds);
        Separation = (float)values.Number(SeparationWeight);
        Alignment = (float)values.Number(AlignmentWeight);
        Cohesion = (float)values.Number(CohesionWeight);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, Sight);
    }

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>Distance up to which agents sense, m.</summary>
    internal float Sight { get; }

    /// <summary>The distance to keep from the nearest neighbour, m.</summary>
    internal float Spacing { get; }

    /// <summary>Mean lifetime of an agent, s.</summary>
    internal float Life { get; }

    /// <summary>Side of a grid cell, m. Slightly more than the sight, so that a neighbourhood is three cells wide whatever the rounding.</summary>
    internal float CellSize { get; }

    /// <summary>Weight of the teacher's rule to keep away from close neighbours.</summary>
    internal float Separation { get; }

    /// <summary>Weight of the teacher's rule to match the velocity of its neighbours.</summary>
    internal float Alignment { get; }

    /// <summary>Weight of the teacher's rule to go toward the middle of its neighbours.</summary>
    internal float Cohesion { get; }

    /// <summary>Length of a neighbourhood's mean velocity that counts as full order, m/s.</summary>
    internal const float CruisingSpeed = 2.5f;

    internal static Locomotion Locomotion { get; } = new(Acceleration: 12, Drag: 3, TurnRate: 4);
}
